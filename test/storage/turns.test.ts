import { HOUR, instant, MINUTE } from '../../domain/time/instant';
import { narrate } from '../../domain/telling/narrate';
import type { Ticket } from '../../domain/ticket/ticket';
import { TurnUnderWay } from '../../storage/ledger/ledger';
import { touchesClocks } from '../../storage/tickets/open-clocks';
import type { NewMessage } from '../../storage/outbox/outbox';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { asUnit, at, command, dispatchTo, PARKS, Story, WATER } from '../given/story';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, messageOf, turnOf } from '../given/stored-story';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');
const message = (ticketId: string, changes: Partial<NewMessage> = {}): NewMessage =>
  messageOf(ticketId, noon, changes);

const factsOf = ({ law: _, ...facts }: Ticket): Omit<Ticket, 'law'> => facts;

async function taken(): Promise<Story> {
  const matter = aMatter();
  await db.store.tickets.add(intake(matter));
  return new Story(LAW, matter);
}

describe('given a ticket that has taken two turns', () => {
  test('a turn written twice, and a late turn after a newer, change nothing', async () => {
    const story = await taken();
    const { id } = story.ticket;
    const first = turnOf(story);
    const dispatch = dispatchTo(PARKS);
    const second = turnOf(story.do(noon, dispatch), first.view.seq);
    await db.store.recordTurn(first, [message(id)]);
    await db.store.recordTurn(second, []);
    const before = [
      await db.store.tickets.find(id),
      await db.store.ledger.linesOf(id),
      await db.store.outbox.of(id),
    ];
    await db.store.outbox.markSent([`${id}:1:parks`], 'webhook', noon);
    await db.store.recordTurn(second, []);
    await db.store.recordTurn(first, [message(id, { text: 'anders' })]);
    const [message1] = await db.store.outbox.of(id);
    expect(message1).toMatchObject({ status: 'sent', text: '派单', attempts: 1 });
    expect([await db.store.tickets.find(id), await db.store.ledger.linesOf(id)]).toEqual(before.slice(0, 2));
    expect(await db.store.tickets.find(id)).toMatchObject({ ...second.view, started: true });
  });

  test('events that were written in part are completed by the next try', async () => {
    const story = await taken();
    const turn = turnOf(story.do(noon, dispatchTo(PARKS)));
    await db.store.recordTurn(turn, []);
    const events = db.connection.db?.collection<{ _id: string }>('ledger');
    await events?.deleteOne({ _id: `${story.ticket.id}:2` });
    await db.store.recordTurn(turn, []);
    expect((await db.store.ledger.linesOf(story.ticket.id)).map(({ event }) => event)).toEqual(turn.events);
  });

  test('what a ticket no longer has is gone from what readers see', async () => {
    const story = (await taken()).do(noon, dispatchTo(PARKS));
    await db.store.recordTurn(turnOf(story), []);
    expect(await db.store.tickets.find(story.ticket.id)).toHaveProperty('due');
    await db.store.recordTurn(turnOf(story.do(noon, command('withdraw', {})), 4), []);
    const closed = await db.store.tickets.find(story.ticket.id);
    expect(closed).toMatchObject({ state: 'closed', outcome: 'withdrawn', closedAt: noon });
    expect(closed).not.toHaveProperty('due');
  });
});

test('a turn of a ticket that the database lost is kept in ledger and outbox, and said so', async () => {
  const story = new Story(LAW, aMatter());
  const recorded = await db.store.recordTurn(turnOf(story), [message(story.ticket.id)]);
  expect(recorded).toMatchObject({ is: 'written', known: false });
  expect(await db.store.outbox.of(story.ticket.id)).toHaveLength(1);
});

test('the ledger joins texts and accounts from the commands, in pages, only as far as the ticket is shown', async () => {
  const story = await taken();
  const { id } = story.ticket;
  const texts = { reason: '处理中', reply: '已清理' };
  await db.store.texts.put({
    id: `${id}-c1`,
    ticketId: id,
    name: 'contact',
    actor: { sub: 'park-3', role: 'unit', unit: 'parks' },
    texts,
    at: noon,
  });
  await db.store.texts.put({
    id: `${id}-c1`,
    ticketId: id,
    name: 'contact',
    actor: { sub: 'other', role: 'unit' },
    texts: {},
    at: noon,
  });
  story.do(noon, dispatchTo(PARKS));
  story.do(noon, command('contact', {}, { ...asUnit(PARKS), id: `${id}-c1`, parts: ['reason', 'reply'] }));
  const turn = turnOf(story);
  await db.store.recordTurn(turn, []);
  const lines = await db.store.ledger.linesOf(id);
  expect(lines.map(({ event }) => event)).toEqual(turn.events);
  expect(lines[0]).toMatchObject({ event: { type: 'registered' }, sub: 'op-7' });
  expect(lines.find(({ event }) => event.type === 'contacted')).toMatchObject({ sub: 'park-3', texts });
  expect(await db.store.ledger.linesOf(id, 2, 2)).toEqual(lines.slice(2, 4));
  expect(await db.store.ledger.linesOf(id, turn.view.seq)).toEqual([]);
  expect(await db.store.ledger.linesOf('T-none')).toEqual([]);
});

