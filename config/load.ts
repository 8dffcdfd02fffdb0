import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Rulebook } from '../domain/law/rules';
import type { Assessment } from '../domain/reports/assessment';
import type { OccasionKind } from '../domain/occasions/kind';
import { accessesFile, type Harvest } from './accesses-file';
import { assessmentFile, unknownInAssessment } from './assessments-file';
import { type Categories, categoriesFile, categoriesOf } from './categories-file';
import type { Emergency } from '../domain/suggestions/emergencies';
import type { HotSpotRule } from '../domain/repeats/hot-spots';
import { ConfigError, type Finding, findingsIn } from './finding';
import { emergenciesFile } from './emergencies-file';
import { repeatsFile } from './repeats-file';
import { occasionsFile, unknownInOccasions } from './occasions-file';
import { unknownUnits } from './rulebook/named-units';
import { publicFile, type PublicRule } from './public-file';
import { rulebookFile } from './rulebook-file';
import { type Units, unitsFile, unitsOf } from './units-file';

/** A rulebook with the SHA-256 of its file, in hex: a changed file is another version. */
export type LoadedRulebook = Rulebook & { readonly hash: string };

export interface Config {
  readonly rulebooks: ReadonlyMap<string, LoadedRulebook>;
  /** What the file of each rulebook says, in its own words, by the rulebook's id. */
  readonly written: ReadonlyMap<string, unknown>;
  readonly units: Units;
  readonly categories: Categories;
  readonly harvest: Harvest;
  readonly hotSpot: HotSpotRule;
  readonly emergencies: readonly Emergency[];
  readonly published: PublicRule;
  /** How units are assessed, by the rulebook whose tickets are counted. */
  readonly assessments: ReadonlyMap<string, LoadedAssessment>;
  /** What each city does beside its tickets, by its rulebook's id. */
  readonly occasions: ReadonlyMap<string, readonly OccasionKind[]>;
}

/** An assessment with the SHA-256 of its file, in hex: a changed file is another version. */
export type LoadedAssessment = Assessment & { readonly hash: string };

/** Our own rulebooks, units, categories, accesses, repeats and assessments: beside this file, and for the compiled one, which is below `dist/`, beside its source. */
export const ownConfigDir = (): string =>
  existsSync(join(__dirname, 'rulebooks')) ? __dirname : resolve(__dirname, '../../config');

/**
 * Reads `rulebooks/*.yaml`, `units.yaml`, `categories.yaml`, `accesses.yaml`, `repeats.yaml`, `emergencies.yaml`, `public.yaml`,
 * `assessments/*.yaml` and `occasions/*.yaml` of a folder; of the files ours where it has none, and of assessments those of ours that fit its rulebooks.
 * @param demo whether `rulebooks/demo.yaml` is read too; production leaves it out
 * @throws ConfigError with all that is wrong in any file: file, path and what was expected
 */
