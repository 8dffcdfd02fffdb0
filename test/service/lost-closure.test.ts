import { commandId } from '../../domain/ids';
import type { Command } from '../../domain/procedures/command';
import { decide } from '../../domain/procedures/decide';
import { turnOf } from '../../domain/telling/turn';
import { evolveAll } from '../../domain/ticket/evolve';
import { openTicket } from '../../domain/ticket/input';
import { instant } from '../../domain/time/instant';
import { dataKeys } from '../../keys/data-keys';
import { connect } from '../../storage/connection';
import { openStore } from '../../storage/store';
import { expectNoGap, recordOf } from '../given/climbed-ladder';
import { OPERATOR, untilTaken } from '../given/hotline';
import type { EventAnswer } from '../../api/tickets/answers';
import type { TokenClaims } from '../../dev/token';
import { calmRulebook } from '../given/servers/config-folder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

/**
 * A turn is written before the engine has it: where worker and engine are killed together in between, the database says of a ticket
 * that it is closed, and its workflow is still handling it.
 */
let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
});
afterAll(() => service?.stop());

const withdrawal = (id: string) => ({ as: OPERATOR, key: `withdraw-${id}` });
const withdraw = (id: string) =>
  service.hotline.command(id, 'withdraw', { text: '已自行解决' }, withdrawal(id));
const statusOf = async (id: string) => (await service.engine.workflow.getHandle(id).describe()).status.name;

/** A ticket whose withdrawal got no answer, with what the worker wrote of it before it was killed. */
async function withLostClosure(): Promise<string> {
  const { hotline, temporal, mongoUri } = service;
  const { id } = await hotline.dispatched({ rulebook: 'calm' });
  await temporal.kill();
  expect((await withdraw(id)).status).toBe(503);
  const connection = await connect(mongoUri);
  try {
    const sent = await connection.collection('commands').findOne({ ticketId: id, name: 'withdraw' });
    const store = openStore(connection, dataKeys(Buffer.alloc(32)));
    const input = await store.rebuildInput(id);
    if (!input) throw new Error('the ticket is missing');
    const { ticket } = openTicket(input);
    const now = instant(Date.now());
    const command: Command = {
      name: 'withdraw',
      id: commandId(String(sent?._id)),
      actor: { role: 'operator' },
      parts: ['text'],
      at: now,
    };
    const decision = decide(ticket, command, now);
    if (!decision.accepted) throw new Error(decision.refusal.detail);
    await store.recordTurn(turnOf(evolveAll(ticket, decision.events), decision.events, [], now), []);
  } finally {
    await connection.close();
  }
  await temporal.start();
  expect((await hotline.ticket(id)).state).toBe('closed');
  expect(await statusOf(id)).toBe('RUNNING');
  return id;
}

test('a closure that the engine lost is not acknowledged from the database: tried again, it is made, and then both have it', async () => {
  const id = await withLostClosure();
  const again = await untilTaken('the withdrawal is answered', () => withdraw(id));
  expect([again.status, again.body]).toMatchObject([200, { state: 'closed', outcome: 'withdrawn' }]);
  await waitFor('its workflow has come to its end', async () => (await statusOf(id)) === 'COMPLETED');
  const { ticket, ledger } = await recordOf(service.hotline, id);
  expectNoGap(ticket, ledger);
  expect(ledger.filter(({ type }) => type === 'closed')).toHaveLength(1);
}, 120_000);

test('a ticket whose closure the engine lost takes commands, and shows what is the case', async () => {
  const { hotline } = service;
  const id = await withLostClosure();
  const pressed = await untilTaken('the press is answered', () =>
    hotline.command(id, 'urge', { text: '请尽快' }, { key: `urge-${id}` }),
  );
  expect([pressed.status, pressed.body]).toMatchObject([200, { state: 'handling' }]);
  const types = async () => (await hotline.ledger(id)).map(({ type }) => type);
  expect(await types()).not.toContain('closed');
  // Whoever gave the lost command is told, once, in the open.
  await waitFor('the loss is told', async () => (await types()).includes('command-lost'), { seconds: 60 });
  const { ticket, ledger, outbox } = await recordOf(hotline, id);
  expectNoGap(ticket, ledger);
  expect(ledger.find(({ type }) => type === 'command-lost')?.data).toEqual({
    command: 'withdraw',
    by: { role: 'operator' },
  });
  const told = outbox.filter(({ template }) => template === 'command-lost');
  expect(told.map(({ to, text }) => [to, text])).toEqual([
    ['hotline', expect.stringContaining('“撤回”未能生效')],
  ]);
  // What stood there is shown to auditors, and to nobody else.
  const read = (as: TokenClaims) => hotline.ask<{ items: EventAnswer[] }>(`/v1/tickets/${id}/events`, { as });
  const { items } = (await read({ role: 'auditor', sub: 'auditor-1' })).body;
  const gone = items.filter(({ superseded }) => superseded !== undefined).map(({ type }) => type);
  expect(gone).toEqual(expect.arrayContaining(['withdrawn', 'closed']));
  expect(items.filter(({ superseded }) => superseded === undefined)).toEqual(
    (await read(OPERATOR)).body.items,
  );
  expect((await hotline.handleToTheEnd(id)).state).toBe('closed');
  expect((await types()).filter((type) => type === 'command-lost')).toHaveLength(1);
}, 120_000);

test('a command that the engine lost and nobody gives again is found within a minute: the ticket goes on as everybody finds it', async () => {
  const { hotline } = service;
  const id = await withLostClosure();
  await waitFor('its workflow was ended', async () => (await statusOf(id)) === 'TERMINATED', { seconds: 60 });
  const { ticket, ledger } = await recordOf(hotline, id);
  expectNoGap(ticket, ledger);
  expect([ticket.state, ticket.outcome]).toEqual(['closed', 'withdrawn']);
  expect((await withdraw(id)).status).toBe(200);
  expect(await service.logs()).toContain('engine and database know different things of a ticket');
}, 120_000);

test('of a closed ticket nothing is said while the engine is away; when it is back, what was and is not possible', async () => {
  const { hotline, temporal } = service;
  const { id } = await hotline.dispatched({ rulebook: 'calm' });
  expect((await withdraw(id)).status).toBe(200);
  await waitFor('its workflow has come to its end', async () => (await statusOf(id)) === 'COMPLETED');
  const urge = () => hotline.command(id, 'urge', { text: '请尽快' }, { key: `late-${id}` });
  await temporal.kill();
  expect((await urge()).status).toBe(503);
  await temporal.start();
  const refused = await untilTaken('the press is answered', urge);
  expect([refused.status, refused.body]).toMatchObject([409, { allowed: [] }]);
}, 120_000);
