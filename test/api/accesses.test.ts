import { ticketId } from '../../domain/ids';
import { takeIn } from '../../api/tickets/intake';
import type { TicketBody } from '../../api/tickets/ticket-body';
import { publishedCalendars } from '../../config/published-calendars';
import { openTicket } from '../../domain/ticket/input';
import { instant } from '../../domain/time/instant';
import { viewOf } from '../../domain/telling/view';
import type { Access } from '../../storage/requests/accesses';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { config, matter, partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';

const ID = 'HY-0000-0000-0000';
const PATH = `/v1/tickets/${ID}`;

/** A report, as the database holds it. */
const made = takeIn(
  { config, calendars: { years: publishedCalendars(), local: new Map() } },
  { ...matter, kind: 'report' } as unknown as TicketBody,
  {
    id: ticketId(ID),
    at: instant(Date.parse('2026-09-29T10:00:00+08:00')),
    subject: { role: 'operator', sub: 'op-7' },
  },
);
const report: StoredTicket = {
  ...viewOf(openTicket(made.input).ticket),
  id: ID,
  matter: made.input.matter,
  rulebook: { id: made.input.rules.id, version: made.input.rules.version },
  title: made.title,
  content: made.content,
  registeredBy: made.registeredBy,
  started: true,
};

class MongoNetworkTimeoutError extends Error {
  override readonly name = 'MongoNetworkTimeoutError';
}

let noted: Access[];
let away: boolean;
const store = {
  tickets: {
    find: async () => report,
    contactOf: async () => made.contact,
    list: async () => ({ items: [report] }),
  },
  ledger: { linesOf: async () => [] },
  outbox: { of: async () => [] },
  attachments: { of: async () => [] },
  accesses: {
    async note(accesses: readonly Access[]) {
      if (away) throw new MongoNetworkTimeoutError();
      noted.push(...accesses);
    },
  },
};

let service: Service;
beforeAll(async () => {
  const parts = partsOnTheirOwn();
  service = await serve({
    ...parts,
    database: { ...parts.database, store: async () => store as unknown as Store },
  });
});
afterAll(() => service.stop());
beforeEach(() => {
  [noted, away] = [[], false];
});

// Who looks for a phone number, and finds the report, knows whose it is.
const LOOKS = [
  PATH,
  `${PATH}/events`,
  `${PATH}/notifications`,
  `${PATH}/attachments`,
  '/v1/tickets?q=13800138000',
];

describe('WF-7, WF-11, JE-20: given a report', () => {
  test.each(LOOKS)('%s is noted before it is answered', async (path) => {
    const { status } = await service.ask(path, { token: await token({ role: 'supervisor', sub: 's-2' }) });
    expect(status).toBe(200);
    expect(noted).toEqual([expect.objectContaining({ ticketId: ID, sub: 's-2', role: 'supervisor' })]);
  });

  test.each(LOOKS)('%s shows nothing where that can’t be noted', async (path) => {
    away = true;
    const { status, headers, body } = await service.ask(path, { token: await token({ role: 'supervisor' }) });
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    const said = JSON.stringify(body);
    for (const text of [matter.title, matter.content, matter.caller.phone]) expect(said).not.toContain(text);
  });

  test('a caller’s look at the own is answered, and not noted', async () => {
    away = true;
    const { status, body } = await service.ask(PATH, { token: await token({ role: 'caller', ticket: ID }) });
    expect([status, body.caller.phone, noted]).toEqual([200, matter.caller.phone, []]);
  });
});
