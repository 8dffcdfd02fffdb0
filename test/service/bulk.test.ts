import type { BulkAnswer, BulkPageAnswer, BulkPreviewAnswer, BulksAnswer } from '../../api/bulk/answers';
import type { TicketAnswer } from '../../api/tickets/answers';
import { makeToken } from '../../dev/token';
import { connect } from '../../storage/connection';
import { eachAtOnce } from '../../engine/at-once';
import { calmRulebook } from '../given/servers/config-folder';
import { expectNoGap } from '../given/climbed-ladder';
import { LEAD, OPERATOR, type ProblemAnswer, SUPERVISOR, unit } from '../given/hotline';
import { ask, JWT_SECRET } from '../given/http';
import { waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
});
afterEach(() => service.standUp());
afterAll(() => service?.stop());

const NOTE = '按职责分工统一派发，请及时联系诉求人';
const order = { command: 'dispatch', body: { lead: LEAD, note: NOTE } } as const;

const begin = <T = BulkAnswer & ProblemAnswer>(body: object, key?: string, as: object = OPERATOR) =>
  service.hotline.ask<T>('/v1/bulk', { as: as as typeof OPERATOR, body, key });

const read = async (id: string, query = '', as: object = OPERATOR): Promise<BulkPageAnswer> =>
  (await service.hotline.ask<BulkPageAnswer>(`/v1/bulk/${id}${query}`, { as: as as typeof OPERATOR })).body;

const ended = (id: string, as: object = OPERATOR): Promise<BulkPageAnswer> =>
  waitFor(
    'the bulk has come to its end',
    async () => {
      const bulk = await read(id, '?limit=100', as);
      return bulk.state !== 'running' && bulk;
    },
    { seconds: 90 },
  );

/** Tickets whose registration stands in their ledgers. */
async function registered(count: number, change: object = {}): Promise<TicketAnswer[]> {
  const tickets: TicketAnswer[] = [];
  await eachAtOnce(
    Array.from({ length: count }),
    async () => {
      const { id } = await service.hotline.register({ rulebook: 'calm', ...change });
      tickets.push(
        await waitFor('it is in its ledger', async () => {
          const ticket = await service.hotline.ticket(id);
          return ticket.seq > 0 && ticket;
        }),
      );
    },
    4,
  );
  return tickets;
}

test('one command for all that match, each told as by itself, once, through kill -9 of worker and API', async () => {
  const { hotline, worker, api } = service;
  const all = await registered(20);
  const of = { query: { state: 'registered' } };
  const preview = await hotline.ask<BulkPreviewAnswer>('/v1/bulk/preview', { body: { ...order, of } });
  expect(preview.body).toMatchObject({ command: 'dispatch', count: 20, refused: 0, refusals: [] });
  expect(preview.body.sample).toHaveLength(20);

  const asked = { ...order, of, expected: 20 };
  const { status, body, headers } = await begin(asked, 'once');
  expect([status, headers.get('location')]).toEqual([202, `/v1/bulk/${body.id}`]);
  expect(body).toMatchObject({ state: 'running', total: 20, counts: { waiting: 20, done: 0 } });
  await waitFor('some were told', async () => (await read(body.id)).counts.done > 0, { seconds: 60 });
  await Promise.all([api.kill(), worker.kill()]);
  await Promise.all([api.start(), worker.start()]);

  const bulk = await ended(body.id);
  expect(bulk).toMatchObject({
    state: 'completed',
    counts: { waiting: 0, done: 20, refused: 0, unavailable: 0 },
  });
  for (const { id } of all) {
    const ledger = await hotline.ledger(id);
    const dispatched = ledger.filter(({ type }) => type === 'dispatched');
    expect(dispatched).toEqual([
      expect.objectContaining({
        actor: expect.objectContaining({ role: 'operator', sub: OPERATOR.sub }),
        data: expect.objectContaining({ lead: LEAD, note: NOTE }),
        bulk: body.id,
      }),
    ]);
    expectNoGap(await hotline.ticket(id), ledger);
  }
  // The same once more is the same bulk.
  expect((await begin(asked, 'once')).body.id).toBe(body.id);
  expect((await begin({ ...asked, expected: 19 }, 'once')).status).toBe(422);
  // Nothing of what people wrote stands in its history.
  const history = await service.engine.workflow.getHandle(`bulk-${body.id}`).fetchHistory();
  expect(JSON.stringify(history)).not.toContain(Buffer.from(NOTE).toString('base64').slice(4, 20));
  expect(JSON.stringify(history)).not.toContain(all[0]?.id);
}, 180_000);

