import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, type Finding } from '../../config/finding';
import { loadConfig, loadRulebook } from '../../config/load';
import { keysOf, RECIPIENTS } from '../../domain/words';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-units-'));
  mkdirSync(join(dir, 'rulebooks'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const book = (id: string, to: string): string =>
  `id: ${id}\nversion: "1"\ntitle: 镇规则\nclocks: { handling: { limit: 5 days, note: 镇里的, ladder: [{ after: 0, do: urge, to: [${to}] }] } }\n`;
const write = (name: string, content: string): void => writeFileSync(join(dir, name), content);

function findingsOf(load: () => unknown): readonly Finding[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.findings;
    throw error;
  }
  return [];
}

const EXPECTED = `expected one of ${keysOf(RECIPIENTS).join(', ')}, or the id of a unit`;
const NOWHERE = {
  path: 'clocks.handling.ladder[0].to[0]',
  expected: `${EXPECTED}, b is none`,
};

test('a configuration that tells units unheard of can’t be used: each file is named', () => {
  write('units.yaml', 'units: [{ id: a, name: 甲, level: department }]');
  write('rulebooks/one.yaml', book('town', 'b'));
  write('rulebooks/two.yaml', book('city', 'a'));
  expect(findingsOf(() => loadConfig(dir))).toEqual([{ file: 'rulebooks/one.yaml', ...NOWHERE }]);
});

test('one rulebook by its path is held against the units beside its folder, or else against ours', () => {
  write('rulebooks/one.yaml', book('town', 'chengguan'));
  const path = join(dir, 'rulebooks/one.yaml');
  expect(loadRulebook(path).units.byId('chengguan')?.name).toBe('市城市管理局');
  write('units.yaml', 'units: [{ id: a, name: 甲, level: department }]');
  expect(findingsOf(() => loadRulebook(path))).toEqual([
    { ...NOWHERE, file: 'one.yaml', expected: `${EXPECTED}, chengguan is none` },
  ]);
  write('rulebooks/one.yaml', book('town', 'a'));
  expect(loadRulebook(path).book).toMatchObject({
    id: 'town',
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('notes stay with what they are notes of, and what a file says is kept in its own words', () => {
  write('units.yaml', 'units: [{ id: a, name: 甲, level: department }]');
  write('rulebooks/one.yaml', book('town', 'a'));
  const { rulebooks, written } = loadConfig(dir);
  expect(rulebooks.get('town')?.clocks.handling?.note).toBe('镇里的');
  expect(written.get('town')).toMatchObject({
    clocks: { handling: { limit: '5 days', ladder: [{ after: 0 }] } },
  });
});
