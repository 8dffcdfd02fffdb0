import { retold } from '../../domain/imports/retold';
import type { PastTicket } from '../../domain/imports/past-ticket';
import { due, nextDue } from '../../domain/ticket/due';
import { evolveAll } from '../../domain/ticket/evolve';
import { newTicket } from '../../domain/ticket/register';
import { limitsAlone } from '../../domain/imports/retold';
import { DAY, instant } from '../../domain/time/instant';
import { CHENGGUAN, CITIES, type City, HUANBAO, lawOf } from '../given/cities';
import { matterOf } from '../given/matter';
import { at } from '../given/story';

const NOW = at('2026-11-20 10:00');
const IMPORTING = { at: NOW, actor: { role: 'admin' }, source: '旧热线', externalId: 'A-17' } as const;

/** A complaint that was dispatched before National Day and answered a month later. */
const late = (changes: Partial<PastTicket> = {}): PastTicket => ({
  matter: matterOf({ receivedAt: at('2026-09-29 10:00'), registeredAt: at('2026-09-29 10:02') }),
  dispatched: { at: at('2026-09-29 10:05'), lead: CHENGGUAN, assist: [HUANBAO] },
  signedAt: at('2026-09-29 11:00'),
  submitted: { at: at('2026-11-05 16:00'), parts: [] },
  closed: { at: at('2026-11-06 09:00'), outcome: 'resolved' },
  ...changes,
});

function told(city: City, past: PastTicket) {
  const found = retold(past, lawOf(city, past.matter), IMPORTING);
  if ('impossible' in found) throw new Error(`${found.impossible}: ${found.why}`);
  return found;
}

describe.each(CITIES)('a past ticket of %s', (city) => {
  test('that is closed has its own moments, is late where its limit had passed, and nobody was or is pressed for it', () => {
    const { ticket, events } = told(city, late());
    expect(ticket).toMatchObject({ state: 'closed', outcome: 'resolved', closedAt: at('2026-11-06 09:00') });
    expect(ticket.clocks.find(({ name }) => name === 'handling')?.state).toBe('breached');
    expect(ticket.clocks.find(({ name }) => name === 'overall')?.endedAt ?? at('2026-11-06 09:00')).toBe(
      at('2026-11-06 09:00'),
    );
    for (const type of ['reminded', 'urged', 'supervised', 'escalated', 'correction-ordered', 'referred'])
      expect(events.filter((it) => it.type === type)).toEqual([]);
    expect([ticket.level, ticket.supervision, nextDue(ticket)]).toEqual([0, [], undefined]);
    expect(due(ticket, instant(NOW + 400 * DAY))).toEqual([]);
    expect(events.find(({ type }) => type === 'submitted')?.at).toBe(at('2026-11-05 16:00'));
    expect(events.at(-1)).toMatchObject({
      type: 'imported',
      at: NOW,
      data: { source: '旧热线', externalId: 'A-17' },
    });
  });

  test('that is open goes on by the whole rulebook: what lies behind never fires, what lies ahead does', () => {
    const { submitted: _, closed: __, ...open } = late();
    const { ticket, events } = told(city, open);
    expect(ticket.state).toBe('handling');
    expect(events.some(({ type }) => type === 'urged' || type === 'supervised')).toBe(false);
    expect(ticket.law.rules.clocks).toEqual(lawOf(city, open.matter).rules.clocks);
    const next = nextDue(ticket);
    if (next !== undefined) expect(next).toBeGreaterThan(NOW);
    expect(due(ticket, NOW)).toEqual([]);
    for (const event of due(ticket, instant(NOW + 60 * DAY)))
      if ('fired' in event.data && event.data.fired) expect(event.data.fired.planned).toBeGreaterThan(NOW);
  });

  test('is what its ledger says, by what it was started with', () => {
    for (const whole of [late(), late({ signedAt: at('2026-10-02 08:00') })]) {
      const { ticket, events } = told(city, whole);
      const { rules, calendar } = lawOf(city, whole.matter);
      const start = { rules: limitsAlone(rules, whole), calendar };
      expect(evolveAll(newTicket(whole.matter, start), events)).toEqual(ticket);
    }
  });
});

test('one that was answered in time is not late', () => {
  const { ticket } = told(
    'weifang',
    late({
      submitted: { at: at('2026-09-30 16:00'), parts: [] },
      closed: { at: at('2026-10-08 09:00'), outcome: 'explained' },
    }),
  );
  expect(ticket.clocks.find(({ name }) => name === 'handling')?.state).toBe('met');
  expect(ticket).toMatchObject({ outcome: 'explained' });
});

test('what no unit ever had, and what a caller took back, ends as it ended', () => {
  const { dispatched: _, signedAt: __, submitted: ___, ...atOnce } = late();
  for (const outcome of ['answered', 'declined', 'withdrawn'] as const) {
    const { ticket } = told('huizhou', { ...atOnce, closed: { at: at('2026-09-29 10:10'), outcome } });
    expect(ticket).toMatchObject({ state: 'closed', outcome, assignments: [] });
  }
  const { submitted: ____, ...taken } = late({
    closed: { at: at('2026-10-09 09:00'), outcome: 'withdrawn' },
  });
  expect(told('beijing', taken).ticket).toMatchObject({ state: 'closed', outcome: 'withdrawn' });
});

test('the caller’s word, supervision and a level that there were are told; and none are made up', () => {
  const past = late({
    supervised: { at: at('2026-10-13 09:00'), mode: 'listed' },
    escalated: { at: at('2026-10-15 09:00'), level: 2 },
    closed: { at: at('2026-11-06 09:00'), outcome: 'unresolved', satisfaction: 'dissatisfied' },
  });
  const { ticket, events } = told('weifang', past);
  expect(ticket).toMatchObject({
    outcome: 'unresolved',
    level: 2,
    evaluations: [{ satisfaction: 'dissatisfied' }],
  });
  expect(events.filter(({ type }) => type === 'supervised')).toMatchObject([
    { at: at('2026-10-13 09:00'), data: { mode: 'listed' } },
  ]);
  expect(told('weifang', late()).events.some(({ type }) => type === 'called-back')).toBe(false);
});

test('what is not possible is said: which act, and why', () => {
  const { matter } = late();
  const past = {
    matter,
    dispatched: { at: at('2026-09-29 10:05'), lead: CHENGGUAN, assist: [] },
    signedAt: at('2026-09-29 11:00'),
    closed: { at: at('2026-11-06 09:00'), outcome: 'resolved' as const, satisfaction: 'very-green' },
  };
  expect(retold(past, lawOf('weifang', matter), IMPORTING)).toMatchObject({
    impossible: 'callback',
    why: expect.any(String),
  });
});