test('a set is what was seen: another count begins nothing, a ticket that went on refuses unless told otherwise, and reasons are told in the reader’s language', async () => {
  const { hotline } = service;
  const tickets = await registered(4, { kind: 'suggestion' });
  const seen = tickets.map(({ id, seq }) => ({ id, seq }));
  const query = { kind: 'suggestion', state: 'registered' };
  const another = await begin({ ...order, of: { query }, expected: 5 });
  expect([another.status, another.body.detail]).toEqual([412, expect.stringContaining('found 4')]);
  expect((await begin({ ...order, of: { query: { ...query, level: 3 } } })).status).toBe(409);

  const [first, second] = tickets;
  if (!first || !second) throw new Error('none');
  await hotline.order(first.id, 'supplement', { text: '补充' });
  await hotline.order(second.id, 'dispatch', { lead: LEAD });
  const preview = await hotline.ask<BulkPreviewAnswer>('/v1/bulk/preview', {
    body: { ...order, of: { tickets: seen } },
    headers: { 'accept-language': 'zh-CN' },
  });
  expect(preview.body).toMatchObject({
    count: 4,
    refused: 1,
    refusals: [{ code: 'not-in-this-state', count: 1, tickets: [second.id] }],
  });
  expect(preview.body.refusals[0]?.reason).toMatch(/[一-龥]/);

  const { id } = (await begin({ ...order, of: { tickets: seen } })).body;
  expect((await ended(id)).counts).toEqual({ waiting: 0, done: 2, refused: 2, unavailable: 0 });
  const refused = await read(id, '?outcome=refused&limit=1');
  expect(refused.items).toEqual([
    expect.objectContaining({ ticket: first.id, outcome: 'refused', code: 'seen-another' }),
  ]);
  const next = await read(id, `?outcome=refused&cursor=${refused.nextCursor}`);
  expect([next.items.map(({ ticket }) => ticket), next.nextCursor]).toEqual([[second.id], null]);

  const again = (await begin({ ...order, of: { tickets: [first.id] }, despiteChanges: true })).body;
  expect((await ended(again.id)).counts.done).toBe(1);
  const csv = await ask<string>(`${service.url}/v1/bulk/${id}`, {
    token: await makeToken(OPERATOR, JWT_SECRET, 1),
    headers: { accept: 'text/csv', 'accept-language': 'zh-CN' },
  });
  expect(csv.body.split('\r\n').filter(Boolean)).toHaveLength(5);
  expect(csv.body).toContain(`${first.id},refused,未能办理,seen-another,`);
  const own = await hotline.ask<BulksAnswer>('/v1/bulk?limit=2');
  expect(own.body.items.map((it) => it.id)).toEqual([again.id, id]);
}, 120_000);

test('a supervisor decides on all that wait; roles, other people’s bulks, and a stop are as of single commands', async () => {
  const { hotline, worker } = service;
  const tickets = await Promise.all(
    [1, 2, 3].map(() => hotline.dispatched({ rulebook: 'calm', kind: 'help' })),
  );
  for (const { id } of tickets.slice(1))
    await hotline.order(id, 'request-return', { reason: '不属于本单位职责' }, unit(LEAD));
  const decide = {
    command: 'decide',
    body: { request: 'return', approve: true, reason: '属实' },
    of: { query: { kind: 'help' } },
  };
  expect((await begin(decide)).status).toBe(403);
  const preview = await hotline.ask<BulkPreviewAnswer>('/v1/bulk/preview', { as: SUPERVISOR, body: decide });
  expect(preview.body.refusals).toEqual([
    expect.objectContaining({ code: 'nothing-waits', count: 1, tickets: [tickets[0]?.id] }),
  ]);
  const { id } = (await begin(decide, undefined, SUPERVISOR)).body;
  expect((await ended(id, SUPERVISOR)).counts).toMatchObject({ done: 2, refused: 1 });
  expect((await hotline.ticket(tickets[1]?.id ?? '')).state).toBe('registered');
  const others = await hotline.ask(`/v1/bulk/${id}`);
  expect(others.status).toBe(404);

  await worker.kill();
  const press = { command: 'urge', body: { text: '请尽快办理' }, of: { query: { kind: 'help' } } };
  const begun = (await begin(press)).body;
  const stopped = await hotline.ask<BulkAnswer>(`/v1/bulk/${begun.id}/stop`, {
    method: 'POST',
    as: SUPERVISOR,
  });
  expect(stopped.body).toMatchObject({ state: 'running', stopAskedAt: expect.any(String) });
  await worker.start();
  expect(await ended(begun.id)).toMatchObject({
    state: 'stopped',
    counts: { waiting: 3, done: 0, refused: 0, unavailable: 0 },
  });
}, 120_000);

test('a database that is set back to before the end of a bulk: it comes to the same end again, and nobody is told twice', async () => {
  const { hotline, worker } = service;
  const tickets = await registered(3, { kind: 'report' });
  await worker.kill();
  const { id } = (await begin({ ...order, of: { query: { kind: 'report', state: 'registered' } } })).body;
  const connection = await connect(service.mongoUri);
  try {
    const kept = await Promise.all(
      ['bulks', 'bulk-pages'].map(async (name) => {
        const room = connection.collection<{ _id: string }>(name);
        return { room, documents: await room.find({ _id: new RegExp(`^${id}`) }).toArray() };
      }),
    );
    await worker.start();
    const end = await ended(id);
    expect(end).toMatchObject({ state: 'completed', counts: { waiting: 0, done: 3 } });
    for (const { room, documents } of kept)
      for (const document of documents) await room.replaceOne({ _id: document._id }, document);
    expect((await read(id)).state).toBe('running');
    expect((await ended(id)).counts).toEqual(end.counts);
  } finally {
    await connection.close();
  }
  for (const { id: number } of tickets) {
    const ledger = await hotline.ledger(number);
    expect(ledger.filter(({ type }) => type === 'dispatched')).toHaveLength(1);
  }
}, 120_000);
