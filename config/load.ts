import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Rulebook } from '../domain/law/rules';
import { type Categories, categoriesFile, categoriesOf } from './categories-file';
import { ConfigError, type Finding, findingsIn } from './finding';
import { unknownUnits } from './rulebook/named-units';
import { rulebookFile } from './rulebook-file';
import { type Units, unitsFile, unitsOf } from './units-file';

/** A rulebook with the SHA-256 of its file, in hex: a changed file is another version. */
export type LoadedRulebook = Rulebook & { readonly hash: string };

export interface Config {
  readonly rulebooks: ReadonlyMap<string, LoadedRulebook>;
  readonly units: Units;
  readonly categories: Categories;
}

/** Our own rulebooks, units and categories: beside this file, and for the compiled one, which is below `dist/`, beside its source. */
export const ownConfigDir = (): string =>
  existsSync(join(__dirname, 'rulebooks')) ? __dirname : resolve(__dirname, '../../config');

/**
 * Reads `rulebooks/*.yaml`, `units.yaml` and `categories.yaml` of a folder; one that has no categories uses ours.
 * @param demo whether `rulebooks/demo.yaml` is read too; production leaves it out
 * @throws ConfigError with all that is wrong in any file: file, path and what was expected
 */
export function loadConfig(dir: string = ownConfigDir(), { demo = true }: { demo?: boolean } = {}): Config {
  const findings: Finding[] = [];
  const rulebooks = new Map<string, LoadedRulebook>();
  const files = rulebooksIn(dir).filter((name) => demo || name !== 'rulebooks/demo.yaml');
  if (files.length === 0)
    findings.push({ file: 'rulebooks', path: '', expected: 'expected at least one *.yaml' });
  const books: [file: string, book: Rulebook][] = [];
  for (const file of files) {
    const read = readYaml(dir, file, rulebookFile, findings);
    if (!read) continue;
    books.push([file, read.value]);
    const { id } = read.value;
    if (rulebooks.has(id))
      findings.push({ file, path: 'id', expected: `expected another id, ${id} is taken` });
    rulebooks.set(id, { ...read.value, hash: createHash('sha256').update(read.content).digest('hex') });
  }
  const named = existsSync(join(dir, CATEGORIES)) ? dir : ownConfigDir();
  const listed = readYaml(named, CATEGORIES, () => categoriesFile, findings);
  const categories = listed && categoriesOf(listed.value);
  const units = readYaml(dir, 'units.yaml', () => unitsFile(categories), findings);
  const all = units && unitsOf(units.value);
  if (all) findings.push(...books.flatMap(([file, book]) => unknownUnits(file, book, all)));
  if (!all || !categories || findings.length > 0) throw new ConfigError(dir, findings);
  return { rulebooks, units: all, categories };
}

const CATEGORIES = 'categories.yaml';

function rulebooksIn(dir: string): string[] {
  const folder = join(dir, 'rulebooks');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => `rulebooks/${name}`);
}

/** Reads one file by its schema; what is wrong with it is added to `findings`. */
function readYaml<T>(dir: string, file: string, schema: (raw: unknown) => z.ZodType<T>, findings: Finding[]) {
  let content: string;
  try {
    content = readFileSync(join(dir, file), 'utf8');
  } catch (error) {
    findings.push({
      file,
      path: '',
      expected: `expected a file that can be read (${(error as NodeJS.ErrnoException).code})`,
    });
    return undefined;
  }
  const document = parseDocument(content);
  for (const { linePos, message } of document.errors) {
    const reason = message.replace(/ at line \d+, column \d+[^]*/, '');
    findings.push({ file, path: `line ${linePos?.[0].line ?? 1}`, expected: `expected YAML: ${reason}` });
  }
  if (document.errors.length > 0) return undefined;
  let raw: unknown;
  try {
    raw = document.toJS();
  } catch (error) {
    findings.push({ file, path: '', expected: `expected YAML: ${(error as Error).message}` });
    return undefined;
  }
  const read = schema(raw).safeParse(raw);
  if (read.success) return { value: read.data, content };
  findings.push(...findingsIn(file, read.error));
  return undefined;
}
