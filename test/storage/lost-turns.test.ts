import { HOUR, instant, MINUTE } from '../../domain/time/instant';
import type { Turn } from '../../domain/telling/turn';
import type { NewMessage } from '../../storage/outbox/outbox';
import { LedgerAhead } from '../../storage/record-turn';
import { at, command } from '../given/story';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { partingIn, turnOf } from '../given/stored-story';

/**
 * A turn is written before the engine knows that it was taken. Where the engine loses it (the worker was killed right then, or a command
 * came in between), the ticket decides anew, and what it decides then is what happened.
 */
let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');
const later = (minutes: number) => instant(noon + minutes * MINUTE);

const messagesOf = ({ ticketId, events }: Turn, to: string): NewMessage[] =>
  events.map(({ seq, type, at: when }) => ({
    id: `${ticketId}:${seq}:${to}`,
    at: when,
    to,
    template: 'urged',
    channel: 'webhook',
    text: `${type} ${to}`,
    summary: '通知',
  }));

const parting = () => partingIn(db.store, noon);

const stored = async (id: string) => ({
  ticket: await db.store.tickets.find(id),
  ledger: (await db.store.ledger.linesOf(id)).map(({ event }) => event),
  outbox: (await db.store.outbox.of(id)).map(({ id: message, text }) => [message, text]),
});

test('the turn that was decided later stands in ledger, outbox and list, though the lost one was longer', async () => {
  const { id, seq, lost, real } = await parting();
  const longer = turnOf(lost.do(later(1), command('urge', {})).do(later(1), command('withdraw', {})), seq);
  await db.store.recordTurn(longer, [...messagesOf(longer, 'parks'), ...messagesOf(longer, 'hotline')]);
  expect((await stored(id)).ticket?.state).toBe('closed');

  const anew = turnOf(real.do(later(2), command('supplement', {})), seq);
  const messages = messagesOf(anew, 'parks');
  await db.store.recordTurn(anew, messages);
  const after = await stored(id);
  expect(after.ledger).toEqual(turnOf(real).events);
  expect(after.ticket).toMatchObject({ state: 'handling', seq: real.ticket.seq });
  expect(after.outbox).toEqual(messages.map((it) => [it.id, it.text]));

  // And the lost one stays lost, if its writer comes late.
  await db.store.recordTurn(longer, messagesOf(longer, 'parks'));
  expect(await db.store.rebuildInput(id, instant(Date.now() + HOUR))).toMatchObject({
    carried: { ticket: { state: 'handling', seq: real.ticket.seq } },
  });
  expect((await stored(id)).ledger).toEqual(turnOf(real).events);
  expect((await stored(id)).ticket?.state).toBe('handling');
});

test('what gave way is kept with its epoch, beside what stands in its place, with its texts', async () => {
  const { id, seq, lost, real } = await parting();
  const press = command('urge', {}, { parts: ['text'] });
  await db.store.texts.put({
    id: press.id,
    ticketId: id,
    name: 'urge',
    actor: { sub: 'op-1', role: 'operator' },
    texts: { text: '请尽快' },
    at: noon,
  });
  const first = turnOf(lost.do(later(1), press), seq);
  await db.store.recordTurn(first, []);
  expect(await db.store.ledger.supersededOf(id)).toEqual([]);
  await db.store.recordTurn(turnOf(real.do(later(2), command('supplement', {})), seq), []);
  const [line, ...others] = await db.store.ledger.supersededOf(id);
  expect(others).toEqual([]);
  expect(line).toMatchObject({
    event: first.events[0],
    sub: 'op-1',
    texts: { text: '请尽快' },
    decided: later(1),
    by: later(2),
  });
  const document = await db.connection.db?.collection('ledger-superseded').findOne({ ticketId: id });
  expect(document?._id).toBe(`${id}:${later(1)}:${seq + 1}`);
  // Its texts are no leftovers: auditors read them.
  await db.store.removeLeftovers(instant(noon + 3 * HOUR));
  expect((await db.store.texts.of([press.id])).size).toBe(1);
});

test('what somebody was answered with is never taken back: the turn that says otherwise is refused, and leaves nothing', async () => {
  const { id, seq, lost, real } = await parting();
  const pressed = turnOf(lost.do(later(1), command('urge', {})), seq);
  await db.store.recordTurn(pressed, messagesOf(pressed, 'parks'));
  await db.store.tickets.confirm(id, pressed.view.seq);
  const before = await stored(id);
  const anew = turnOf(real.do(later(2), command('supplement', {})), seq);
  await expect(db.store.recordTurn(anew, messagesOf(anew, 'hotline'))).rejects.toThrow(LedgerAhead);
  expect(await stored(id)).toEqual(before);
  expect(await db.store.ledger.supersededOf(id)).toEqual([]);
});

