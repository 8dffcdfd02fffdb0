import { type Measured, report } from './budget';
import { calendarChange } from './calendar-change';
import { decisions, deadlines } from './core';
import { lifecycles, plainHistory } from './lifecycles';
import { preview } from './preview';
import { readiness } from './readiness';
import { rungsAtOnce } from './rungs';
import { openWorld } from './world';

/**
 * Measures the budgets of DESIGN §8, each against the floor of the same run where it has one:
 * `npm run bench [-- quick]`; exits with 1 when one is missed.
 */
async function main(quick: boolean): Promise<void> {
  const started = Date.now();
  const say = (text: string): void =>
    console.error(`[${Math.round((Date.now() - started) / 1_000)} s] ${text}`);
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
    lines.push(await lifecycles(world, quick ? 48 : 160, say));
    say('a calendar change');
    lines.push(await calendarChange(world, quick ? 200 : 1_000, say));
    say('rungs at the same instant');
    lines.push(...(await rungsAtOnce(world, quick ? 300 : 2_000, say)));
  } finally {
    await world.stop();
  }
  console.log(report(lines));
  process.exitCode = lines.every(({ met }) => met) ? 0 : 1;
}

main(process.argv.includes('quick')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
