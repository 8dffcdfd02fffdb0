import { HOUR, instant, MINUTE } from '../../domain/time/instant';
import type { Turn } from '../../domain/telling/turn';
import type { NewMessage } from '../../storage/outbox/outbox';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { at, command, dispatchTo, PARKS, Story } from '../given/story';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';

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

/** Two stories of one dispatched ticket, that part ways after what both have recorded. */
async function parting() {
  const matter = aMatter();
  await db.store.tickets.add(intake(matter));
  const dispatch = dispatchTo(PARKS);
  const tell = () => new Story(LAW, matter).do(noon, dispatch);
  const common = tell();
  await db.store.recordTurn(turnOf(common), []);
  return { id: matter.id, seq: common.ticket.seq, lost: tell(), real: tell() };
}

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
  await db.store.outbox.markSent(messages[0]?.id ?? '', 'webhook', later(1));
  await db.store.recordTurn({ ...turn, decided: later(5) }, []);
  expect((await db.store.outbox.of(id)).map(({ status }) => status)).toEqual(['sent']);
});