describe('given a ticket whose workflow is gone', () => {
  test('one that never lived starts plainly', async () => {
    const given = intake(aMatter());
    const { matter } = await db.store.tickets.add(given);
    expect(matter).toEqual({ ...given.input.matter, commitment: expect.any(String) as string });
    expect(await db.store.rebuildInput(matter.id)).toEqual({ ...given.input, matter });
    expect(await db.store.rebuildInput('T-none')).toBeUndefined();
  });

  test('one that lived starts as its ledger tells it, with what is not known to be sent', async () => {
    const story = (await taken()).do(noon, dispatchTo(PARKS)).until(at('2026-10-14 10:00'));
    const { id } = story.ticket;
    await db.store.recordTurn(turnOf(story), [
      message(id),
      message(id, { id: `${id}:2:x`, channel: 'outbox' }),
    ]);
    const input = await db.store.rebuildInput(id);
    expect(input?.carried?.ticket).toEqual(factsOf(story.ticket));
    expect(input?.carried).toMatchObject({
      restored: true,
      undelivered: [{ ids: [`${id}:1:parks`], summary: '通知园林局 · 派单' }],
      news: story.ledger.slice(-5).toReversed().map(narrate),
    });
  });

  test('a turn that was written only half is taken away: its ledger goes on after the last whole one', async () => {
    const story = await taken();
    const { id, seq } = story.ticket;
    const first = turnOf(story);
    await db.store.recordTurn(first, []);
    const before = factsOf(story.ticket);
    const second = turnOf(story.do(noon, dispatchTo(PARKS)), seq);
    await db.store.recordTurn(second, []);
    await db.connection.db
      ?.collection<{ _id: string }>('ledger')
      .deleteOne({ _id: `${id}:${second.view.seq}` });
    await expect(db.store.rebuildInput(id)).rejects.toThrow(TurnUnderWay); // the rest may be on its way
    const input = await db.store.rebuildInput(id, instant(Date.now() + 2 * MINUTE));
    expect(input?.carried?.ticket).toEqual(before);
    expect(await db.connection.db?.collection('ledger').countDocuments({ ticketId: id })).toBe(seq);
  });

  test('a long ledger is read whole', async () => {
    const story = (await taken()).do(noon, dispatchTo(PARKS));
    for (let i = 0; i < 450; i++) story.do(instant(noon + i), command('progress', {}, asUnit(PARKS)));
    await db.store.recordTurn(turnOf(story), []);
    const input = await db.store.rebuildInput(story.ticket.id);
    expect(input?.carried?.ticket.seq).toBe(story.ticket.seq);
  });
});

describe('the sweep', () => {
  test('finds what was never started and what has overrun its moment, page by page', async () => {
    const story = await taken();
    const { id } = story.ticket;
    const later = instant(story.ticket.receivedAt + MINUTE);
    const never = async (): Promise<boolean> =>
      (await db.store.tickets.neverStarted(later, '', 1_000)).some((it) => it.id === id);
    const overrun = async (): Promise<boolean> =>
      (await db.store.tickets.overrun(at('2026-09-29 15:00'), '', 1_000)).some((it) => it.id === id);
    expect([await never(), await overrun()]).toEqual([true, false]);
    await db.store.recordTurn(turnOf(story), []);
    expect([await never(), await overrun()]).toEqual([false, true]);
    expect(await db.store.tickets.openAmong([id, 'T-none'])).toEqual([{ id }]);
    await db.store.tickets.markStarted(id, 'run-1');
    expect(await db.store.tickets.openAmong([id])).toEqual([{ id, restoredAfter: 'run-1' }]);
    const { seq } = story.ticket;
    await db.store.recordTurn(turnOf(story.do(noon, command('withdraw', {})), seq), []);
    expect(await db.store.tickets.openAmong([id])).toEqual([]);
  });

  test('removes texts that no event refers to, once the ledger has gone past them, and no others', async () => {
    const story = await taken();
    const { id } = story.ticket;
    const put = (command: string, moment = noon) =>
      db.store.texts.put({
        id: `${id}-${command}`,
        ticketId: id,
        name: 'urge',
        actor: { sub: 'op', role: 'operator' },
        texts: { text: 'x' },
        at: moment,
      });
    await put('applied');
    await put('crashed');
    story.do(noon, command('urge', {}, { id: `${id}-applied`, parts: ['text'] }));
    await db.store.recordTurn(turnOf(story), []);
    const kept = async (): Promise<number> =>
      (await db.store.texts.of([`${id}-applied`, `${id}-crashed`])).size;
    const tomorrow = instant(noon + 24 * HOUR);
    // The database may have been away: the ledger says nothing yet of what came after the command.
    expect([await db.store.removeLeftovers(tomorrow), await kept()]).toEqual([0, 2]);
    const { seq } = story.ticket;
    await db.store.recordTurn(turnOf(story.do(instant(noon + 2 * HOUR), dispatchTo(PARKS)), seq), []);
    expect([await db.store.removeLeftovers(tomorrow), await kept()]).toEqual([1, 1]);
    expect([await db.store.removeLeftovers(tomorrow), await kept()]).toEqual([0, 1]);
  });
});

