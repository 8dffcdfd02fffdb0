import { publishedCalendars } from '../../config/published-calendars';
import { sliceCalendar } from '../../domain/time/calendar';
import { evolveAll } from '../../domain/ticket/evolve';
import type { TicketEvent } from '../../domain/ticket/event';
import { type ExplainedClock, explainClocks } from '../../domain/telling/explain';
import { type Day, isoDay, isoInstant } from '../../domain/time/instant';
import { rebind } from '../../domain/law/rebind';
import { matterOf } from '../given/matter';
import { CHENGGUAN, type City, lawOf, SUPERVISOR, ticketIn } from '../given/cities';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const MATTER = matterOf();
const startIn = (city: City) => ({
  matter: MATTER,
  rules: lawOf(city, MATTER).rules,
  calendar: sliceCalendar(publishedCalendars(), MATTER.receivedAt),
});
const START = startIn('weifang');
const NAMES = new Map(publishedCalendars().flatMap(({ days }) => days.map(({ date, name }) => [date, name])));
const dayName = (day: Day): string | undefined => NAMES.get(isoDay(day));

/** As the ledger comes out of the database. */
const stored = (events: readonly TicketEvent[]): TicketEvent[] =>
  JSON.parse(JSON.stringify(events)) as TicketEvent[];

function handlingOf(ledger: readonly TicketEvent[], city: City = 'weifang'): ExplainedClock {
  const found = explainClocks(startIn(city), stored(ledger), dayName).find(({ id }) => id === 'handling-1');
  if (!found) throw new Error('no handling clock');
  return found;
}

const dispatched = (city: City = 'weifang'): Story =>
  ticketIn(city, MATTER).do(at('2026-09-29 10:00'), dispatchTo(CHENGGUAN));

test('T-6, T-8: how the worked example of T-1 comes about, each day with its source', () => {
  const { counted, skipped, due, limit, source, moves, explanation } = handlingOf(dispatched().ledger);
  expect(isoInstant(due)).toBe('2026-10-13T00:00:00+08:00');
  expect({ limit, source, moves }).toEqual({ limit: { workdays: 5 }, source: 'WF-20', moves: [] });
  expect(counted).toEqual(['2026-09-30', '2026-10-08', '2026-10-09', '2026-10-10', '2026-10-12']);
  expect(skipped.find(({ date }) => date === '2026-10-01')?.why).toMatch(/国庆节.*，国务院办公厅/);
  expect(skipped.find(({ date }) => date === '2026-10-11')?.why).toBe('周日休息');
  expect(explanation).toContain('WF-20');
  expect(explanation).toContain('2026-10-10为调休上班日（T-6）');
});

test('T-9: every move with its cause and who did it, and how the clock ended', () => {
  const story = dispatched('jinan')
    .do(
      at('2026-09-30 09:00'),
      command(
        'request-extension',
        { limit: { workdays: 3 } },
        { ...asUnit(CHENGGUAN), parts: ['reason', 'plan'] },
      ),
    )
    .do(
      at('2026-09-30 15:00'),
      command(
        'decide',
        { request: 'extension', approve: true },
        {
          ...SUPERVISOR,
          parts: ['reason'],
        },
      ),
    );
  const before = handlingOf(dispatched('jinan').ledger, 'jinan');
  const { moves, counted, due, explanation } = handlingOf(story.ledger, 'jinan');
  expect(counted).toEqual(before.counted);
  expect(moves).toEqual([
    expect.objectContaining({
      at: at('2026-09-30 15:00'),
      before: at('2026-10-13 00:00'),
      after: due,
      cause: 'extension',
      by: expect.objectContaining({ role: 'supervisor' }) as object,
    }),
  ]);
  expect(explanation).toContain('批准延期');
  expect(explanation).toContain('由督办人员办理');
  const ended = handlingOf(
    story.do(
      at('2026-10-14 10:00'),
      command(
        'submit',
        { outcome: 'resolved', told: { at: at('2026-10-14 09:00') } },
        {
          ...asUnit(CHENGGUAN),
          parts: ['response', 'result', 'method', 'process', 'guidance'],
        },
      ),
    ).ledger,
    'jinan',
  );
  expect(ended).toMatchObject({ state: 'met', endedAt: at('2026-10-14 10:00') });
  expect(ended.explanation).toContain('未逾期');
});

test('T-7: the first days stay told by the calendar that bound the ticket then, and the move names the one that came', () => {
  const story = dispatched();
  const calendar = { '2026': { source: '补充通知', off: '1001 1002 1005 1006 1007 1008', on: '1010' } };
  const events = rebind(story.ticket, { change: 1, calendar }, at('2026-09-30 08:00'));
  const ledger = [...story.ledger, ...events];
  const { counted, moves, due, explanation } = handlingOf(ledger);
  expect(counted).toContain('2026-10-08');
  expect(due).toBe(evolveAll(story.ticket, events).clocks.find(({ id }) => id === 'handling-1')?.due);
  expect(moves).toEqual([
    expect.objectContaining({ cause: 'calendar', source: 'T-7', by: { role: 'system' } }),
  ]);
  expect(explanation).toContain('因工作日历公布（T-7）');
});

test('a clock from before its basis was kept is explained by its own start', () => {
  const old = stored(dispatched().ledger).map((event) => event);
  expect(old.every((event) => !('basis' in event.data))).toBe(true);
  expect(handlingOf(old).counted).toHaveLength(5);
});

test('days that a ledger’s due moment does not fit are not made up', () => {
  const other = stored(dispatched().ledger).map((event) =>
    event.type === 'clock-started' && event.data.clock === 'handling-1'
      ? { ...event, data: { ...event.data, due: at('2026-10-20 00:00') } }
      : event,
  );
  const { counted, due, explanation } = handlingOf(other);
  expect({ counted, due }).toEqual({ counted: [], due: at('2026-10-20 00:00') });
  expect(explanation).toContain('到期时刻：2026-10-20T00:00:00+08:00');
});

test('what is overdue is told so; a ticket that waits for the engine has the clocks that its registration will start', () => {
  const late = handlingOf(dispatched().until(at('2026-10-13 09:00')).ledger);
  expect(late.state).toBe('breached');
  expect(late.explanation).toContain('已逾期，尚未完成');
  expect(explainClocks(START, [], dayName).map(({ id }) => id)).toEqual(
    ticketIn('weifang', MATTER).ticket.clocks.map(({ id }) => id),
  );
});
