import { ticketId } from '../../domain/ids';
import type { TicketEvent } from '../../domain/ticket/event';
import { startFromLedger } from '../../engine/recovery/restart-ticket';
import { reopenTicket } from '../../engine/start-ticket';
import { CHENGGUAN } from '../given/cities';
import { type TestTicket, type TimeSkipping, timeSkipping } from '../given/servers/time-skipping';
import { command, dispatchTo } from '../given/story';
import { waitFor } from '../given/wait-for';

let world: TimeSkipping;
beforeAll(async () => {
  world = await timeSkipping();
});
afterAll(() => world?.stop());

async function dispatched(): Promise<TestTicket> {
  const book = world.config.rulebooks.get('weifang');
  if (!book) throw new Error('weifang');
  const ticket = await world.register(book);
  await ticket.send(dispatchTo(CHENGGUAN));
  return ticket;
}
const idOf = ({ input }: TestTicket) => input.matter.id;
const typesOf = async (id: string): Promise<TicketEvent['type'][]> =>
  (await world.ledger(id)).map(({ type }) => type);
const has = (id: string, type: TicketEvent['type']) =>
  waitFor(`${id} has ${type}`, async () => (await typesOf(id)).includes(type));
/** Not by its result, which the server would let time pass for. */
const ended = ({ handle }: TestTicket) =>
  waitFor('its workflow has ended', async () => (await handle.describe()).status.name === 'COMPLETED');
const both = () => ({ client: world.env.client, store: world.store });

test('the joined ticket closes, the main one gains the voice; split, it loses it, and its clocks are as they were', async () => {
  const [main, joined] = [await dispatched(), await dispatched()];
  const before = (await world.store.tickets.find(idOf(main)))?.clocks;
  await joined.send(command('merge', { into: idOf(main) }));
  await ended(joined);
  expect(await typesOf(idOf(joined))).toContain('main-told');
  expect(await world.store.tickets.find(idOf(main))).toMatchObject({
    voices: [{ ticket: idOf(joined) }],
    clocks: before,
  });

  const input = await world.store.rebuildInput(idOf(joined), await world.now());
  if (!input?.carried) throw new Error('it has no ledger');
  const { restored: _, ...carried } = input.carried;
  await reopenTicket(world.env.client, { ...input, carried }, command('split', {}));
  await has(idOf(main), 'voice-left');
  expect(await world.store.tickets.find(idOf(joined))).toMatchObject({ state: 'handling' });
  expect(await world.store.tickets.find(idOf(joined))).not.toHaveProperty('mergedInto');
  expect((await world.store.tickets.find(idOf(main)))?.clocks).toEqual(before);
  for (const it of [main, joined]) await it.handle.terminate();
});

test('a crash between the two: its workflow is ended before the main ticket knows, and what its ledger says is told all the same, once', async () => {
  const [main, joined] = [await dispatched(), await dispatched()];
  // Nobody carries the main ticket: it can't be told now.
  await main.handle.terminate();
  await joined.send(command('merge', { into: idOf(main) }));
  await joined.handle.terminate();
  expect(await world.store.tickets.find(idOf(joined))).toMatchObject({
    state: 'closed',
    owesMain: { says: 'joins' },
  });
  expect(await typesOf(idOf(main))).not.toContain('voice-joined');

  const owing = await world.store.repeats.owingMain(await world.now(), '', 9);
  expect(owing.map(({ id }) => id)).toContain(idOf(joined));
  expect(await startFromLedger(both(), idOf(joined))).toBe('started');
  expect(await startFromLedger(both(), idOf(main))).toBe('started');
  await has(idOf(joined), 'main-told');
  await ended(joined);
  expect((await typesOf(idOf(main))).filter((type) => type === 'voice-joined')).toHaveLength(1);
  // It owes nothing any more, and stays closed.
  expect(await startFromLedger(both(), idOf(joined))).toBe('closed');
  await world.env.client.workflow.getHandle(idOf(main)).terminate();
});

test('a main ticket that was closed meanwhile takes no voice: the ticket goes on by itself, with its clocks', async () => {
  const [main, joined] = [await dispatched(), await dispatched()];
  const before = (await world.store.tickets.find(idOf(joined)))?.next;
  await main.send(command('withdraw', {}));
  await joined.send(command('merge', { into: idOf(main) }));
  await has(idOf(joined), 'split');
  expect(await world.store.tickets.find(idOf(joined))).toMatchObject({ state: 'handling', next: before });
  expect(await typesOf(idOf(main))).not.toContain('voice-joined');
  await joined.handle.terminate();
});

test('two that are merged into each other at once both go on', async () => {
  const [one, other] = [await dispatched(), await dispatched()];
  await Promise.all([
    one.send(command('merge', { into: idOf(other) })),
    other.send(command('merge', { into: idOf(one) })),
  ]);
  for (const it of [one, other]) {
    await waitFor(
      'one of both goes on',
      async () => (await world.store.tickets.find(idOf(it)))?.owesMain === undefined,
    );
  }
  const states = await Promise.all(
    [one, other].map(async (it) => (await world.store.tickets.find(idOf(it)))?.state),
  );
  expect(states).toContain('handling');
  for (const it of [one, other]) await it.handle.terminate().catch(() => {});
});

test('one that was merged into a ticket that nobody knows goes on by itself', async () => {
  const joined = await dispatched();
  await joined.send(command('merge', { into: ticketId('T-nobody') }));
  await has(idOf(joined), 'split');
  await joined.handle.terminate();
});
