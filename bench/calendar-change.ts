import { setTimeout as pause } from 'node:timers/promises';
import type { Rules } from '../domain/law/rules';
import { dayOf, instant, yearOf } from '../domain/time/instant';
import { eachAtOnce } from '../engine/at-once';
import { startChange } from '../engine/start-change';
import { figure, type Measured } from './budget';
import { FLOOR_QUEUE, type World } from './world';

const HANDS = 16;

/** A clock that a year which nobody has published yet will move. */
const RULES: Rules = {
  id: 'bench',
  version: '1',
  dayEnds: 1440,
  decline: [],
  clocks: { dispatching: { limit: { workdays: 400 }, ladder: [] } },
};

/** A calendar for so many open tickets: each is told, counts anew and is recorded, against bare signals of the same run. */
export async function calendarChange(
  world: World,
  count: number,
  say: (text: string) => void,
): Promise<Measured> {
  const { client, store } = world;
  say(`${figure(count)} bare workflows and tickets`);
  await each(count, async (index) => {
    await client.workflow.start('bareSignal', { workflowId: `signal-${index}`, taskQueue: FLOOR_QUEUE });
    await world.take(`open-${index}`, RULES);
  });
  say('signals');
  const floorStart = performance.now();
  await each(count, (index) => client.workflow.getHandle(`signal-${index}`).signal('signal'));
  await each(count, (index) => client.workflow.getHandle(`signal-${index}`).result());
  const floor = (performance.now() - floorStart) / 1_000;

  say('the change');
  const at = instant(Date.now());
  const year = yearOf(dayOf(at)) + 1;
  const days = [{ date: `${year}-01-04`, working: false, name: 'bench' }];
  const published = await store.changes.publish({ year, source: 'bench', days, at, by: 'bench' });
  if (published.is === 'known') throw new Error('the year was published before');
  const { id } = published.change;
  const start = performance.now();
  await startChange(client, published.change);
  // Earlier measurements left open tickets behind, which are moved too.
  let total = 0;
  for (;;) {
    const change = await store.changes.find(id);
    total = (await store.effects.count(id)).done;
    if (total >= count && change?.progress?.left === 0) break;
    await pause(200);
  }
  const ours = (performance.now() - start) / 1_000;
  const [perSecond, floorPerSecond] = [total / ours, count / floor];
  const ratio = perSecond / floorPerSecond;
  return {
    what: `calendar change of ${figure(total)} open tickets`,
    budget: '≥ 0.5 of bare signals',
    measured: `${figure(perSecond)} /s, floor ${figure(floorPerSecond)} /s`,
    ratio,
    met: ratio >= 0.5,
  };
}

const each = (count: number, act: (index: number) => Promise<unknown>): Promise<void> =>
  eachAtOnce(Array(count).keys(), act, HANDS);
