import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groupOf } from '../../config/categories-file';
import { ConfigError } from '../../config/finding';
import { type Config, loadConfig } from '../../config/load';

const BOOK = 'id: town\nversion: "1"\ntitle: 镇规则\nclocks: { handling: { limit: 5 seconds } }\n';
const UNITS = 'units: [{ id: a, name: 甲, level: street, duties: [市容环境] }]\n';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'huiyin-categories-'))));
afterEach(() => rmSync(dir, { recursive: true }));

/** A city with such a file, or with none. */
function city(categories?: string): Config {
  mkdirSync(join(dir, 'rulebooks'));
  writeFileSync(join(dir, 'rulebooks', 'town.yaml'), BOOK);
  writeFileSync(join(dir, 'units.yaml'), UNITS);
  if (categories !== undefined) writeFileSync(join(dir, 'categories.yaml'), categories);
  return loadConfig(dir);
}

function problems(categories: string): unknown {
  try {
    city(categories);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.findings;
    throw error;
  }
}

test('a city that has no list of its own uses ours, which has what a city meets', () => {
  const { all, groups, has } = city().categories;
  expect(all.length).toBeGreaterThanOrEqual(80);
  expect(groups.length).toBeGreaterThanOrEqual(20);
  for (const id of [
    '市容环境/占道经营',
    '供热/停暖',
    '劳动保障/拖欠工资',
    '医疗卫生/服务态度',
    '社会保障/养老',
  ])
    expect([id, has(id)]).toEqual([id, true]);
  expect(has('市容环境')).toBe(false);
  expect(groups).toContain(groupOf('知识产权/专利侵权'));
});

test('a city’s own list stands in place of ours, with its own codes', () => {
  const { all, groups } = city(
    'categories: [{ id: 市容环境/占道经营, code: "0101" }, { id: 海洋/赶海 }]',
  ).categories;
  expect(all).toEqual([{ id: '市容环境/占道经营', code: '0101' }, { id: '海洋/赶海' }]);
  expect(groups).toEqual(['市容环境', '海洋']);
});

test('a duty that the city’s own list lacks is told', () =>
  expect(problems('categories: [{ id: 海洋/赶海 }]')).toEqual([
    {
      file: 'units.yaml',
      path: 'units[0].duties[0]',
      expected: 'expected a category of categories.yaml, or one of its 大类',
    },
  ]));

const FORM = 'expected 大类/小类 of at most 100 characters, with one "/" and no blank';
test.each([
  ['none', 'categories: []', '', 'expected a list with at least 1 of them'],
  ['no list', '[]', '', 'expected a map of categories'],
  ['one in one part', 'categories: [{ id: 占道经营 }]', '[0].id', FORM],
  ['one in three parts', 'categories: [{ id: 甲/乙/丙 }]', '[0].id', FORM],
  ['one with a blank', 'categories: [{ id: 甲/乙 丙 }]', '[0].id', FORM],
  ['one of half a part', 'categories: [{ id: 甲/ }]', '[0].id', FORM],
  ['one that is too long', `categories: [{ id: 甲/${'乙'.repeat(99)} }]`, '[0].id', FORM],
  ['one without an id', 'categories: [{ code: "1" }]', '[0].id', FORM],
  ['a code that is a number', 'categories: [{ id: 甲/乙, code: 1 }]', '[0].code', 'expected text'],
  [
    'one twice',
    'categories: [{ id: 甲/乙 }, { id: 甲/丙 }, { id: 甲/乙 }]',
    '[2].id',
    'expected each only once, 甲/乙 stands here twice',
  ],
  [
    'a code twice',
    'categories: [{ id: 甲/乙, code: "7" }, { id: 甲/丙 }, { id: 甲/丁, code: "7" }]',
    '[2].code',
    'expected each only once, 7 stands here twice',
  ],
  [
    'an unknown key',
    'categories: [{ id: 甲/乙, name: 丙 }]',
    '[0].name',
    'unknown key, expected only id, code',
  ],
])('a list with %s is refused: file, path, and what was expected', (_, file, path, expected) => {
  const at = expected.startsWith('expected a map') ? '' : `categories${path}`;
  expect(problems(file)).toEqual([{ file: 'categories.yaml', path: at, expected }]);
});
