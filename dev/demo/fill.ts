import { eachAtOnce } from '../../engine/at-once';
import { beside } from './beside';
import { dice } from './dice';
import { HOT, live } from './living';
import { closedRow, openRow, type Row } from './past';
import { ADMIN, OPERATORS, type Service } from './service';
import { type City, matterOf, type Town } from './town';

/** Of a hundred tickets so many are over, and so many were left open by another system; the rest live here. */
const OVER = 68;
const LEFT_OPEN = 12;
/** So many call about one matter within the hour. */
const CALLS = 7;
/** Rows of one import, so that progress is seen; and how many are under way at once, since one goes row by row. */
const ROWS = 50;
const FILES = 4;
/** How many matters are lived at the same time. */
const HANDS = 12;

export interface Filled {
  readonly taken: number;
  readonly known: number;
  readonly open: number;
  readonly living: number;
  readonly courses: Readonly<Record<string, number>>;
  readonly knowledge: number;
  readonly restrictions: number;
  readonly merged: number;
  /** What did not fit, each once, with how often. */
  readonly refused: ReadonlyMap<string, number>;
}

export interface Filling {
  readonly service: Service;
  readonly tickets: number;
  readonly seed: string;
  /** What its moments are counted from (ms): the same for a second run, so that it is the same demonstration. */
  readonly base: number;
  /** Told how many tickets are there. */
  readonly passed?: (done: number) => void;
}

/** Fills a service with a believable month through its API alone. The same once more adds nothing. */
export async function fill({ service, tickets, seed, base, passed = () => {} }: Filling): Promise<Filled> {
  const town = await townOf(service, base);
  const refused = new Map<string, number>();
  const note = (why: string): void => void refused.set(why, (refused.get(why) ?? 0) + 1);
  const courses: Record<string, number> = {};
  let done = 0;
  const pass = (some: number): void => passed((done += some));

  const rows: Row[] = [];
  const living: number[] = [];
  for (let nth = 0; nth < tickets; nth++) {
    const by = dice(`${seed}-${nth}`);
    // The cities take turns, so that of each there is some of everything.
    const place = Math.floor(nth / town.cities.length) % 100;
    const share = (place * 37) % 100;
    if (share < OVER) rows.push(closedRow(town, matterOf(town, nth, by), by));
    else if (share < OVER + LEFT_OPEN) rows.push(openRow(town, matterOf(town, nth, by), by));
    else living.push(nth);
  }

  const imported = { taken: 0, known: 0, open: 0 };
  const files = Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, at) =>
    rows.slice(at * ROWS, (at + 1) * ROWS),
  );
  await eachAtOnce(
    files,
    async (some) => {
      const answer = await service.ask<Imported>('/v1/imports?source=demo&open=true', {
        as: ADMIN,
        raw: { text: some.map((row) => JSON.stringify(row)).join('\n'), type: 'application/x-ndjson' },
      });
      if (answer.status >= 400) throw new Error(`The import was answered ${answer.status}.`);
      for (const name of ['taken', 'known', 'open'] as const) imported[name] += answer.body[name];
      for (const { path, message } of answer.body.misfits) note(`import ${path}: ${message}`);
      pass(some.length);
    },
    FILES,
  );

  // The last of them are of one matter, in one place, within the hour.
  const hot = new Set(HOT ? living.slice(-Math.min(CALLS, Math.floor(living.length / 8))) : []);
  const calls: { id: string; of: string }[] = [];
  await eachAtOnce(
    living,
    async (nth) => {
      const by = dice(`${seed}-${nth}`);
      const isHot = hot.has(nth);
      const matter = matterOf(town, nth, by, isHot ? HOT : undefined);
      const told = isHot ? { ...matter, district: town.districts[0] ?? '' } : matter;
      const lived = await live({ service, town, seed }, told, by, isHot ? 'registered' : undefined);
      courses[lived.course] = (courses[lived.course] ?? 0) + 1;
      for (const why of lived.refused) note(why);
      if (isHot && lived.ticket !== undefined) calls.push({ id: lived.ticket, of: told.city.rulebook });
      pass(1);
    },
    HANDS,
  );
  const more = await beside(
    { service, town, seed, note },
    calls.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    dice(`${seed}-beside`),
  );
  return { ...imported, living: living.length, courses, ...more, refused };
}

/** What became of a file of past tickets. */
interface Imported {
  readonly taken: number;
  readonly known: number;
  readonly open: number;
  readonly misfits: readonly { readonly path: string; readonly message: string }[];
}

/** What the service itself says of its cities: all that are no demonstration themselves. */
async function townOf(service: Service, base: number): Promise<Town> {
  const [as = ADMIN] = OPERATORS;
  const read = async <T>(path: string): Promise<T> => {
    const { status, body } = await service.ask<T>(path, { as });
    if (status !== 200) throw new Error(`GET ${path} was answered ${status}.`);
    return body;
  };
  const books = await read<{ items: { id: string }[] }>('/v1/rulebooks');
  const ids = books.items.map(({ id }) => id).filter((id) => id !== 'demo');
  const cities = await Promise.all(
    ids.map(async (rulebook): Promise<City> => {
      const book = await read<{
        kinds: string[];
        urgency?: { id: string }[];
        callback?: { scale: string[] };
        extension?: { times: number; longest: string };
      }>(`/v1/rulebooks/${rulebook}`);
      return {
        rulebook,
        kinds: book.kinds,
        urgency: (book.urgency ?? []).map(({ id }) => id),
        scale: book.callback?.scale ?? [],
        ...(book.extension && book.extension.times > 0 ? { extension: book.extension.longest } : {}),
      };
    }),
  );
  const units = await read<{ items: { id: string; level: string }[] }>('/v1/units');
  const districts = units.items.filter(({ level }) => level === 'district').map(({ id }) => id);
  return { cities, districts, base };
}
