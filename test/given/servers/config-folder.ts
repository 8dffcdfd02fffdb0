import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ownConfigDir } from '../../../config/load';

/** A unit as `units.yaml` has it. */
interface UnitEntry {
  readonly id: string;
  readonly name: string;
  readonly level: string;
  readonly parent?: string;
  readonly contact?: { readonly webhook?: string; readonly email?: string };
}

type Rung = Readonly<Record<string, unknown>>;

const SCALE = ['very-satisfied', 'satisfied', 'basically-satisfied', 'dissatisfied', 'very-dissatisfied'];

/** A rulebook whose handling has the whole ladder: reminded, supervised, escalated twice. Its moments in seconds. */
export function ladderInSeconds(
  id: string,
  {
    limit,
    remindBefore,
    second,
    third,
  }: {
    readonly limit: number;
    readonly remindBefore: number;
    /** After the due moment. */
    readonly second: number;
    readonly third: number;
  },
) {
  const ladder: Rung[] = [
    { before: `${remindBefore} seconds`, do: 'remind', to: ['unit'], set: 'local' },
    { after: 0, do: 'supervise', mode: 'daily', to: ['unit', 'hotline'], set: 'local' },
    {
      after: `${second} seconds`,
      do: 'escalate',
      level: 2,
      to: ['unit', 'hotline', 'office'],
      set: 'local',
    },
    {
      after: `${third} seconds`,
      do: 'escalate',
      level: 3,
      to: ['unit', 'hotline', 'office', 'meeting'],
      set: 'local',
    },
  ];
  return rulebook(id, { handling: { limit: `${limit} seconds`, set: 'local', ladder } });
}

const handling = { limit: '5 workdays', set: 'local' };

/** A rulebook under which nothing happens by itself while a test runs. */
export const calmRulebook = (id: string) => rulebook(id, { handling });

/** The same with limits for the hotline too, by which its queues are in order. */
export const calmDesk = (id: string) =>
  rulebook(id, { handling, 'closure-review': handling, callback: handling });

/**
 * One whose unit has days for its handling, and is reminded at each of the next full minutes, so many of them.
 * @param now ms since 1970; tickets are dispatched on that day
 */
export function remindedEachMinute(id: string, minutes: number, now = Date.now()) {
  const DAYS = 5;
  const local = (ms: number): Date => new Date(ms + 8 * 3_600_000);
  const dayOf = (ms: number): number => Math.floor(local(ms).getTime() / 86_400_000);
  const ladder = Array.from({ length: minutes }, (_, k): Rung => {
    const moment = (Math.floor(now / 60_000) + 1 + k) * 60_000;
    return {
      before: `${DAYS - (dayOf(moment) - dayOf(now))} days`,
      at: local(moment).toISOString().slice(11, 16),
      do: 'remind',
      to: ['unit'],
      set: 'local',
    };
  });
  return rulebook(id, { handling: { limit: `${DAYS} days`, set: 'local', ladder } });
}

/** One of which everything but the clocks is left to its defaults. */
const rulebook = (id: string, clocks: Readonly<Record<string, unknown>>) => ({
  id,
  version: '1',
  title: `测试规则 ${id}`,
  kinds: ['consultation', 'help', 'complaint', 'report', 'suggestion'],
  clocks,
  termination: [{ id: 'uncooperative', label: '不配合', set: 'local' }],
  callback: { scale: SCALE, rehandle: 2, set: 'local' },
});

/**
 * Writes a folder for `HUIYIN_CONFIG`: the five cities' own rulebooks and units, rulebooks of a test, and contacts for units.
 * JSON is YAML too.
 */
export async function writeCity(
  dir: string,
  {
    rulebooks,
    occasions = false,
    contact,
  }: {
    readonly rulebooks: readonly { readonly id: string }[];
    readonly occasions?: boolean;
    readonly contact: (unit: UnitEntry) => UnitEntry['contact'];
  },
): Promise<void> {
  const own = ownConfigDir();
  await mkdir(dir, { recursive: true });
  await cp(join(own, 'rulebooks'), join(dir, 'rulebooks'), { recursive: true });
  if (occasions) await cp(join(own, 'occasions'), join(dir, 'occasions'), { recursive: true });
  for (const book of rulebooks) {
    await writeFile(join(dir, 'rulebooks', `${book.id}.yaml`), JSON.stringify(book));
  }
  const { units } = parse(await readFile(join(own, 'units.yaml'), 'utf8')) as { units: UnitEntry[] };
  const reached = units.map((unit) => ({ ...unit, contact: contact(unit) }));
  await writeFile(join(dir, 'units.yaml'), JSON.stringify({ units: reached }));
}