test('what somebody may have read is told by no other event under the same id: what is told in its place has its own', async () => {
  const { id, seq, lost, real } = await parting();
  const first = turnOf(lost.do(later(1), command('urge', {})), seq);
  const told = messagesOf(first, 'parks').map((it) => ({ ...it, channel: 'outbox' as const }));
  await db.store.recordTurn(first, told);
  const anew = turnOf(real.do(later(2), command('supplement', {})), seq);
  const place = `${id}:${later(2)}:${seq + 1}:parks`;
  for (const time of ['first', 'again']) {
    const recorded = await db.store.recordTurn(anew, messagesOf(anew, 'parks'));
    expect([time, recorded.is === 'written' && recorded.messages.map((it) => it.id)]).toEqual([
      time,
      [place],
    ]);
  }
  const messages = await db.store.outbox.of(id);
  expect(messages.map((it) => [it.id, it.text, it.superseded])).toEqual([
    [`${id}:${seq + 1}:parks`, 'urged parks', later(2)],
    [place, 'supplemented parks', undefined],
  ]);
  expect((await db.store.outbox.undelivered(id, later(3))).map((it) => it.id)).toEqual([place]);
});

test('a ledger that lacks what was before says how far it goes, and takes the rest in one turn', async () => {
  const { id, seq, real } = await parting();
  const second = turnOf(real.do(later(1), command('urge', {})), seq);
  const third = turnOf(real.do(later(2), command('supplement', {})), second.view.seq);
  expect(await db.store.recordTurn(third, messagesOf(third, 'parks'))).toEqual({ is: 'behind', knows: seq });
  expect((await stored(id)).outbox).toEqual([]);
  const told = { ...third, events: [...second.events, ...third.events] };
  expect(await db.store.recordTurn(told, messagesOf(third, 'parks'))).toMatchObject({
    is: 'written',
    gap: false,
  });
  expect((await stored(id)).ledger).toEqual(turnOf(real).events);
});

test('what the run of a workflow can’t tell either is a gap, and said so', async () => {
  const { seq, real } = await parting();
  const second = turnOf(real.do(later(1), command('urge', {})), seq);
  const third = turnOf(real.do(later(2), command('supplement', {})), second.view.seq);
  expect(await db.store.recordTurn({ ...third, knownFrom: third.events[0]!.seq }, [])).toMatchObject({
    is: 'written',
    gap: true,
  });
});

test('a ticket that a command changed waits for its answer; a rung waits for none', async () => {
  const { id, seq, real } = await parting();
  await db.store.tickets.confirm(id, seq);
  const waiting = async (): Promise<boolean> =>
    (await db.store.tickets.unanswered(later(1_000_000), '', 1_000)).some((it) => it.id === id);
  expect(await waiting()).toBe(false);
  const pressed = turnOf(real.do(later(1), command('urge', {})), seq);
  await db.store.recordTurn(pressed, []);
  expect(await waiting()).toBe(true);
  await db.store.tickets.confirm(id, seq);
  expect(await waiting()).toBe(true);
  expect(await db.store.tickets.confirm(id, pressed.view.seq)).toMatchObject({ id, seq: pressed.view.seq });
  expect(await waiting()).toBe(false);
  const climbed = turnOf(real.until(at('2026-10-20 10:00')), pressed.view.seq);
  await db.store.recordTurn(climbed, []);
  expect([climbed.events.length > 0, await waiting()]).toEqual([true, false]);
  expect(await db.store.tickets.confirmedSeq(id)).toBe(pressed.view.seq);
});

test('a lost command is looked for until somebody knows what became of it', async () => {
  const { id, seq, lost, real } = await parting();
  const press = command('urge', {});
  await db.store.recordTurn(turnOf(lost.do(later(1), press), seq), []);
  await db.store.recordTurn(turnOf(real.do(later(2), command('supplement', {})), seq), []);
  const open = async () =>
    (await db.store.superseded.unsettled(later(3), '', 1_000)).filter((it) => it.ticketId === id);
  expect(await open()).toEqual([{ id: `${id}:${later(1)}:${seq + 1}`, ticketId: id, command: press.id }]);
  await db.store.superseded.settle(press.id);
  expect(await open()).toEqual([]);
});

test('a command that is decided on twice stands once, as it stood first, and its message is the same', async () => {
  const { id, seq, lost, real } = await parting();
  const press = command('urge', {});
  const first = turnOf(lost.do(later(1), press), seq);
  await db.store.recordTurn(first, messagesOf(first, 'parks'));
  const before = await stored(id);
  const again = turnOf(real.do(later(2), press), seq);
  await db.store.recordTurn(again, messagesOf(again, 'parks'));
  expect((await stored(id)).ledger).toEqual(before.ledger);
  expect((await stored(id)).outbox).toEqual(before.outbox);
});

test('a message that was sent is never taken back', async () => {
  const { id, seq, real } = await parting();
  const turn = turnOf(real.do(later(1), command('urge', {})), seq);
  const messages = messagesOf(turn, 'parks');
  await db.store.recordTurn(turn, messages);
  await db.store.outbox.markSent([messages[0]?.id ?? ''], 'webhook', later(1));
  await db.store.recordTurn({ ...turn, decided: later(5) }, []);
  expect((await db.store.outbox.of(id)).map(({ status }) => status)).toEqual(['sent']);
});
