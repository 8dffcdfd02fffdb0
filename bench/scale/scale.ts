import { setTimeout as pause } from 'node:timers/promises';
import { previewOf } from '../../api/law/preview';
import { publishedCalendars } from '../../config/published-calendars';
import { type Instant, instant } from '../../domain/time/instant';
import { startChange } from '../../engine/start-change';
import { figure, type Measured, median } from '../budget';
import { residentMiB } from '../cpu';
import { chosen, commandsPerSecond, supplemented, warmed, type Which } from './commands';
import { idleSweep } from './idle-sweep';
import { openPopulation, patiently, type Population, WORKER_MEMORY } from './population';

const SMALL = 1_000;
const ROUNDS = 3;
const COMMANDS = 160;
const WARM = 600;
/** How many commands one after the other tell what they take at rest. */
const AT_REST = 150;
/** Between two looks how far a change is (ms): at what it notes of itself, so that looking costs the database nothing that grows. */
const LOOK = 1_000;

/**
 * So many open tickets against a thousand, on populations that are built once and kept.
 * @param wanted those that are not there yet are built first: give less where that takes too long here
 */
export async function scale(wanted: number, say: (text: string) => void): Promise<Measured[]> {
  const small = await openPopulation('bench-thousand', SMALL, say);
  try {
    const large = await openPopulation('bench-many', wanted, say);
    try {
      return await compared(small, large, say);
    } finally {
      await large.stop();
    }
  } finally {
    await small.stop();
  }
}

async function compared(
  small: Population,
  large: Population,
  say: (text: string) => void,
): Promise<Measured[]> {
  const lines: Measured[] = [];
  const add = (...measured: readonly Measured[]): void => {
    lines.push(...measured);
    for (const { what, measured: found } of measured) say(`${what}: ${found}`);
  };
  for (const [which, least] of [
    ['recent', 0.95],
    ['random', 0.8],
  ] as const)
    add(await commands(small, large, which, least, say));
  const resident = residentMiB(large.worker.pid);
  const limit = WORKER_MEMORY / 2 ** 20;
  add({
    what: 'memory of the worker after that',
    budget: `≤ ${figure(limit)} MiB`,
    measured: `${figure(resident)} MiB`,
    met: resident <= limit,
  });
  say('an idle sweep');
  const [few, many] = [await idleSweep(small), await idleSweep(large)];
  add({
    what: 'an idle sweep: commands, documents, calls of the engine',
    budget: 'no more than with 1,000',
    measured: `${many.commands}, ${many.documents}, ${many.calls}; with 1,000 ${few.commands}, ${few.documents}, ${few.calls}`,
    met: many.commands <= few.commands && many.documents <= few.documents && many.calls <= few.calls,
  });
  add(await previewed(small, large, say));
  add(...(await change(large, say)));
  return lines;
}

/** In turns, so that both meet the same machine. */
async function commands(
  small: Population,
  large: Population,
  which: Which,
  least: number,
  say: (text: string) => void,
): Promise<Measured> {
  await warmed(small, which, WARM);
  await warmed(large, which, WARM);
  const rounds: { readonly few: number; readonly many: number }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const few = await commandsPerSecond(small, which, COMMANDS, round);
    const many = await commandsPerSecond(large, which, COMMANDS, round);
    say(`commands on ${which} tickets, round ${round} of ${ROUNDS}: ${figure(few)} /s, ${figure(many)} /s`);
    rounds.push({ few, many });
  }
  const ratio = median(rounds.map(({ few, many }) => many / few));
  return {
    what: `commands on ${which} ones of ${figure(large.size)} open tickets`,
    budget: `≥ ${least} of those with 1,000`,
    measured: `${figure(median(rounds.map(({ many }) => many)))} /s, with 1,000 ${figure(median(rounds.map(({ few }) => few)))} /s`,
    ratio,
    met: ratio >= least,
  };
}

