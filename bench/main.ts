import { backtesting } from './past/backtest';
import { type Measured, report } from './budget';
import { calendarChange } from './calendar-change';
import { decisions, deadlines } from './core';
import { desk } from './pages/desk';
import { historyWithCaller, lifecycles, plainHistory } from './lifecycles';
import { preview } from './preview';
import { readiness } from './readiness';
import { repeats } from './repeats/repeats';
import { report as monthlyReport } from './past/report';
import { rungsAtOnce } from './rungs';
import { scale } from './scale/scale';
import { quietRuntime } from './workers';
import { openWorld } from './world';

/** Of how many tickets a month is (DESIGN §8). */
const OF_A_MONTH = 100_000;

type Say = (text: string) => void;

/** What is measured by itself, each with as many tickets as DESIGN §8 says, or as are named. */
const ALONE: Readonly<Record<string, (tickets: number | undefined, say: Say) => Promise<Measured[]>>> = {
  scale: (open = 20_000, say) => scale(open, say),
  repeats: (_, say) => repeats(say),
  report: (ofMonth = OF_A_MONTH, say) => monthlyReport(ofMonth, say),
  desk: (queue = 10_000, say) => desk(queue, say),
  backtest: (past = 100_000, say) => backtesting(past, say),
};

/**
 * Measures the budgets of DESIGN §8, each against the floor of the same run where it has one: `npm run bench [-- quick]`; or one of
 * {@link ALONE}: `npm run bench -- scale [tickets]`. Exits with 1 when one is missed.
 */
async function main([what = '', count]: readonly string[]): Promise<void> {
  const started = Date.now();
  const say: Say = (text) => console.error(`[${Math.round((Date.now() - started) / 1_000)} s] ${text}`);
  const alone = ALONE[what];
  const lines = alone
    ? await alone(count === undefined ? undefined : Number(count), say)
    : await budgets(what === 'quick', say);
  console.log(report(lines));
  process.exitCode = lines.every(({ met }) => met) ? 0 : 1;
}

async function budgets(quick: boolean, say: Say): Promise<Measured[]> {
  const lines: Measured[] = [];
  say('the core, on one core');
  lines.push(decisions(), deadlines());
  say('npm start');
  lines.push(await readiness());
  say('preview of a calendar');
  lines.push(await preview(quick ? 10_000 : 100_000, say));
  say('a month’s report');
  lines.push(...(await monthlyReport(quick ? 10_000 : OF_A_MONTH, say)));
  say('the desk');
  lines.push(...(await desk(quick ? 1_000 : 10_000, say)));
  quietRuntime();
  say('starting Temporal and the database');
  const world = await openWorld();
  try {
    say('one plain ticket');
    lines.push(...(await plainHistory(world)));
    const withCaller = await openWorld({ callersToo: true });
    try {
      lines.push(await historyWithCaller(withCaller));
    } finally {
      await withCaller.stop();
    }
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
