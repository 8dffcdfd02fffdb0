import { newTicketNumber } from '../../api/tickets/ticket-number';
import { isTicketNumber } from '../../domain/ids';
import { takeIn } from '../../api/tickets/intake';
import { publishedCalendars } from '../../config/published-calendars';
import { DAY, instant, MINUTE } from '../../domain/time/instant';
import { openTicket } from '../../domain/ticket/input';
import { viewOf } from '../../domain/telling/view';
import { orderedId } from '../../storage/ordered-id';
import { OPERATOR } from '../given/hotline';
import { at } from '../given/story';
import { config, matter, partsOnTheirOwn, serve, token } from '../given/servers/api-alone';

const noon = at('2026-09-29 12:00');

describe('the number of a ticket', () => {
  const later = (days: number) => newTicketNumber(instant(noon + days * DAY));

  test('comes after all numbers of earlier days, in the order of an index', () => {
    const days = [0, 1, 2, 30, 365, 366, 5 * 365, 20 * 365, 80 * 365];
    const numbers = days.map(later);
    expect(numbers.every(isTicketNumber)).toBe(true);
    expect(numbers.toSorted()).toEqual(numbers);
    expect(numbers.map((it) => it.slice(0, 6))[0]).toBe('HY-2CZ');
  });

  test('begins another day at midnight in China', () => {
    const days = ['2026-09-29 00:00', '2026-09-29 23:59', '2026-09-30 00:00'].map((it) =>
      newTicketNumber(at(it)).slice(0, 6),
    );
    expect(days[0]).toBe(days[1]);
    expect(days[2]! > days[1]!).toBe(true);
  });

  test('is another one each time', () => {
    const numbers = Array.from({ length: 1_000 }, () => newTicketNumber(noon));
    expect(new Set(numbers).size).toBe(1_000);
  });
});

test('ids that we make ourselves grow with time', () => {
  const ids = Array.from({ length: 1_000 }, orderedId);
  expect(new Set(ids).size).toBe(1_000);
  // A counter of one process begins anywhere, and begins anew once in 16 million.
  jest.useFakeTimers({ now: Date.now() + MINUTE });
  const next = orderedId();
  jest.useRealTimers();
  expect(ids.every((it) => it < next)).toBe(true);
});

test('nobody is answered with another’s ticket that has the number which was drawn', async () => {
  const calendars = { years: publishedCalendars(), local: new Map() };
  const of = { id: newTicketNumber(noon), at: noon, subject: OPERATOR };
  const { input, title, content, registeredBy } = takeIn({ config, calendars }, matter, of);
  const { id: rulebook, version } = input.rules;
  const others = {
    ...viewOf(openTicket(input).ticket),
    id: of.id,
    matter: input.matter,
    rulebook: { id: rulebook, version },
    title: '别人的诉求',
    content,
    registeredBy,
    started: true,
  };
  expect(title).not.toBe(others.title);
  const store = { tickets: { add: async () => others }, restrictions: { standing: async () => undefined } };
  const parts = partsOnTheirOwn();
  const service = await serve({
    ...parts,
    calendars: {
      ...parts.calendars,
      newest: async () => ({ ...calendars, publication: 0, localPublications: new Map() }),
    },
    database: { ...parts.database, store: async () => store as never },
  });
  try {
    const { status, body } = await service.ask('/v1/tickets', { token: await token(OPERATOR), body: matter });
    expect(status).toBe(503);
    expect(body.detail).toContain('is taken');
    expect(JSON.stringify(body)).not.toContain(others.title);
  } finally {
    await service.stop();
  }
});
