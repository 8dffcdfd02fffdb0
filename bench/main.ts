import { type Measured, report } from './budget';
import { calendarChange } from './calendar-change';
import { decisions, deadlines } from './core';
import { lifecycles, plainHistory } from './lifecycles';
import { preview } from './preview';
import { readiness } from './readiness';
import { rungsAtOnce } from './rungs';
import { scale } from './scale/scale';
import { openWorld } from './world';

/** What a machine is to hold (DESIGN §8). */
const OPEN_TICKETS = 20_000;

/**
 * Measures the budgets of DESIGN §8, each against the floor of the same run where it has one: `npm run bench [-- quick]`; or how things go
 * with many open tickets: `npm run bench -- scale [tickets]`. Exits with 1 when one is missed.
 */
async function main([what, count]: readonly string[]): Promise<void> {
  const started = Date.now();
  const say = (text: string): void =>
    console.error(`[${Math.round((Date.now() - started) / 1_000)} s] ${text}`);
  const lines =
    what === 'scale' ? await scale(Number(count ?? OPEN_TICKETS), say) : await budgets(what === 'quick', say);
  console.log(report(lines));
  process.exitCode = lines.every(({ met }) => met) ? 0 : 1;
}

async function budgets(quick: boolean, say: (text: string) => void): Promise<Measured[]> {
  const lines: Measured[] = [];
  say('the core, on one core');
  lines.push(decisions(), deadlines());
  say('npm start');
  lines.push(await readiness());
  say('preview of a calendar');
  lines.push(await preview(quick ? 10_000 : 100_000, say));
  say('starting Temporal and the database');
  const world = await openWorld();
  try {
    say('one plain ticket');
    lines.push(...(await plainHistory(world)));
    say('lifecycles');
    lines.push(...(await lifecycles(world, quick ? 48 : 160, say)));
    say('a calendar change');
    lines.push(await calendarChange(world, quick ? 200 : 1_000, say));
    say('rungs at the same instant');
    lines.push(...(await rungsAtOnce(world, quick ? 300 : 2_000, say)));
  } finally {
    await world.stop();
  }
  return lines;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
