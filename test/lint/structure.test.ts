import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { projectRoot } from '../../dev/cache';

const LINES = 350;
const FILES = 14;
/** Whose files are a series: each stays as it was run, and one comes after the other. */
const SERIES = ['storage/migrations'];

/** All of ours outside the tests, with what is in them. */
const product: ReadonlyMap<string, string> = new Map(
  execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { cwd: projectRoot, encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => !file.startsWith('test/'))
    .map((file) => [file, readFileSync(posix.join(projectRoot, file), 'utf8')]),
);

/** The files that a file imports, be it for a type alone. */
function importedBy(file: string, text: string): string[] {
  const statements = text.matchAll(/^(?:import|export)[^;]*? from '(\.[^']*)';/gm);
  return [...statements].flatMap(([, name = '']) => {
    const path = posix.join(posix.dirname(file), name);
    return [`${path}.ts`, `${path}.tsx`, `${path}/index.ts`].filter((found) => product.has(found));
  });
}

/** Takes away, again and again, what imports nothing of the rest: a circle and what leads to it stays. */
function inCircles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const rest = new Map(imports);
  const ends = () => [...rest].filter(([, imported]) => !imported.some((file) => rest.has(file)));
  for (let found = ends(); found.length > 0; found = ends()) found.forEach(([file]) => rest.delete(file));
  return [...rest.keys()];
}

test(`no file has more than ${LINES} lines`, () => {
  const long = [...product].filter(([, text]) => text.trimEnd().split('\n').length > LINES);
  expect(long.map(([file]) => file)).toEqual([]);
});

test(`no folder has more than ${FILES} files`, () => {
  const folders = [...product.keys()].map((file) => posix.dirname(file));
  const full = [...new Set(folders)].filter(
    (it) => !SERIES.includes(it) && folders.filter((other) => other === it).length > FILES,
  );
  expect(full).toEqual([]);
});

test('no files import each other in a circle', () => {
  expect(inCircles(new Map([...product].map(([file, text]) => [file, importedBy(file, text)])))).toEqual([]);
  const circle = { a: ['b'], b: ['c', 'd'], c: ['b'], d: [] };
  expect(inCircles(new Map(Object.entries(circle)))).toEqual(['a', 'b', 'c']);
});
