import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** As `node web/build.mjs` leaves them; where they were not built nothing can be weighed. */
const built = join(__dirname, '..', '..', 'dist', 'web');
const testBuilt = existsSync(join(built, '.built')) ? test : test.skip;

const KB = 1_000;

/** A script's text. */
const script = (room: string, file: string): string =>
  readFileSync(join(built, room, 'assets', file), 'utf8');

/** The script with which a room's page begins. */
function entryOf(room: string): string {
  const page = readFileSync(join(built, room, 'index.html'), 'utf8');
  const entry = /<script type="module"[^>]* src="[^"]*\/assets\/([^"]+)"/.exec(page)?.[1];
  if (entry === undefined) throw new Error(`the page of ${room} begins with no script`);
  return entry;
}

/** The script that is loaded when somebody asks for what it exports under a name. */
function lazyIn(text: string, name: string): string {
  const file = new RegExp(`import\\("\\./([^"]+)"\\)[^"]{0,200}"${name}"`).exec(text)?.[1];
  if (file === undefined) throw new Error(`nothing loads ${name}`);
  return file;
}

/** These and all that they can't run without. */
function withImports(room: string, files: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  const add = (file: string): void => {
    if (all.has(file)) return;
    all.add(file);
    for (const [, imported = ''] of script(room, file).matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g))
      add(imported);
  };
  files.forEach(add);
  return all;
}

/** What a browser is sent of them (bytes). */
const weight = (room: string, files: ReadonlySet<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(script(room, file)).length, 0);

testBuilt('the desk is small where work begins: the list of tickets', () => {
  const entry = entryOf('desk');
  const files = withImports('desk', [entry, lazyIn(script('desk', entry), 'TicketsPage')]);
  expect(files.size).toBeGreaterThan(2);
  expect(weight('desk', files)).toBeLessThan(250 * KB);
});

testBuilt('the callers’ page is smaller, whole as it is', () => {
  const entry = entryOf('caller');
  const lazy = [...script('caller', entry).matchAll(/import\("\.\/([^"]+)"\)/g)].map(([, file = '']) => file);
  expect(lazy).not.toEqual([]);
  expect(weight('caller', withImports('caller', [entry, ...lazy]))).toBeLessThan(120 * KB);
});
