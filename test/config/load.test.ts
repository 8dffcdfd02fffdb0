import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, ownConfigDir } from '../../config/load';
import { ConfigError } from '../../config/finding';

const BOOK = 'id: town\nversion: "1"\ntitle: 镇规则\nclocks: { handling: { limit: 5 seconds } }\n';
const UNITS = 'units: [{ id: a, name: 甲, level: department }]\n';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'huiyin-config-'))));
afterEach(() => rmSync(dir, { recursive: true }));

function write(files: Record<string, string>): void {
  mkdirSync(join(dir, 'rulebooks'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
}

function problems(files: Record<string, string>): string[] {
  write(files);
  try {
    loadConfig(dir);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.message
        .split('\n')
        .slice(1)
        .map((line) => line.trim());
    throw error;
  }
  return [];
}

const units = (list: string): string[] =>
  problems({ 'rulebooks/town.yaml': BOOK, 'units.yaml': `units:\n${list}` });

test('a folder of the same layout is used in place of ours, each rulebook with the hash of its file', () => {
  write({ 'rulebooks/town.yaml': BOOK, 'units.yaml': UNITS, 'rulebooks/README.md': 'not a rulebook' });
  const config = loadConfig(dir);
  expect([...config.rulebooks.keys()]).toEqual(['town']);
  expect(config.rulebooks.get('town')?.hash).toBe(createHash('sha256').update(BOOK).digest('hex'));
  expect(config.units.all).toEqual([{ id: 'a', name: '甲', level: 'department' }]);
});

test('the rulebook `demo` can be left out, as production does', () => {
  write({
    'rulebooks/town.yaml': BOOK,
    'rulebooks/demo.yaml': BOOK.replace('town', 'demo'),
    'units.yaml': UNITS,
  });
  expect([...loadConfig(dir).rulebooks.keys()]).toEqual(['demo', 'town']);
  expect([...loadConfig(dir, { demo: false }).rulebooks.keys()]).toEqual(['town']);
});

test('all problems of all files are told at once, one a line', () => {
  const broken = {
    'rulebooks/a.yaml': BOOK.replace('5 seconds', 'soon'),
    'rulebooks/b.yaml': 'id: b\ntitle: "镇\n',
    'rulebooks/c.yaml': `${BOOK}colour: red\n`,
    'units.yaml': 'units: [{ id: a, name: 甲, level: village }]',
  };
  expect(problems(broken)).toEqual([
    expect.stringContaining('rulebooks/a.yaml: clocks.handling.limit: expected a length of time'),
    expect.stringMatching(/^rulebooks\/b\.yaml: line \d: expected YAML: /),
    expect.stringContaining('rulebooks/c.yaml: colour: unknown key, expected only id'),
    expect.stringContaining('units.yaml: units[0].level: expected one of hotline, office'),
  ]);
});

test('a YAML error is told with its line', () =>
  expect(problems({ 'rulebooks/town.yaml': `${BOOK}title: again\n`, 'units.yaml': UNITS })).toEqual([
    'rulebooks/town.yaml: line 5: expected YAML: Map keys must be unique',
  ]));

test('an alias that stands for nothing is told', () =>
  expect(problems({ 'rulebooks/town.yaml': `${BOOK}note: *nothing\n`, 'units.yaml': UNITS })).toEqual([
    expect.stringContaining('rulebooks/town.yaml: expected YAML: Unresolved alias'),
  ]));

test('an id is taken once', () =>
  expect(problems({ 'rulebooks/a.yaml': BOOK, 'rulebooks/b.yaml': BOOK, 'units.yaml': UNITS })).toEqual([
    'rulebooks/b.yaml: id: expected another id, town is taken',
  ]));

test('JE-23: a unit that a rulebook names stands in units.yaml, wherever it is named; others are refused, by path', () => {
  const book = `id: town
version: "1"
title: 镇规则
levels: { 2: { label: 办公室, to: mayor } }
dispatch: { linked: [{ unit: a, assist: ghost }] }
triggers: [{ on: rehandled, times: 2, do: supervise, mode: daily, to: [unit, mayor] }]
briefing: [{ to: [a, mayor] }]
clocks: { handling: { limit: 5 days, ladder: [{ after: 0, do: urge, to: [unit, mayor, a] }] } }
`;
  const recipient =
    'expected one of unit, district, hotline, office, meeting, discipline, caller, or the id of a unit';
  expect(problems({ 'rulebooks/town.yaml': book, 'units.yaml': UNITS })).toEqual(
    [
      `clocks.handling.ladder[0].to[1]: ${recipient}, mayor is none`,
      `triggers[0].to[1]: ${recipient}, mayor is none`,
      `briefing[0].to[1]: ${recipient}, mayor is none`,
      `levels.2.to: ${recipient}, mayor is none`,
      'dispatch.linked[0].assist: expected the id of a unit, ghost is none',
    ].map((it) => `rulebooks/town.yaml: ${it}`),
  );
});

test('an empty folder lacks both rulebooks and units', () =>
  expect(problems({})).toEqual([
    'rulebooks: expected at least one *.yaml',
    'units.yaml: expected a file that can be read (ENOENT)',
  ]));

describe('units are refused', () => {
  test.each([
    [
      'of the same id',
      '- { id: a, name: 甲, level: street }\n- { id: a, name: 乙, level: street }',
      'units[1].id: expected each only once, a stands here twice',
    ],
    [
      'with a parent unheard of',
      '- { id: a, name: 甲, level: street, parent: b }',
      'units[0].parent: expected the id of a unit, b is none',
    ],
    [
      'that are their own parent',
      '- { id: a, name: 甲, level: street, parent: a }',
      'units[0].parent: expected no circle, but a → a',
    ],
    [
      'with a webhook that is no web address',
      '- { id: a, name: 甲, level: street, contact: { webhook: "ftp://a.example" } }',
      'units[0].contact.webhook: expected an address such as https://…',
    ],
    [
      'with three secrets of a webhook at once',
      '- { id: a, name: 甲, level: street, contact: { webhook: "https://a.example", secretGenerations: [1, 2, 3] } }',
      'units[0].contact.secretGenerations: expected two at most',
    ],
    [
      'with a secret before the first',
      '- { id: a, name: 甲, level: street, contact: { webhook: "https://a.example", secretGenerations: [0] } }',
      'units[0].contact.secretGenerations[0]: expected 1 or more',
    ],
    [
      'that is gathered for by another word than yes or no',
      '- { id: a, name: 甲, level: street, contact: { webhook: "https://a.example", gather: never } }',
      'units[0].contact.gather: expected true or false',
    ],
    [
      'with an e-mail address that is none',
      '- { id: a, name: 甲, level: street, contact: { email: nobody } }',
      'units[0].contact.email: expected an e-mail address',
    ],
    [
      'with an unknown key',
      '- { id: a, name: 甲, level: street, phone: 1 }',
      'units[0].phone: unknown key, expected only id, name, level, parent, contact, duties, successor',
    ],
    [
      'with an id that is a number',
      '- { id: 12345, name: 甲, level: hotline }',
      'units[0].id: expected an id',
    ],
  ])('%s', (_, list, problem) => {
    expect(units(list)).toEqual([`units.yaml: ${problem}`]);
  });

  test.each([
    [
      'with duties that is no street',
      '- { id: a, name: 甲, level: district, duties: [市容环境] }',
      ['units[0].duties: expected none: only a unit of level street has a list of duties (WF-24)'],
    ],
    [
      'with duties that are no categories, each told',
      '- { id: a, name: 甲, level: street, duties: [市容环境, 占道经营, 市容环境/占道经营, 市容环境/] }',
      [1, 3].map((i) => `units[0].duties[${i}]: expected a category of categories.yaml, or one of its 大类`),
    ],
    [
      'with a duty twice',
      '- { id: a, name: 甲, level: street, duties: [市容环境, 市容环境] }',
      ['units[0].duties[1]: expected each only once, 市容环境 stands here twice'],
    ],
    [
      'with a successor unheard of',
      '- { id: a, name: 甲, level: street, successor: b }',
      ['units[0].successor: expected the id of a unit, b is none'],
    ],
    [
      'that succeed one another in a circle',
      '- { id: a, name: 甲, level: street, successor: b }\n- { id: b, name: 乙, level: street, successor: a }',
      [
        'units[0].successor: expected no circle, but a → b → a',
        'units[1].successor: expected no circle, but b → a → b',
      ],
    ],
    [
      'that go on below one that is closed',
      '- { id: a, name: 甲, level: street, parent: b }\n- { id: b, name: 乙, level: district, successor: c }\n- { id: c, name: 丙, level: district }',
      ['units[0].parent: expected a unit that goes on, b is succeeded by c'],
    ],
  ])('%s', (_, list, expected) => {
    expect(units(list)).toEqual(expected.map((problem) => `units.yaml: ${problem}`));
  });

  test('below one that is closed only where they go on themselves', () =>
    expect(
      units(
        '- { id: a, name: 甲, level: street, parent: b, successor: d }\n- { id: b, name: 乙, level: district, successor: c }\n- { id: c, name: 丙, level: district }\n- { id: d, name: 丁, level: street, parent: c }',
      ),
    ).toEqual([]));

  test('in a circle, each that is on it, but not those below it', () =>
    expect(
      units(
        '- { id: a, name: 甲, level: street, parent: b }\n- { id: b, name: 乙, level: street, parent: a }\n- { id: c, name: 丙, level: street, parent: a }',
      ),
    ).toEqual([
      'units.yaml: units[0].parent: expected no circle, but a → b → a',
      'units.yaml: units[1].parent: expected no circle, but b → a → b',
    ]));
});

test('webhooks and mailboxes on this machine are addresses too', () =>
  expect(
    units(
      '- { id: a, name: 甲, level: street, contact: { webhook: "http://127.0.0.1:9000/in", email: a@localhost } }',
    ),
  ).toEqual([]));

describe('our own units', () => {
  const own = loadConfig().units;

  test('hold one each of those that a ladder rises to, and districts with their streets', () => {
    for (const level of ['hotline', 'office', 'meeting', 'discipline'] as const) {
      expect(own.ofLevel(level)).toHaveLength(1);
    }
    for (const street of own.ofLevel('street')) expect(own.byId(street.parent ?? '')?.level).toBe('district');
    expect(own.all.length).toBeGreaterThanOrEqual(20);
  });

  test('streets have their lists of duties, of which one or another has none', () => {
    const listed = own.ofLevel('street').map(({ duties = [] }) => duties);
    const clearing = listed.filter((duties) => duties.some((it) => '市容环境/占道经营'.startsWith(it)));
    expect(clearing.length).toBeGreaterThanOrEqual(2);
    expect(listed.filter((duties) => duties.length === 0)).not.toEqual([]);
  });

  test('have the contact data of nobody', () =>
    expect(readFileSync(join(ownConfigDir(), 'units.yaml'), 'utf8')).not.toMatch(/contact: *\{|@|https?:/));
});
