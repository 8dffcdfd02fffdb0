import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigError } from '../../config/finding';
import { type Config, loadConfig } from '../../config/load';

const BOOK = 'id: town\nversion: "1"\ntitle: 镇规则\nclocks: { handling: { limit: 5 seconds } }\n';
const UNITS = 'units: [{ id: a, name: 甲, level: street }]\n';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'huiyin-public-'))));
afterEach(() => rmSync(dir, { recursive: true }));

/** A city with such a file, or with none. */
function city(published?: string): Config {
  mkdirSync(join(dir, 'rulebooks'));
  writeFileSync(join(dir, 'rulebooks', 'town.yaml'), BOOK);
  writeFileSync(join(dir, 'units.yaml'), UNITS);
  if (published !== undefined) writeFileSync(join(dir, 'public.yaml'), published);
  return loadConfig(dir);
}

test('BJ-15: a city that says nothing of its own publishes no count below 5; its own number stands in place of it', () => {
  expect(city().published).toEqual({ least: 5 });
  rmSync(join(dir, 'rulebooks'), { recursive: true });
  expect(city('figures: { least: 10, set: local }').published).toEqual({ least: 10 });
});

test.each([
  ['least: 2, set: local', 'figures.least', 'from 3 to 100'],
  ['least: 5.5, set: local', 'figures.least', 'a whole number'],
  // No text gives a number.
  ['least: 5', 'figures.set', 'local'],
  ['least: 5, set: BJ-15', 'figures.set', 'local'],
])('that one is refused: { %s }', (written, path, expected) => {
  expect.assertions(1);
  try {
    city(`figures: { ${written} }`);
  } catch (error) {
    const { findings } = error as ConfigError;
    expect(findings).toEqual([
      { file: 'public.yaml', path, expected: expect.stringContaining(expected) as string },
    ]);
  }
});