export function loadConfig(dir: string = ownConfigDir(), { demo = true }: { demo?: boolean } = {}): Config {
  const findings: Finding[] = [];
  const rulebooks = new Map<string, LoadedRulebook>();
  const written = new Map<string, unknown>();
  const files = yamlIn(dir, 'rulebooks').filter((name) => demo || name !== 'rulebooks/demo.yaml');
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
    rulebooks.set(id, withHash(read));
    written.set(id, read.raw);
  }
  const listed = readYaml(dirOf(dir, CATEGORIES), CATEGORIES, () => categoriesFile, findings);
  const harvest = readYaml(dirOf(dir, ACCESSES), ACCESSES, () => accessesFile, findings)?.value;
  const hotSpot = readYaml(dirOf(dir, REPEATS), REPEATS, () => repeatsFile, findings)?.value;
  const published = readYaml(dirOf(dir, PUBLIC), PUBLIC, () => publicFile, findings)?.value;
  const categories = listed && categoriesOf(listed.value);
  const emergencies = readYaml(
    dirOf(dir, EMERGENCIES),
    EMERGENCIES,
    // Ours may name what another city's categories have not.
    () => emergenciesFile(existsSync(join(dir, EMERGENCIES)) ? categories : undefined),
    findings,
  )?.value;
  const units = readYaml(dir, UNITS, () => unitsFile(categories), findings);
  const all = units && unitsOf(units.value);
  if (all) findings.push(...books.flatMap(([file, book]) => unknownUnits(file, book, all)));
  const assessments = assessmentsIn(dir, rulebooks, all, findings);
  const occasions = new Map<string, readonly OccasionKind[]>();
  for (const file of yamlIn(dir, 'occasions')) {
    const read = readYaml(dir, file, occasionsFile, findings)?.value;
    if (!read) continue;
    if (all) findings.push(...unknownInOccasions(file, read, rulebooks, all));
    if (occasions.has(read.rulebook))
      findings.push({
        file,
        path: 'rulebook',
        expected: `expected each rulebook once, ${read.rulebook} is taken`,
      });
    occasions.set(read.rulebook, read.occasions);
  }
  if (!all || !categories || !harvest || !hotSpot || !emergencies || !published || findings.length > 0)
    throw new ConfigError(dir, findings);
  return {
    rulebooks,
    written,
    units: all,
    categories,
    harvest,
    hotSpot,
    emergencies,
    published,
    assessments,
    occasions,
  };
}

/** Those of a folder; of ours, where it has none, those that fit. */
function assessmentsIn(
  dir: string,
  rulebooks: ReadonlyMap<string, Rulebook>,
  units: Units = unitsOf([]),
  findings: Finding[],
): Map<string, LoadedAssessment> {
  const own = existsSync(join(dir, ASSESSMENTS));
  const from = own ? dir : ownConfigDir();
  const assessments = new Map<string, LoadedAssessment>();
  for (const file of yamlIn(from, ASSESSMENTS)) {
    const read = readYaml(from, file, () => assessmentFile, findings);
    if (!read) continue;
    const unknown = unknownInAssessment(file, read.value, rulebooks, units);
    if (own) findings.push(...unknown);
    const { id } = read.value;
    if (assessments.has(id))
      findings.push({ file, path: 'id', expected: `expected another id, ${id} is taken` });
    if (unknown.length === 0) assessments.set(id, withHash(read));
  }
  return assessments;
}

/**
 * One rulebook by the path of its file, held against the units beside its folder, or ours where there are none.
 * @throws ConfigError with all that is wrong in it
 */
export function loadRulebook(path: string): { readonly book: LoadedRulebook; readonly units: Units } {
  const file = basename(path);
  const beside = resolve(path, '../..');
  const dir = existsSync(join(beside, UNITS)) ? beside : ownConfigDir();
  const findings: Finding[] = [];
  const read = readYaml(dirname(resolve(path)), file, rulebookFile, findings);
  const listed = readYaml(dir, UNITS, () => unitsFile(undefined), findings);
  const units = unitsOf(listed?.value ?? []);
  if (read && listed) findings.push(...unknownUnits(file, read.value, units));
  if (!read || findings.length > 0) throw new ConfigError(dirname(resolve(path)), findings);
  return { book: withHash(read), units };
}

const withHash = <T>({ value, content }: { value: T; content: string }): T & { readonly hash: string } => ({
  ...value,
  hash: createHash('sha256').update(content).digest('hex'),
});

const CATEGORIES = 'categories.yaml';
const ACCESSES = 'accesses.yaml';
const REPEATS = 'repeats.yaml';
const EMERGENCIES = 'emergencies.yaml';
const PUBLIC = 'public.yaml';
const UNITS = 'units.yaml';
const ASSESSMENTS = 'assessments';

/** Where a file stands that a folder may do without: there, or with ours. */
const dirOf = (dir: string, file: string): string => (existsSync(join(dir, file)) ? dir : ownConfigDir());

function yamlIn(dir: string, folder: string): string[] {
  const path = join(dir, folder);
  if (!existsSync(path)) return [];
  const names = readdirSync(path).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => `${folder}/${name}`);
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
  if (read.success) return { value: read.data, content, raw };
  findings.push(...findingsIn(file, read.error));
  return undefined;
}
