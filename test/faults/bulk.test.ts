import type { BulkAnswer, BulkPageAnswer } from '../../api/bulk/answers';
import type { TicketAnswer } from '../../api/tickets/answers';
import { eachAtOnce } from '../../engine/at-once';
import { expectNoGap, recordOf } from '../given/climbed-ladder';
import { LEAD, OPERATOR } from '../given/hotline';
import { calmRulebook } from '../given/servers/config-folder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

/** Three pages, so that what is killed is killed within one, and pages lie before and behind. */
const TICKETS = 250;
const NOTE = '按职责分工统一派发';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
}, 120_000);
afterAll(() => service?.stop());

const readBulk = async (id: string): Promise<BulkPageAnswer> =>
  (await service.hotline.ask<BulkPageAnswer>(`/v1/bulk/${id}?limit=1`)).body;

/** So many have an outcome, and others none yet. */
const isMidway = (id: string, count: number) =>
  waitFor(
    `${count} were told`,
    async () => {
      const { state, counts } = await readBulk(id);
      if (state !== 'running') throw new Error('it is over: nothing is killed in the middle of it');
      return counts.done >= count;
    },
    { seconds: 120, every: 20 },
  );

test('kill -9 of Temporal, of the database and of the worker in the middle of a bulk: it is completed by itself, and each ticket is told once', async () => {
  const { hotline, temporal, database, worker, receiver } = service;
  const ids: string[] = [];
  await eachAtOnce(Array.from({ length: TICKETS }), async () => {
    ids.push((await hotline.register({ rulebook: 'calm' })).id);
  });
  const seen: Pick<TicketAnswer, 'id' | 'seq'>[] = [];
  await eachAtOnce(ids, async (id) => {
    const { seq } = await waitFor('it is in its ledger', async () => {
      const ticket = await hotline.ticket(id);
      return ticket.seq > 0 && ticket;
    });
    seen.push({ id, seq });
  });

  const { body } = await hotline.ask<BulkAnswer>('/v1/bulk', {
    as: OPERATOR,
    body: { command: 'dispatch', body: { lead: LEAD, note: NOTE }, of: { tickets: seen } },
  });
  await isMidway(body.id, 20);
  await temporal.kill();
  await waitFor('some gave no answer', async () => (await readBulk(body.id)).counts.unavailable > 0, {
    seconds: 60,
  });
  await temporal.start();
  await isMidway(body.id, 90);
  await database.kill();
  await database.start();
  await isMidway(body.id, 130);
  await worker.kill();
  await worker.start();

  const bulk = await waitFor(
    'the bulk has come to its end',
    async () => {
      const now = await readBulk(body.id);
      return now.state !== 'running' && now.state !== undefined && now;
    },
    { seconds: 240, every: 500 },
  );
  expect(bulk).toMatchObject({
    state: 'completed',
    counts: { waiting: 0, done: TICKETS, refused: 0, unavailable: 0 },
  });
  await waitFor('its workflow is over', async () => {
    const { status } = await service.engine.workflow.getHandle(`bulk-${body.id}`).describe();
    return status.name === 'COMPLETED';
  });

  for (const id of ids) {
    const { ticket, ledger, outbox } = await recordOf(hotline, id);
    expectNoGap(ticket, ledger);
    expect(ledger.filter(({ type }) => type === 'dispatched')).toEqual([
      expect.objectContaining({
        bulk: body.id,
        actor: expect.objectContaining({ sub: OPERATOR.sub }),
        data: expect.objectContaining({ lead: LEAD, note: NOTE }),
      }),
    ]);
    expect(outbox.filter(({ template, to }) => template === 'dispatched' && to === LEAD)).toHaveLength(1);
  }
  const told = await waitFor('each unit was told', () => {
    const messages = receiver.received.map(
      ({ body: it }) => JSON.parse(it) as { id: string; ticket: string },
    );
    return ids.every((id) => messages.some(({ ticket }) => ticket === id)) && messages;
  });
  // A message may come twice where a process died after it was sent: by its id a receiver knows.
  expect(new Set(told.map(({ id }) => id)).size).toBe(TICKETS);
}, 700_000);
