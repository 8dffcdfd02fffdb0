import { continueAsNew, proxyActivities, setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import type { ChangeActivities, ChangeSeen } from '../activities/contract';
import type { ChangeInput, Reached } from '../domain/law/change';
import { deliveryOf } from '../domain/telling/turn';
import { SWEEPS } from './queues';
import { deliver } from './sender';

/** The database or the engine may be away for hours: what is asked is asked again until it is done. */
const again = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '15s' } as const;
const { bindPage, tellOfChange } = proxyActivities<ChangeActivities>({
  taskQueue: SWEEPS,
  startToCloseTimeout: '15m',
  heartbeatTimeout: '15s',
  retry: again,
});
const { lookAtChange, closeChange } = proxyActivities<ChangeActivities>({
  taskQueue: SWEEPS,
  startToCloseTimeout: '30s',
  retry: again,
});

/** So many passes in a row find nothing before a change is done: a list lags behind, and a registration may be under way. */
const QUIET = 2;
/** Between two of them (ms). */
const BETWEEN_QUIET = 5_000;
/** How often is looked how many tickets have bound themselves (ms). */
const LOOK = 1_000;
/** After so many passes that moved nothing, with longer and longer pauses (about four minutes in all), what remains has failed. */
const TRIES = 7;
/** How long the records of the last tickets may be on their way, while it goes on (ms). */
const RECORDS = 60_000;

/**
 * Binds every open ticket to a calendar that was published, or those that were chosen to another version of their rulebook (T-7, T-9):
 * passes over all that are not bound yet, until there are none, then tells the units whose dates were moved.
 * Each step may be done twice; whatever crashes goes on where it was.
 */
export async function calendarChange({ change, what, reached }: ChangeInput): Promise<ChangeSeen> {
  let { pass, quiet, vain, found, page } = reached ?? { pass: 1, quiet: 0, vain: 0, found: 0 };
  let seen: ChangeSeen = { left: 0, unrecorded: 0, done: 0, moved: 0 };
  await look();

  while (quiet < QUIET && vain < TRIES) {
    const before = seen.done;
    do {
      const bound = await bindPage.executeWithOptions({ summary: `第${pass}轮 · 通知在办工单` }, [
        { change, ...(page === undefined ? {} : { page }), seen },
      ]);
      found += bound.found;
      page = bound.next;
      // A page of an earlier version did not wait for its tickets, and says nothing of them.
      if (bound.seen) see(bound.seen);
      else await look();
      if (page !== undefined && workflowInfo().continueAsNewSuggested)
        await goOnAsNew({ pass, quiet, vain, found, page });
    } while (page !== undefined);
    quiet = found === 0 ? quiet + 1 : 0;
    if (found > 0) await settle();
    else if (quiet < QUIET) await sleep(BETWEEN_QUIET, { summary: '再核对一遍' });
    vain = found === 0 || seen.left === 0 || seen.done > before ? 0 : vain + 1;
    if (vain > 0) await sleep(LOOK * 2 ** vain, { summary: '有工单未能适用，稍后再试' });
    pass++;
    found = 0;
    if (workflowInfo().continueAsNewSuggested) await goOnAsNew({ pass, quiet, vain, found });
  }
  await recordsCome();

  show('正在通知');
  const deliveries = await tellOfChange.executeWithOptions({ summary: '汇总时限有变动的工单' }, [{ change }]);
  seen = await closeChange.executeWithOptions({ summary: '完成' }, [{ change }]);
  show(seen.left > 0 ? '未全部完成' : '已完成');
  await Promise.all(deliveries.map((it) => deliver(deliveryOf(it))));
  return seen;

  /** Counts all tickets: at the beginning, and when a pass is over. */
  async function look(): Promise<void> {
    see(await lookAtChange.executeWithOptions({ summary: '查看进度' }, [{ change }]));
  }

  function see(now: ChangeSeen): void {
    seen = now;
    show('进行中');
  }

  /** Waits as long as tickets go on binding themselves: who was told is not told again meanwhile. */
  async function settle(): Promise<void> {
    for (let left = Infinity; ; left = seen.left) {
      await sleep(LOOK, { summary: '等待工单适用' });
      await look();
      if (seen.left === 0 || seen.left >= left) return;
    }
  }

  /** What is told of a change is made of records; where the database was away, they come a little later. */
  async function recordsCome(): Promise<void> {
    for (let waited = 0; seen.unrecorded > 0 && waited < RECORDS; waited += 2 * LOOK) {
      const { unrecorded } = seen;
      await sleep(2 * LOOK, { summary: '等待台账写入' });
      await look();
      if (seen.unrecorded < unrecorded) waited = 0;
    }
  }

  function goOnAsNew(at: Reached): Promise<never> {
    return continueAsNew<typeof calendarChange>({ change, what, reached: at });
  }

  function show(state: string): void {
    const { done, moved, left, unrecorded } = seen;
    const lines = [
      `**${state}** · ${what}`,
      `**已适用** ${done}件 · 其中${moved}件的时限有变动`,
      left + unrecorded > 0
        ? `**尚余** ${left}件${unrecorded > 0 ? `，另有${unrecorded}件正在记录` : ''}`
        : '',
      `**第${pass}轮**`,
    ];
    setCurrentDetails(lines.filter((line) => line !== '').join('\n\n'));
  }
}
