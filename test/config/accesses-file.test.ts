import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigError } from '../../config/finding';
import { type Config, loadConfig } from '../../config/load';
import { HOUR, MINUTE } from '../../domain/time/instant';

const BOOK = 'id: town\nversion: "1"\ntitle: 镇规则\nclocks: { handling: { limit: 5 seconds } }\n';
const UNITS = 'units: [{ id: a, name: 甲, level: street }]\n';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'huiyin-accesses-'))));
afterEach(() => rmSync(dir, { recursive: true }));

/** A city with such a file, or with none. */
function city(accesses?: string): Config {
  mkdirSync(join(dir, 'rulebooks'));
  writeFileSync(join(dir, 'rulebooks', 'town.yaml'), BOOK);
  writeFileSync(join(dir, 'units.yaml'), UNITS);
  if (accesses !== undefined) writeFileSync(join(dir, 'accesses.yaml'), accesses);
  return loadConfig(dir);
}

test('a city that says nothing of its own has 50 callers in 10 minutes as conspicuous', () =>
  expect(city().harvest).toEqual({ contacts: 50, within: 10 * MINUTE }));

test('a city’s own number stands in place of it', () =>
  expect(city('harvest: { contacts: 200, within: 2 hours, set: local }').harvest).toEqual({
    contacts: 200,
    within: 2 * HOUR,
  }));

test.each([
  ['contacts: 0, within: 10 minutes, set: local', 'harvest.contacts', 'from 1 to 100,000'],
  ['contacts: 1.5, within: 10 minutes, set: local', 'harvest.contacts', 'a whole number'],
  ['contacts: 50, within: 0 minutes, set: local', 'harvest.within', 'e.g. 10 minutes'],
  ['contacts: 50, within: 1 workday, set: local', 'harvest.within', 'e.g. 10 minutes'],
  ['contacts: 50, within: 25 hours, set: local', 'harvest.within', 'at most a day'],
  ['contacts: 50, within: soon, set: local', 'harvest.within', 'e.g. 10 minutes'],
  // No text gives a number.
  ['contacts: 50, within: 10 minutes', 'harvest.set', 'local'],
  ['contacts: 50, within: 10 minutes, set: WF-7', 'harvest.set', 'local'],
])('that one is refused: { %s }', (written, path, expected) => {
  expect.assertions(1);
  try {
    city(`harvest: { ${written} }`);
  } catch (error) {
    const { findings } = error as ConfigError;
    expect(findings).toEqual([
      { file: 'accesses.yaml', path, expected: expect.stringContaining(expected) as string },
    ]);
  }
});