/** A weekday of a year, another one each minute, so that no two runs say the same of it. */
function restDay(year: number, now: Instant): string {
  const day = new Date(Date.UTC(year, 0, 4 + (Math.floor(now / 60_000) % 300)));
  while ([0, 6].includes(day.getUTCDay())) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

async function previewed(
  small: Population,
  large: Population,
  say: (text: string) => void,
): Promise<Measured> {
  say('preview of a calendar');
  const each = async ({ store, size }: Population): Promise<number> => {
    const now = instant(Date.now());
    const year = new Date(now).getUTCFullYear() + 1;
    const calendars = await store.changes.newestCalendars(publishedCalendars());
    const start = performance.now();
    await previewOf(
      { store, calendars, now },
      {
        year: { year, source: 'bench', days: [{ date: restDay(year, now), working: false, name: 'bench' }] },
      },
    );
    return (performance.now() - start) / size;
  };
  const [few, many] = [await each(small), await each(large)];
  return {
    what: `preview of a calendar for ${figure(large.size)}`,
    budget: 'linear: ≤ 1.5 × the time of each of 1,000',
    measured: `${figure(many * large.size)} ms, ${figure(many)} ms each, with 1,000 ${figure(few)} ms each`,
    ratio: many / few,
    met: many <= few * 1.5,
  };
}

/** A calendar for all of them, while somebody goes on giving commands. */
async function change(large: Population, say: (text: string) => void): Promise<Measured[]> {
  const { store, client, size } = large;
  const took = async (id: string): Promise<number> => {
    const start = performance.now();
    // Whoever gets no answer asks again, and has waited all the while.
    await patiently(() => supplemented(large, id));
    return performance.now() - start;
  };
  const atRest: number[] = [];
  for (const id of chosen(large, 'recent', AT_REST)) atRest.push(await took(id));

  const at = instant(Date.now());
  const year = new Date(at).getUTCFullYear() + 1;
  const days = [{ date: restDay(year, at), working: false, name: 'bench' }];
  const published = await store.changes.publish({ year, source: 'bench', days, at, by: 'bench' });
  if (published.is === 'known') throw new Error('the year was published before');
  const { id } = published.change;
  say(`a calendar change of ${figure(size)} open tickets`);
  const began = performance.now();
  await startChange(client, published.change);
  const meanwhile: number[] = [];
  let over = false;
  const working = (async () => {
    for (const ticket of chosen(large, 'recent', Infinity)) {
      if (over) return;
      meanwhile.push(await took(ticket));
    }
  })();
  /** When each fifth was done (ms since it began). */
  const fifths: number[] = [];
  while (fifths.length < 5) {
    await pause(LOOK);
    const left = (await patiently(() => store.changes.find(id)))?.progress?.left ?? size;
    const done = size - left;
    while (fifths.length < 5 && done >= ((fifths.length + 1) * size) / 5) {
      fifths.push(performance.now() - began);
      say(`${fifths.length} fifths of 5 are bound`);
    }
  }
  over = true;
  await working;
  const [first = NaN, , , fourth = NaN, all = NaN] = fifths;
  const slower = (all - fourth) / first;
  const [rest, busy] = [atRest, meanwhile].map(p99) as [number, number];
  return [
    {
      what: `calendar change of ${figure(size)} open tickets`,
      budget: 'linear: last fifth ≤ 1.5 × the first',
      measured: `${figure((size / all) * 1_000)} /s; first fifth ${figure(first / 1_000)} s, last ${figure((all - fourth) / 1_000)} s`,
      ratio: slower,
      met: slower <= 1.5,
    },
    {
      what: 'commands meanwhile, p99',
      budget: '≤ 3 × that at rest',
      measured: `${figure(busy)} ms, at rest ${figure(rest)} ms`,
      ratio: busy / rest,
      met: busy <= 3 * rest,
    },
  ];
}

const p99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? NaN;
