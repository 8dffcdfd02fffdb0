import { setTimeout as pause } from 'node:timers/promises';
import type { Rules } from '../domain/law/rules';
import { instant } from '../domain/time/instant';
import { eachAtOnce } from '../engine/at-once';
import { figure, type Measured } from './budget';
import { dispatchOf, matterOf } from './plain-ticket';
import { FLOOR_QUEUE, type World } from './world';

const STARTERS = 16;

/** One clock that is due at a moment, and what happens then. */
const rulesDueIn = (seconds: number): Rules => ({
  id: 'bench',
  version: '1',
  dayEnds: 1440,
  decline: [],
  clocks: {
    handling: {
      limit: { seconds },
      ladder: [{ after: { seconds: 0 }, do: 'supervise', mode: 'daily', to: ['unit'] }],
    },
  },
});

/** So many rungs due at the same instant: all fire, none is lost or doubled; drained against bare timers of the same run. */
export async function rungsAtOnce(
  world: World,
  count: number,
  say: (text: string) => void,
): Promise<Measured[]> {
  const floorDue = await filled(count, say, 'bare timers', 50, async (index, due) => {
    await world.client.workflow.start('bareTimer', {
      workflowId: `timer-${index}`,
      taskQueue: FLOOR_QUEUE,
      args: [due],
    });
  });
  await drained(floorDue, say, async () => {
    const { count: left } = await world.client.workflow.count(
      `WorkflowType = 'bareTimer' AND ExecutionStatus = 'Running'`,
    );
    return left;
  });
  const floorTime = (await lastClosed(world)) - floorDue;

  const ourDue = await filled(count, say, 'tickets', 120, async (index, due) => {
    const id = `rung-${index}`;
    const matter = matterOf(id, instant(Date.now()));
    await world.take(id, rulesDueIn((due - matter.registeredAt) / 1_000));
    const command = dispatchOf(id);
    await world.client.workflow
      .getHandle(id)
      .executeUpdate('dispatch', { args: [command], updateId: command.id });
  });
  let fired = 0;
  await drained(ourDue, say, async () => {
    while (fired < count && (await world.store.tickets.find(`rung-${fired}`))?.level === 1) fired++;
    return count - fired;
  });
  const tally = await tallied(world, count);
  const ourTime = tally.last - ourDue;
  const ratio = floorTime / ourTime;
  return [
    {
      what: `${figure(count)} rungs due at the same instant`,
      budget: 'each fired once',
      measured: `${tally.once} once, ${tally.lost} lost, ${tally.doubled} doubled`,
      met: tally.once === count,
    },
    {
      what: 'the same, drained',
      budget: '≥ 0.65 of bare timers',
      measured: `${figure(count / (ourTime / 1_000))} /s, bare ${figure(count / (floorTime / 1_000))} /s`,
      ratio,
      met: ratio >= 0.65,
    },
  ];
}

/**
 * Starts so many, all due at one moment that lies after the last start.
 * @param startMs how long one start may take
 * @returns that moment
 */
async function filled(
  count: number,
  say: (text: string) => void,
  what: string,
  startMs: number,
  start: (index: number, due: number) => Promise<void>,
): Promise<number> {
  const due = Date.now() + Math.max(30_000, count * startMs);
  await eachAtOnce(
    Array(count).keys(),
    async (index) => {
      if (index % 500 === 0) say(`${what}: ${index} of ${count} started`);
      await start(index, due);
    },
    STARTERS,
  );
  if (Date.now() > due) throw new Error(`starting ${count} ${what} took longer than planned for`);
  say(`${what}: all started, due in ${figure((due - Date.now()) / 1_000)} s`);
  return due;
}

/** Waits until nothing is left, five minutes at most. */
async function drained(due: number, say: (text: string) => void, left: () => Promise<number>): Promise<void> {
  await pause(Math.max(due - Date.now(), 0));
  for (
    let asked = 0, still = await left();
    still > 0 && Date.now() - due < 300_000;
    asked++, still = await left()
  ) {
    if (asked % 10 === 0) say(`draining, ${still} left …`);
    await pause(1_000);
  }
}

async function lastClosed({ client }: World): Promise<number> {
  let last = 0;
  for await (const { closeTime } of client.workflow.list({ query: `WorkflowType = 'bareTimer'` })) {
    last = Math.max(last, closeTime?.getTime() ?? 0);
  }
  return last;
}

async function tallied(
  { store }: World,
  count: number,
): Promise<{ once: number; lost: number; doubled: number; last: number }> {
  const found = { once: 0, lost: 0, doubled: 0, last: 0 };
  for (let index = 0; index < count; index++) {
    const ledger = await store.ledger.linesOf(`rung-${index}`);
    const fired = ledger.filter(({ event }) => event.type === 'supervised');
    if (fired.length === 1) found.once++;
    else if (fired.length === 0) found.lost++;
    else found.doubled++;
    for (const { event } of fired) found.last = Math.max(found.last, event.at);
  }
  return found;
}
