import { randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import { commandId, ticketId } from '../../domain/ids';
import { DAY, HOUR, type Instant, instant, MINUTE } from '../../domain/time/instant';
import type { Registration } from '../../domain/ticket/register';
import { archiveIn } from '../../storage/archive/archive';
import type { Dossier } from '../../storage/archive/dossier';
import { connect } from '../../storage/connection';
import { LedgerAhead } from '../../storage/record-turn';
import { dataKeys } from '../../keys/data-keys';
import { phoneHashes } from '../../keys/phone-number';
import type { Store } from '../../storage/store';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { Killed, storeKilled, isKilled } from '../given/servers/killed-store';
import { intake, messageOf, PHONE, turnOf } from '../given/stored-story';
import { at, command, dispatchTo, PARKS, Story } from '../given/story';

type Collection = ReturnType<TestDatabase['connection']['collection']>;

let db: TestDatabase;
let store: Store;
beforeAll(async () => {
  db = await startDatabase();
  store = storeKilled(db.connection);
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');
const later = (minutes: number): Instant => instant(noon + minutes * MINUTE);
const NEXT_YEAR = instant(noon + 366 * DAY);
const SECRET = '请不要告诉物业';

const dispatched = (matter: Registration): Story => new Story(LAW, matter).do(noon, dispatchTo(PARKS));

/** A ticket with all that one can have: a turn that gave way, a text, messages, an evaluation after its closure. */
async function closed(): Promise<string> {
  const matter = aMatter();
  const { id } = matter;
  await store.tickets.add(intake(matter));
  const common = dispatched(matter);
  const { seq } = common.ticket;
  await store.recordTurn(turnOf(common), [messageOf(id, noon, { channel: 'outbox' })]);
  const urge = command('urge', {}, { id: `urge-${id}` });
  await store.recordTurn(turnOf(dispatched(matter).do(later(1), urge), seq), []);
  const withdrawal = command('withdraw', {}, { id: `withdraw-${id}`, parts: ['text'] });
  const actor = { sub: 'op-7', role: 'operator' } as const;
  const texts = { text: SECRET };
  await store.texts.put({ id: `withdraw-${id}`, ticketId: id, name: 'withdraw', actor, texts, at: noon });
  const over = common.do(later(2), withdrawal);
  await store.recordTurn(turnOf(over, seq), [
    messageOf(id, later(2), { id: `${id}:${seq + 1}:parks`, channel: 'outbox' }),
  ]);
  await store.superseded.settle(`urge-${id}`);
  await store.tickets.confirm(id, over.ticket.seq);
  await store.evaluations.keep(id, 'intake', {
    satisfaction: 'satisfied',
    command: commandId(`evaluate-${id}`),
    sub: 'link',
    at: later(3),
    comment: '接线员很耐心',
  });
  await store.feed.gather();
  return id;
}

/** All that is read of a ticket by its number. */
async function readAll(id: string, from = store) {
  const found = await from.tickets.find(id);
  const { archivedAt: _, ...ticket } = found ?? {};
  return {
    ticket,
    contact: await from.tickets.contactOf(id),
    start: await from.tickets.startInput(id),
    evaluations: await from.evaluations.of(id),
    lines: await from.ledger.linesOf(id),
    page: await from.ledger.linesOf(id, 1, 1),
    lastSeq: await from.ledger.lastSeq(id),
    superseded: await from.ledger.supersededOf(id),
    proof: await from.ledger.proofOf(id),
    evidence: await from.ledger.evidenceOf(id),
    messages: await from.outbox.of(id),
  };
}

/** How many documents of a ticket stand in each of its collections. */
async function standing(id: string): Promise<Record<string, number>> {
  const of = (collection: string, filter: object): Promise<number> =>
    db.connection.collection(collection).countDocuments(filter);
  return {
    tickets: await of('tickets', { _id: id as never }),
    ledger: await of('ledger', { ticketId: id }),
    superseded: await of('ledger-superseded', { ticketId: id }),
    outbox: await of('outbox', { ticketId: id }),
    commands: await of('commands', { ticketId: id }),
    openClocks: await of('open-clocks', { _id: id as never }),
  };
}

const NOTHING = { tickets: 0, ledger: 0, superseded: 0, outbox: 0, commands: 0, openClocks: 0 };

describe('a ticket that is archived', () => {
  test('is read by its number as before, and stands in no list and no other collection', async () => {
    const id = await closed();
    const before = await readAll(id);
    expect([before.lines.length > 3, before.superseded.length, before.messages.length]).toEqual([true, 1, 2]);
    expect(before.lines).toContainEqual(
      expect.objectContaining({ sub: 'op-7', texts: { text: SECRET } }) as unknown,
    );
    expect(before.contact?.caller.phone).toBe(PHONE);
    expect(before.proof).toEqual({ missing: [], broken: [], altered: [], gone: [] });
    expect(await store.archive.put(id, NEXT_YEAR)).toBe(true);
    expect(await readAll(id)).toEqual(before);
    expect((await store.tickets.find(id))?.archivedAt).toBe(NEXT_YEAR);
    expect(await standing(id)).toEqual(NOTHING);
    expect((await store.tickets.list({ search: { by: 'id', id } }, undefined, 1)).items).toEqual([]);
    expect(await store.rebuildInput(id)).toBeUndefined();
    expect(await store.archive.clearing(10)).toEqual([]);
  });

  test('lies in one document, in which nothing of a person can be read, and which opens under no other number', async () => {
    const [id, other] = [await closed(), await closed()];
    await store.archive.put(id, NEXT_YEAR);
    const archive = db.connection.collection<{ _id: string; sealed: string }>('archive');
    const { sealed, ...clear } = (await archive.findOne({ _id: id }))!;
    expect(clear).toEqual({
      _id: id,
      version: 2,
      phoneHash: phoneHashes(dataKeys(Buffer.alloc(32, 1)), PHONE)[0],
      rulebook: 'test',
      keys: [expect.stringMatching(/^[0-9a-f]{8}$/)],
      closedAt: later(2),
      archivedAt: NEXT_YEAR,
    });
    for (const word of [SECRET, '张三', '烧烤', 'op-7']) expect(sealed).not.toContain(word);
    await store.archive.put(other, NEXT_YEAR);
    await archive.updateOne({ _id: other }, { $set: { sealed } });
    await expect(store.tickets.find(other)).rejects.toThrow('sealed for another place');
  });

  test('holds each value as what the database took it for', async () => {
    const connection = await connect(db.uri);
    const archive = archiveIn(connection, dataKeys(Buffer.alloc(32, 1)));
    const dossier = (_id: string, more: object): Dossier => ({
      ticket: { _id, rulebook: { id: 'test' }, view: { closedAt: noon }, ...more } as never,
      ledger: [],
      superseded: [],
      outbox: [],
      commands: [],
    });
    const dossiers = Object.entries({
      plain: { at: noon, part: 0.5, none: null, text: '"$5" {$date}', list: [[], {}] },
      special: { at: new Date(noon), bytes: new mongo.Binary(Buffer.from('x')) },
    }).map(([id, more]) => dossier(id, more));
    for (const it of dossiers) await archive.put(it, NEXT_YEAR);
    const found = await Promise.all(dossiers.map(({ ticket }) => archive.find(ticket._id)));
    await connection.close();
    expect(found.map((it) => it?.dossier)).toEqual(dossiers);
  });

  test('is the same to a reader who has read half of it where it stood', async () => {
    const id = await closed();
    const before = await store.ledger.linesOf(id);
    const tickets = db.connection.models.ticket!;
    const findById = tickets.findById.bind(tickets);
    const archivedAfterwards = (...args: Parameters<typeof findById>) => ({
      lean: async () => {
        const found = await findById(...args).lean();
        await store.archive.put(id, NEXT_YEAR);
        return found;
      },
    });
    jest.spyOn(tickets, 'findById').mockImplementationOnce(archivedAfterwards as never);
    expect(await store.ledger.linesOf(id)).toEqual(before);
    expect(await standing(id)).toEqual(NOTHING);
  });

  test('takes no turn any more: an engine that was set back is told that its ledger knows more, and nothing is written', async () => {
    const id = await closed();
    const { seq } = (await store.tickets.find(id))!;
    await store.archive.put(id, NEXT_YEAR);
    const story = new Story(LAW, aMatter());
    const registered = { ...turnOf(story), ticketId: ticketId(id) };
    const urged = { ...turnOf(story.do(later(5), command('urge', {})), 2), ticketId: ticketId(id) };
    for (const turn of [registered, urged]) {
      const written = store.recordTurn(turn, [messageOf(id, noon)]);
      await expect(written).rejects.toThrow(LedgerAhead);
      await expect(written).rejects.toMatchObject({ confirmed: seq });
    }
    expect(await standing(id)).toEqual(NOTHING);
  });
});

test('between any two writes of archiving a ticket it is read as before, and the next try makes up the rest', async () => {
  let deaths = 0;
  for (let nth = 1, dies = true; dies; nth++) {
    const id = await closed();
    const before = await readAll(id);
    dies = await isKilled(storeKilled(db.connection, nth).archive.put(id, NEXT_YEAR));
    if (dies) deaths++;
    expect(await readAll(id)).toEqual(before);
    // As the sweep does: what is in the archive and not cleared, then what is closed.
    for (const one of await store.archive.clearing(10)) await store.archive.finish(one);
    await store.archive.put(id, instant(NEXT_YEAR + HOUR));
    expect(await readAll(id)).toEqual(before);
    expect(await standing(id)).toEqual(NOTHING);
    expect(await store.archive.clearing(10)).toEqual([]);
  }
  // Dossier, ticket, open clocks, outbox, superseded, texts, ledger, and that nothing is left.
  expect(deaths).toBe(8);
});

describe('an evaluation that comes between the dossier and the removal of its ticket is not lost', () => {
  const late = { satisfaction: 'satisfied', command: commandId('late'), sub: 'link', at: NEXT_YEAR };

  test('where the archiving process goes on', async () => {
    const id = await closed();
    const archive = db.connection.models.archived!;
    const insertMany = archive.insertMany.bind(archive);
    const evaluatedAfterwards = async (...args: Parameters<typeof insertMany>) => {
      const inserted = await insertMany(...args);
      expect(await store.evaluations.keep(id, 'handling', late)).toBe(true);
      return inserted;
    };
    jest.spyOn(archive, 'insertMany').mockImplementationOnce(evaluatedAfterwards as never);
    expect(await store.archive.put(id, NEXT_YEAR)).toBe(false);
    await expectArchivedWithIt(id);
  });

  test('where that process was killed', async () => {
    const id = await closed();
    await expect(storeKilled(db.connection, 2).archive.put(id, NEXT_YEAR)).rejects.toThrow(Killed);
    expect(await store.evaluations.keep(id, 'handling', late)).toBe(true);
    await expectArchivedWithIt(id);
  });

  /** The dossier that lacks it is taken back, and made anew. */
  async function expectArchivedWithIt(id: string): Promise<void> {
    expect((await store.evaluations.of(id)).handling).toEqual(late);
    expect(await store.archive.put(id, NEXT_YEAR)).toBe(false);
    expect(await store.archive.put(id, NEXT_YEAR)).toBe(true);
    expect((await store.evaluations.of(id)).handling).toEqual(late);
    const later = { ...late, command: commandId('later') };
    expect(await store.evaluations.keep(id, 'handling', later)).toBe(false);
  }
});

describe('is not archived,', () => {
  const expectStays = async (id: string): Promise<void> => {
    const before = await standing(id);
    expect(await store.archive.put(id, NEXT_YEAR)).toBe(false);
    expect(await store.archive.has(id)).toBe(false);
    expect(await standing(id)).toEqual(before);
  };

  test('what is open, or not there', async () => {
    const matter = aMatter();
    await store.tickets.add(intake(matter));
    await store.recordTurn(turnOf(dispatched(matter)), []);
    await expectStays(matter.id);
    await expectStays('HY-0000-0000-0000');
  });

  test('what has a message that waits for others to its unit', async () => {
    const id = await closed();
    const waiting = messageOf(id, noon, { id: `${id}:1:water`, to: 'water', gathered: 'water' });
    await store.outbox.put(id, [waiting], noon);
    await expectStays(id);
    await store.outbox.markSent([waiting.id], 'webhook', noon);
    expect(await store.archive.put(id, NEXT_YEAR)).toBe(true);
  });

  test('what has a message under way; one that was given up stays so in the archive', async () => {
    const id = await closed();
    await store.outbox.put(id, [messageOf(id, noon, { id: `${id}:1:water`, to: 'water' })], noon);
    await expectStays(id);
    await store.outbox.markFailed([`${id}:1:water`], 'away', instant(noon + 2 * HOUR));
    await expectStays(id);
    await store.outbox.markFailed([`${id}:1:water`], 'away', instant(noon + DAY));
    expect(await store.archive.put(id, NEXT_YEAR)).toBe(true);
    const failed = (await store.outbox.of(id)).find(({ to }) => to === 'water');
    expect(failed).toMatchObject({ status: 'failed', attempts: 2 });
  });

  test('what has a lost command of which nobody knows the fate', async () => {
    const id = await closed();
    await db.connection
      .collection('ledger-superseded')
      .updateMany({ ticketId: id }, { $set: { unsettled: noon } });
    await expectStays(id);
  });

  test('what nobody was answered with', async () => {
    const id = await closed();
    await store.tickets.doubt(id, noon);
    await expectStays(id);
  });

  test('what has half a turn after its end, or lacks a line', async () => {
    const id = await closed();
    const ledger = db.connection.collection<{ _id: string }>('ledger');
    const line = (await ledger.findOne({ _id: `${id}:1` }))!;
    await ledger.insertOne({ ...line, _id: `${id}:99`, seq: 99 } as never);
    await expectStays(id);
    await ledger.deleteMany({ _id: { $in: [`${id}:99`, `${id}:2`] } });
    await expectStays(id);
  });

  test('what does not fit into one document: it stays whole where it is', async () => {
    const id = await closed();
    const content = randomBytes(9_000_000).toString('base64');
    await db.connection.collection('tickets').updateOne({ _id: id as never }, { $set: { content } });
    const before = await standing(id);
    await expect(store.archive.put(id, NEXT_YEAR)).rejects.toThrow('has');
    expect(await standing(id)).toEqual(before);
    expect(await store.archive.has(id)).toBe(false);
    expect((await store.tickets.find(id))?.archivedAt).toBeUndefined();
  });

  test('a number that the archive has already: it is never written over', async () => {
    const id = await closed();
    const [tickets, ledger, archive] = ['tickets', 'ledger', 'archive'].map((it) =>
      db.connection.collection(it),
    ) as [Collection, Collection, Collection];
    const document = await tickets.findOne({ _id: id as never });
    const lines = await ledger.find({ ticketId: id }).toArray();
    await store.archive.put(id, NEXT_YEAR);
    const archived = await archive.findOne({ _id: id as never });
    await tickets.insertOne(document!);
    await ledger.insertMany(lines);
    await expect(store.archive.put(id, NEXT_YEAR)).rejects.toThrow('among the tickets and in the archive');
    expect(await archive.findOne({ _id: id as never })).toEqual(archived);
    expect((await store.tickets.find(id))?.archivedAt).toBeUndefined();
  });
});

test('closed tickets are found by their rulebook, the earliest first, page by page', async () => {
  const found: string[] = [];
  const before = instant(later(2) + 1);
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await store.archive.closed('test', before, cursor, 2);
    found.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(found.length).toBeGreaterThan(4);
  expect(new Set(found).size).toBe(found.length);
  expect((await store.archive.closed('test', later(2), undefined, 10)).items).toEqual([]);
  expect((await store.archive.closed('weifang', before, undefined, 10)).items).toEqual([]);
});

test('who looked at what is forgotten after three years, and a request after seven days', async () => {
  const access = (when: Instant) =>
    ({
      tickets: ['T'],
      at: when,
      sub: 's',
      role: 'operator',
      what: 'ticket',
      callerShown: false,
    }) as const;
  const now = instant(Date.now());
  const ago = (days: number): Instant => instant(now - days * DAY);
  for (const days of [3 * 365, 3 * 366 + 1]) await store.accesses.note(access(ago(days)));
  await store.requests.claim([{ id: 'old', bodyHash: 'b', key: 'k' }], {}, ago(8));
  await store.requests.claim([{ id: 'young', bodyHash: 'b', key: 'k' }], {}, ago(6));
  await store.removeLeftovers(now);
  const { items: kept } = await store.accesses.list({ ticket: 'T' }, undefined, 10);
  expect(kept.map((it) => it.at)).toEqual([ago(3 * 365)]);
  expect((await store.requests.claim([{ id: 'old', bodyHash: 'b', key: 'k' }], {}, now)).is).toBe('fresh');
  expect((await store.requests.claim([{ id: 'young', bodyHash: 'b', key: 'k' }], {}, now)).is).toBe('same');
});
