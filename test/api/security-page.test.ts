import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allAddresses } from '../../api/addresses';
import type { Shown } from '../../api/http/address';
import { projectRoot } from '../../dev/cache';
import { keysOf, ROLES } from '../../domain/words';
import { partsOnTheirOwn } from '../given/servers/api-alone';

const PAGES = ['security.md', 'security.zh-CN.md'];
const read = (page: string): string => readFileSync(join(projectRoot, 'docs', page), 'utf8');

/** The cells of each row of a table, by the text of the row's first cell; those of the table under this heading. */
function rowsUnder(page: string, heading: string): string[][] {
  const [, after = ''] = read(page).split(`\n## ${heading}\n`);
  const section = after.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| (.*) \|$/gm)]
    .map(([, row = '']) => row.split(' | ').map((cell) => cell.trim()))
    .filter(([first = '']) => !first.startsWith('--'))
    .slice(1);
}

const parts = partsOnTheirOwn();
const addresses = allAddresses(parts);
afterAll(() => Promise.all([parts.engine.close(), parts.database.close()]));

const KINDS: readonly Shown[] = ['caller', 'matter', 'texts', 'files', 'accounts'];

/** What the addresses say: of each role how many it may ask, and the kinds of personal data that they may show it. */
const declared = keysOf(ROLES).map((role) => {
  const its = addresses.filter(({ who }) => who.by === 'token' && who.roles.includes(role));
  const shown = KINDS.map((kind) => (its.some(({ shows }) => shows.includes(kind)) ? '✓' : ''));
  return [`\`${role}\``, String(its.length), ...shown];
});

test.each([
  ['security.md', 'What each role can see'],
  ['security.zh-CN.md', '各角色能看到什么'],
])('%s says of each role what the addresses say', (page, heading) => {
  const said = rowsUnder(page, heading).map((cells) => cells.slice(0, 2 + KINDS.length));
  expect(said).toEqual(declared);
});

test('what needs no token shows nothing of a person, but a caller’s own by the code', () => {
  const open = addresses.filter(({ who, shows }) => who.by === 'nothing' && shows.length > 0);
  expect(open.map(({ path }) => path)).toEqual(['/v1/tickets/{id}/access']);
});

/** Files that a cell names: `test/api/…`, linked or not. */
const filesIn = (cell: string): string[] =>
  [...cell.matchAll(/\]\(\.\.\/([^)#]+)\)/g)].map(([, file = '']) => file);

describe.each([
  ['security.md', 'OWASP ASVS 5.0'],
  ['security.zh-CN.md', 'OWASP ASVS 5.0'],
])('each line of ASVS in %s', (page, heading) => {
  const rows = rowsUnder(page, heading);

  test('has a section of the standard, what holds, and a proof that is there', () => {
    expect(rows.length).toBeGreaterThan(25);
    for (const [section = '', holds = '', proof = ''] of rows) {
      expect(section).toMatch(/^V\d{1,2}\.\d{1,2} /);
      expect(holds).not.toBe('');
      const files = filesIn(proof);
      expect([section, files.length > 0]).toEqual([section, true]);
      for (const file of files) expect([file, existsSync(join(projectRoot, file))]).toEqual([file, true]);
    }
  });

  test('stands for itself, in the order of the standard', () => {
    const numbers = rows.map(([section = '']) => (/^V(\d+)\.(\d+)/.exec(section) ?? []).slice(1).map(Number));
    const order = numbers.map(([chapter = 0, part = 0]) => 100 * chapter + part);
    expect(order).toEqual([...new Set(order)].toSorted((a, b) => a - b));
  });
});

test('both languages have the same lines and the same proofs', () => {
  const [english, chinese] = PAGES.map((page) =>
    rowsUnder(page, 'OWASP ASVS 5.0').map(([section = '', , proof = '']) => [
      section.split(' ')[0],
      filesIn(proof),
    ]),
  );
  expect(chinese).toEqual(english);
});
