import { HOUR, instant, MINUTE } from '../../domain/time/instant';
import type { Turn } from '../../domain/telling/turn';
import { storeKilled, isKilled } from '../given/servers/killed-store';
import { at, command, type Story } from '../given/story';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { messageOf, partingIn, turnOf } from '../given/stored-story';

/** A process ends between any two writes of a turn; what comes after makes it whole, whichever that is. */
let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');
const later = (minutes: number) => instant(noon + minutes * MINUTE);
const messages = (turn: Turn) =>
  turn.events.map(({ seq, type }) =>
    messageOf(turn.ticketId, noon, { id: `${turn.ticketId}:${seq}:parks`, text: type }),
  );

const parting = () => partingIn(db.store, noon);

/** The turn whose writer is killed before its nth write; none after its last. */
const killedAt = (nth: number, lost: Turn): Promise<boolean> =>
  isKilled(storeKilled(db.connection, nth).recordTurn(lost, messages(lost)));

async function expectWhole(id: string, real: Story, turn: Turn): Promise<void> {
  expect((await db.store.ledger.linesOf(id)).map(({ event }) => event)).toEqual(turnOf(real).events);
  expect(await db.store.tickets.find(id)).toMatchObject({ seq: real.ticket.seq, state: real.ticket.state });
  const told = (await db.store.outbox.of(id)).filter(({ superseded }) => superseded === undefined);
  const texts = (all: readonly { id: string; text: string }[]) =>
    Object.fromEntries(all.map(({ id: message, text }) => [message, text]));
  expect(texts(told)).toEqual(texts(messages(turn)));
  const rebuilt = await db.store.rebuildInput(id, instant(Date.now() + HOUR));
  const { law: _, ...facts } = real.ticket;
  expect(rebuilt?.carried?.ticket).toEqual(facts);
}

const withdrawal = command('withdraw', {});

test.each(['decides the same again', 'decides something else'])(
  'between any two writes of a closing turn, where the ticket then %s',
  async (what) => {
    let deaths = 0;
    for (let nth = 1, dies = true; dies; nth++) {
      const { id, seq, lost, real } = await parting();
      dies = await killedAt(nth, turnOf(lost.do(later(1), withdrawal), seq));
      if (dies) deaths++;
      // A command counts from when it was given, whenever it is decided on.
      const again =
        what === 'decides the same again'
          ? { ...turnOf(real.do(later(1), withdrawal), seq), decided: later(2) }
          : turnOf(real.do(later(2), command('urge', {})), seq);
      await db.store.recordTurn(again, messages(again));
      await expectWhole(id, real, again);
    }
    // Outbox, ledger, list, open clocks.
    expect(deaths).toBeGreaterThanOrEqual(4);
  },
);

test('between any two writes of the turn that takes the place of another', async () => {
  let deaths = 0;
  for (let nth = 1, dies = true; dies; nth++) {
    const { id, seq, lost, real } = await parting();
    const first = turnOf(lost.do(later(1), withdrawal), seq);
    await db.store.recordTurn(first, messages(first));
    const turn = turnOf(real.do(later(2), command('urge', {})), seq);
    dies = await killedAt(nth, turn);
    if (dies) deaths++;
    await db.store.recordTurn(turn, messages(turn));
    await expectWhole(id, real, turn);
    const gone = (await db.store.ledger.supersededOf(id)).map(({ event }) => event);
    expect(gone).toEqual(first.events);
  }
  expect(deaths).toBeGreaterThanOrEqual(6);
});
