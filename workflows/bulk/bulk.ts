import {
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { BulkActivities } from '../../activities/bulk/contract';
import type { BulkInput, PageCounts } from '../../domain/bulk/bulk';
import { BULK_OUTCOMES, BULK_STATES } from '../../domain/words';
import { SWEEPS } from '../queues';

/** Wakes a bulk that somebody asked to stop: no further ticket is told. */
export const stopSignal = defineSignal('stop');

/** The database or the engine may be away for hours: what is asked is asked again until it is done. */
const again = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '15s' } as const;
const { tellBulkPage, closeBulk } = proxyActivities<BulkActivities>({
  taskQueue: SWEEPS,
  startToCloseTimeout: '15m',
  heartbeatTimeout: '15s',
  retry: again,
});

/** Before what gave no answer is asked again (ms), longer and longer. */
const PAUSE = 2_000;
const LONGEST = 5 * 60_000;
/** After so many rounds in a row in which none of them answered (about half an hour in all), what remains is not asked any more. */
const ROUNDS = 12;

/**
 * Gives one command to all tickets of a set that was fixed before, page by page, each by the way of a single command; then those again
 * that gave no answer. Each step may be done twice; whatever crashes goes on where it was.
 */
export async function bulk({ bulk: id, what, pages, total, reached }: BulkInput): Promise<void> {
  const told: PageCounts[] = [...(reached?.told ?? [])];
  let vain = reached?.vain ?? 0;
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  setHandler(stopSignal, stop, { description: '停止办理，尚未办理的工单不再办理' });
  // No duty in law: whoever ends it from a console stops it, and it comes to an orderly end. Asked of the scope, since its promise
  // tells it later than the answer of a page which came together with it, after which it may continue as new.
  const scope = CancellationScope.current();
  const isToStop = (): boolean => stopped || scope.consideredCancelled;
  await CancellationScope.nonCancellable(carryOut);

  async function carryOut(): Promise<void> {
    show(BULK_STATES.running);
    while (told.length < pages && !isToStop()) await tellNext();
    while (!isToStop() && vain < ROUNDS && told.some(isUnanswered)) await askAgain();
    // Whoever asks for it from now on comes too late.
    const isStopped = isToStop();
    const state = isStopped ? BULK_STATES.stopped : BULK_STATES.completed;
    await closeBulk.executeWithOptions({ summary: state }, [{ bulk: id, stopped: isStopped }]);
    show(state);
  }

  /** The next page, until each of its tickets was told once. */
  async function tellNext(): Promise<void> {
    const page = told.length;
    for (let pauses = 0; ; pauses++) {
      const {
        counts,
        waiting,
        away,
        stopped: asked,
      } = await tellBulkPage.executeWithOptions({ summary: `第${page + 1}页，共${pages}页` }, [
        { bulk: id, page, which: 'waiting' },
      ]);
      if (asked) stop();
      if (waiting > 0 && !isToStop()) {
        show(BULK_STATES.running, counts);
        if (away) await pause(pauses, '暂时没有答复，稍后继续');
      }
      if (waiting === 0 || isToStop()) {
        told.push(counts);
        break;
      }
    }
    await goOn();
  }

  /** Once more all that gave no answer. */
  async function askAgain(): Promise<void> {
    await pause(vain, '有工单没有答复，稍后再试');
    const before = unanswered();
    for (const [page, counts] of told.entries()) {
      if (isToStop() || !isUnanswered(counts)) continue;
      const now = await tellBulkPage.executeWithOptions({ summary: `第${page + 1}页 · 再试` }, [
        { bulk: id, page, which: 'unavailable' },
      ]);
      if (now.stopped) stop();
      told[page] = now.counts;
      // What is away for all is not asked page by page.
      if (now.away) break;
    }
    vain = unanswered() < before ? 0 : vain + 1;
    await goOn();
  }

  async function pause(times: number, summary: string): Promise<void> {
    const ms = Math.min(PAUSE * 2 ** times, LONGEST);
    await Promise.race([sleep(ms, { summary }), condition(isToStop)]);
  }

  async function goOn(): Promise<void> {
    show(BULK_STATES.running);
    if (workflowInfo().continueAsNewSuggested && !isToStop())
      await continueAsNew<typeof bulk>({ bulk: id, what, pages, total, reached: { told, vain } });
  }

  function unanswered(): number {
    return told.reduce((sum, [, , unavailable]) => sum + unavailable, 0);
  }

  function show(state: string, ofThisPage: PageCounts = [0, 0, 0]): void {
    const [done, refused, unavailable] = [...told, ofThisPage].reduce(
      ([a, b, c], [x, y, z]) => [a + x, b + y, c + z],
      [0, 0, 0],
    );
    const { waiting: w, done: d, refused: r, unavailable: u } = BULK_OUTCOMES;
    setCurrentDetails(
      [
        `**${state}** · ${what}`,
        `**${d}** ${done}件 · **${r}** ${refused}件`,
        `**${w}** ${total - done - refused - unavailable}件${unavailable > 0 ? ` · **${u}** ${unavailable}件` : ''}`,
      ].join('\n\n'),
    );
  }
}

const isUnanswered = ([, , unavailable]: PageCounts): boolean => unavailable > 0;
