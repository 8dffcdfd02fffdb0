import type { Turn } from '../../domain/telling/turn';
import { instant, MINUTE } from '../../domain/time/instant';
import { workerMetrics } from '../../telemetry/worker-metrics';
import { samplesOf } from '../given/metrics';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { turnOf } from '../given/stored-story';
import { at, dispatchTo, PARKS, Story } from '../given/story';

let time = 0;
const metrics = () => workerMetrics(() => time);
const seen = async (of: ReturnType<typeof metrics>, name: string) => samplesOf(await of.text(), name);

const noon = at('2026-09-29 12:00');
/** The turn of the first thing that happens by itself after a dispatch, so many ms after its moment. */
function lateBy(ms: number): Turn {
  const story = new Story(LAW, aMatter()).do(noon, dispatchTo(PARKS));
  const before = story.ledger.length;
  const next = story.ticket.clocks.flatMap((clock) => (clock.next ? [clock.next.at] : []));
  story.until((Math.min(...next) + ms) as Turn['decided']);
  return turnOf(story, before);
}

test('how late a rung or a breach fired counts under the name of its clock; each clock is there before its first is late', async () => {
  const its = metrics();
  const none = await seen(its, 'huiyin_rung_lag_seconds_count');
  expect(none).toMatchObject({ 'clock="handling"': 0, 'clock="callback"': 0 });
  its.recorded(lateBy(0));
  its.recorded(lateBy(2 * MINUTE));
  expect(await seen(its, 'huiyin_rung_lag_seconds_count')).toEqual({ ...none, 'clock="handling"': 2 });
  expect(await seen(its, 'huiyin_rung_lag_seconds_sum')).toMatchObject({ 'clock="handling"': 120 });
});

test('a breach counts from its due moment', async () => {
  const its = metrics();
  const story = new Story(LAW, aMatter()).do(noon, dispatchTo(PARKS));
  const { due } = story.clock('handling-1') ?? { due: noon };
  story.until((due - 1) as typeof due);
  const before = story.ledger.length;
  story.until((due + MINUTE) as typeof due);
  const breach = turnOf(story, before);
  its.recorded({ ...breach, events: breach.events.filter(({ type }) => type === 'clock-breached') });
  expect(await seen(its, 'huiyin_rung_lag_seconds_sum')).toMatchObject({ 'clock="handling"': 60 });
});

test('a turn waits from its first failure until it is written, and no longer than its next try may take', async () => {
  const its = metrics();
  const [one, other] = [lateBy(0), lateBy(0)];
  const waiting = async () => Object.values(await seen(its, 'huiyin_turns_waiting'));
  its.unrecorded(one, 'database-away');
  its.unrecorded(one, 'database-away');
  its.unrecorded(other, 'fault');
  expect(await waiting()).toEqual([2]);
  expect(await seen(its, 'huiyin_turn_failures_total')).toEqual({
    'cause="database-away"': 2,
    'cause="fault"': 1,
  });
  its.recorded(one);
  expect(await waiting()).toEqual([1]);
  // Another worker took it over, or its ticket was ended.
  time += MINUTE;
  expect(await waiting()).toEqual([0]);
});

test('a sweep tells what it did and what it could not; what it saw standing is gone when another worker sweeps', async () => {
  const its = metrics();
  const done = { started: 1, restored: 2, removed: 0, archived: 5, unarchived: 0 };
  its.swept({ ...done, standing: 3, failed: ['overrun'] });
  its.swept({ ...done, standing: 4, failed: [] });
  expect(await seen(its, 'huiyin_swept_total')).toEqual({
    'what="started"': 2,
    'what="restored"': 4,
    'what="removed"': 0,
    'what="archived"': 10,
    'what="unarchived"': 0,
  });
  expect(await seen(its, 'huiyin_sweeps_total')).toEqual({ '': 2 });
  expect(await seen(its, 'huiyin_sweep_step_failures_total')).toEqual({ 'step="overrun"': 1 });
  expect(await seen(its, 'huiyin_tickets_standing')).toEqual({ '': 4 });
  time += 2 * MINUTE;
  expect(await seen(its, 'huiyin_tickets_standing')).toEqual({ '': 0 });
});

test('a step of the sweep is there before it fails', async () => {
  const its = metrics();
  its.stepBegins('overrun');
  expect(await seen(its, 'huiyin_sweep_step_failures_total')).toEqual({ 'step="overrun"': 0 });
});

test('what was sent to a receiver is there from its first try on, whatever becomes of that', async () => {
  const its = metrics();
  its.delivered('water', 'webhook', 'failed');
  const of = (result: string) => `receiver="water",channel="webhook",result="${result}"`;
  expect(await seen(its, 'huiyin_deliveries_total')).toEqual({ [of('failed')]: 1, [of('sent')]: 0 });
  its.delivered('water', 'webhook', 'sent');
  expect(await seen(its, 'huiyin_deliveries_total')).toEqual({ [of('failed')]: 1, [of('sent')]: 1 });
});

test('what is gathered is seen, and how long the oldest of it waits, until another worker has swept', async () => {
  const its = metrics();
  const values = async () => [
    ...Object.values(await seen(its, 'huiyin_gathered_messages')),
    ...Object.values(await seen(its, 'huiyin_gathered_oldest_seconds')),
  ];
  expect(await values()).toEqual([0, 0]);
  its.gathered([
    { since: instant(time - 10 * MINUTE), count: 3 },
    { since: instant(time - 90_000), count: 500 },
  ]);
  expect(await values()).toEqual([503, 600]);
  its.gathered([]);
  expect(await values()).toEqual([0, 0]);
  its.gathered([{ since: instant(time), count: 1 }]);
  time += 30_000;
  expect(await values()).toEqual([1, 30]);
  time += 2 * MINUTE;
  expect(await values()).toEqual([0, 0]);
});

test('no label is a ticket', async () => {
  const its = metrics();
  const turn = lateBy(MINUTE);
  its.unrecorded(turn, 'fault');
  its.recorded(turn);
  expect(await its.text()).not.toContain(turn.ticketId);
});