test('a turn in which a unit is succeeded leaves open clocks other than they were: one may be the successor’s now', () => {
  const story = new Story(LAW, aMatter()).do(noon, dispatchTo(PARKS));
  const { seq } = story.ticket;
  story.succeeded(noon, { unit: PARKS.id, by: WATER });
  expect(touchesClocks(turnOf(story, seq).events)).toBe(true);
});

describe('given a request with an Idempotency-Key', () => {
  const known = (bodyHash: string) => [{ id: 'k', bodyHash, key: 'one' }];

  describe('while one data key takes another’s place', () => {
    const by = (key: string, request: string, body = 'body') => ({
      id: `${request} by ${key}`,
      bodyHash: `${body} by ${key}`,
      key,
    });
    const one = { ticket: 'T-1' };
    const other = { ticket: 'T-2' };

    test('a further try is known to whoever has the other key as the newest, and to whoever has one of them', async () => {
      const { requests } = db.store;
      const both = [by('older', 'a'), by('newer', 'a')];
      expect((await requests.claim(both.slice(0, 1), one, noon)).is).toBe('fresh');
      await requests.answer(['a by older'], { status: 201, body: {} });
      const found = { is: 'same', target: one, at: noon, answer: { status: 201, body: {} } };
      expect(await requests.claim(both, other, instant(noon + 1))).toEqual(found);
      expect(await requests.claim(both.toReversed(), other, instant(noon + 2))).toMatchObject(found);
      expect(await requests.claim([by('newer', 'a')], other, instant(noon + 3))).toMatchObject({
        is: 'same',
        target: one,
        at: noon,
      });
      const another = [by('newer', 'a', 'else'), by('older', 'a', 'else')];
      expect(await requests.claim(another, other, instant(noon + 4))).toEqual({ is: 'different' });
    });

    test('where two tries at once put in one each, the earlier holds for both, also when the other key is gone', async () => {
      const requests = db.connection.collection<{ _id: string; [field: string]: unknown }>('requests');
      const [older, newer] = [by('older', 'each'), by('newer', 'each')];
      const put = ({ id: _id, bodyHash, key }: typeof older, target: object, after: number) =>
        requests.insertOne({ _id, bodyHash, key, target, at: noon + after });
      await put(older, one, 0);
      await put(newer, other, 1);
      for (const known of [[newer, older], [older, newer], [newer]])
        expect(await db.store.requests.claim(known, { ticket: 'T-3' }, noon)).toMatchObject({
          is: 'same',
          target: one,
        });
    });

    test('tries at the same time, each to a process with another newest key, work on the same', async () => {
      const { requests } = db.store;
      for (const request of Array.from({ length: 20 }, (_, i) => `at once ${i}`)) {
        const both = [by('older', request), by('newer', request)];
        const claims = await Promise.all([
          requests.claim(both, one, noon),
          requests.claim(both.toReversed(), other, noon),
        ]);
        const targets = claims.map((it) => it.is !== 'different' && it.target);
        expect(targets[0]).toEqual(targets[1]);
        // The one that is left when the older key is gone says so too.
        expect(await requests.claim([by('newer', request)], { ticket: 'T-3' }, noon)).toMatchObject({
          target: targets[0],
        });
      }
    });
  });

  test('it is claimed once, told apart from another body, answered again, and forgotten after a week', async () => {
    const target = { ticket: 'T-9' };
    expect(await db.store.requests.claim(known('body'), target, noon)).toEqual({ is: 'fresh', target });
    expect(await db.store.requests.claim(known('body'), { ticket: 'T-10' }, instant(noon + HOUR))).toEqual({
      is: 'same',
      target,
      at: noon,
    });
    await db.store.requests.answer(['k'], { status: 201, body: { id: 'T-9' } });
    expect(await db.store.requests.claim(known('body'), target, noon)).toEqual({
      is: 'same',
      target,
      at: noon,
      answer: { status: 201, body: { id: 'T-9' } },
    });
    expect(await db.store.requests.claim(known('other'), target, noon)).toEqual({ is: 'different' });
    expect(await db.store.removeLeftovers(instant(noon + 6 * 24 * HOUR))).toBe(0);
    expect(await db.store.removeLeftovers(instant(noon + 8 * 24 * HOUR))).toBeGreaterThanOrEqual(1);
    expect(await db.store.requests.claim(known('other'), target, noon)).toEqual({ is: 'fresh', target });
  });

  test('all are forgotten after a week, however many came in an hour', async () => {
    const requests = db.connection.collection<{ _id: string; at: number }>('requests');
    await requests.insertMany(Array.from({ length: 2_500 }, (_, i) => ({ _id: `many-${i}`, at: noon })));
    expect(await db.store.removeLeftovers(instant(noon + 8 * 24 * HOUR))).toBeGreaterThanOrEqual(2_500);
    expect(await requests.countDocuments({ at: noon })).toBe(0);
  });
});
