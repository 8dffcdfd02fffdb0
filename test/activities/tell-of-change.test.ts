import { MockActivityEnvironment } from '@temporalio/testing';
import { makeChangeActivities } from '../../activities/change-activities';
import { PAGE } from '../../engine/tell-tickets';
import { unitsOf } from '../../config/units-file';
import { unitId } from '../../domain/ids';
import type { ChangeEffect } from '../../storage/changes/change-effects';
import type { NewMessage } from '../../storage/outbox/outbox';
import { at } from '../given/story';

/** A change whose only effect is this one; and who was told of it, with what. */
async function toldOf(effect: Pick<ChangeEffect, 'units' | 'above' | 'moved'>): Promise<Map<string, string>> {
  const change = { id: 1, kind: 'calendar', year: 2027, version: 1 };
  const sent: NewMessage[] = [];
  const store = {
    changes: { find: async () => change },
    effects: {
      movedBy: async () => [{ ...effect, change: 1, ticket: 'T-1', wantsReply: false, dates: 1 }],
    },
    outbox: { putAll: async (messages: NewMessage[]) => void sent.push(...messages) },
  };
  const units = unitsOf([
    { id: unitId('hotline'), name: '热线', level: 'hotline' },
    { id: unitId('office'), name: '市政府办公厅', level: 'office' },
    { id: unitId('bureau'), name: '局领导小组办公室', level: 'department' },
    { id: unitId('parks'), name: '园林局', level: 'department' },
    { id: unitId('water'), name: '水务集团', level: 'utility' },
  ]);
  const log = { info: () => {}, error: () => {} };
  const { tellOfChange } = makeChangeActivities({
    store,
    units,
    ways: { units, mails: false },
    tickets: {},
    log,
  } as never);
  await new MockActivityEnvironment().run(tellOfChange, { change: 1 });
  return new Map(sent.map(({ to, text }) => [to, text]));
}

const moved = (name: ChangeEffect['moved'][number]['name'], unit?: string) => ({
  clock: `${name}-1`,
  name,
  ...(unit === undefined ? {} : { unit: unitId(unit) }),
  before: at('2027-01-05 00:00'),
  after: at('2027-01-06 00:00'),
  provisional: false,
  cause: 'calendar' as const,
});

const UNITS = [
  { id: unitId('parks'), role: 'lead' },
  { id: unitId('water'), role: 'assist' },
] as const;

test('T-7: each is told of what it owes itself, those above of what they decide, the hotline of all', async () => {
  const all = [moved('handling', 'parks'), moved('assist', 'water'), moved('deciding')];
  const told = await toldOf({ units: UNITS, above: 'office', moved: all });
  expect([...told.keys()].toSorted()).toEqual(['hotline', 'office', 'parks', 'water']);
  const names = (to: string): string[] =>
    ['办理时限', '协办时限', '研究决定时限'].filter((name) => told.get(to)?.includes(name));
  expect(names('parks')).toEqual(['办理时限']);
  expect(names('water')).toEqual(['协办时限']);
  expect(names('office')).toEqual(['研究决定时限']);
  expect(names('hotline')).toEqual(['办理时限', '协办时限', '研究决定时限']);
});

test('JE-23: a level may be one unit; who is told where nothing waits above is not', async () => {
  const told = await toldOf({ units: UNITS, above: unitId('bureau'), moved: [moved('deciding')] });
  expect([...told.keys()].toSorted()).toEqual(['bureau', 'hotline']);
  const without = await toldOf({ units: UNITS, moved: [moved('handling', 'parks')] });
  expect([...without.keys()].toSorted()).toEqual(['hotline', 'parks']);
});

describe('of callers whose dates moved', () => {
  /** A change that moved the date of so many tickets; what it puts into the outbox for callers, and what is to be sent. */
  async function callersToldOf(tickets: number, callers?: string) {
    const put: NewMessage[] = [];
    const dates = [moved('handling')];
    const effect = (i: number) => ({
      change: 1,
      ticket: `T-${i}`,
      units: [],
      wantsReply: true,
      moved: dates,
    });
    const store = {
      changes: { find: async () => ({ id: 1, kind: 'calendar', year: 2027, version: 1 }) },
      effects: {
        movedBy: async (_change: number, after: string) => {
          const first = after === '' ? 0 : Number(after.slice(2)) + 1;
          return Array.from({ length: Math.min(PAGE, tickets - first) }, (_, i) => effect(first + i));
        },
      },
      outbox: { putAll: async (messages: NewMessage[]) => void put.push(...messages) },
    };
    const units = unitsOf([]);
    const ways = { units, mails: false, callers };
    const log = { info: () => {}, error: () => {} };
    const { tellOfChange } = makeChangeActivities({ store, units, ways, tickets: {}, log } as never);
    const run = new MockActivityEnvironment().run(tellOfChange, { change: 1 });
    const sent = (await run) as Awaited<ReturnType<typeof tellOfChange>>;
    return { put: put.filter(({ to }) => to === 'caller'), sent };
  }

  test('they wait in the queue, where no gateway is posted to', async () => {
    const { put, sent } = await callersToldOf(PAGE + 1);
    expect([put.length, new Set(put.map(({ channel }) => channel))]).toEqual([PAGE + 1, new Set(['queue'])]);
    expect(sent).toEqual([]);
  });

  test('a gateway that is posted to is sent them page by page', async () => {
    const { put, sent } = await callersToldOf(PAGE + 1, 'https://sms.example/');
    expect(new Set(put.map(({ channel }) => channel))).toEqual(new Set(['webhook']));
    expect(sent.map((it) => 'ids' in it && it.ids.length)).toEqual([PAGE, 1]);
    expect(sent[0]).toMatchObject({ summary: '通知诉求人 · 时限调整' });
  });

  test('of very many the rest waits: the engine takes no answer of any size', async () => {
    const { put, sent } = await callersToldOf(20_000 + PAGE, 'https://sms.example/');
    const waiting = put.filter(({ channel }) => channel === 'queue');
    expect([put.length, waiting.length]).toEqual([20_000 + PAGE, PAGE]);
    expect(JSON.stringify(sent).length).toBeLessThan(2_000_000);
  });
});
