import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mongo } from 'mongoose';
import { commandId } from '../../domain/ids';
import { DAY, HOUR, type Instant, instant, MINUTE } from '../../domain/time/instant';
import { dataKeys } from '../../keys/data-keys';
import { phoneHashes } from '../../keys/phone-number';
import { sealedBigrams } from '../../keys/word-tokens';
import type { Store } from '../../storage/store';
import { PERSONAL } from '../../storage/personal-data/personal-data';
import { openIn, packOf, takeCheckpoint, wrongIn } from '../given/evidence';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { readableData } from '../given/readable-data';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { Killed, storeKilled, isKilled } from '../given/servers/killed-store';
import { intake, turnOf } from '../given/stored-story';
import { at, command, dispatchTo, PARKS, Story } from '../given/story';

let db: TestDatabase;
let store: Store;
beforeAll(async () => {
  db = await startDatabase();
  store = storeKilled(db.connection);
});
afterAll(() => db.stop());

const keys = dataKeys(Buffer.alloc(32, 1));
const noon = at('2026-09-29 12:00');
const later = (minutes: number): Instant => instant(noon + minutes * MINUTE);
const SUPERVISOR = { sub: 'supervisor-2', role: 'supervisor' } as const;
const given = (reason: string, minutes = 10) => ({ reason, by: SUPERVISOR, at: later(minutes) });

/** Everything that a person is or wrote, each so unlike anything else that it can be looked for. */
interface Person {
  readonly name: string;
  readonly phone: string;
  readonly address: string;
  readonly title: string;
  readonly content: string;
  readonly said: string;
  readonly comment: string;
  readonly file: string;
  readonly bytes: string;
  readonly account: string;
  /** Why staff looked. */
  readonly looked: string;
}

let count = 0;
/** Of the same phone number where one is named. */
function aPerson(phone = `1380013${String(++count).padStart(4, '0')}`): Person {
  const own = `${phone.slice(-4)}号${++count}`;
  return {
    name: `欧阳${own}`,
    phone,
    address: `碧螺春巷${own}`,
    // Its last two signs are those of nobody else, however many persons there are.
    title: `养了四十只鹅${own}号${String.fromCodePoint(0x5000 + count)}`,
    content: `凌晨三点齐鸣${own}`,
    said: `还有火鸡${own}`,
    comment: `接线员耐心${own}`,
    file: `录音${own}.mp3`,
    bytes: `声音${own}`,
    account: `caller-account-${own}`,
    looked: `欧阳来电忘了查询码${own}`,
  };
}

/** A closed ticket with all that one can have of a person. */
async function closedTicket(person: Person): Promise<string> {
  const { name, phone, address, title, content } = person;
  const contact = { caller: { name, phone }, address };
  const { matter } = await store.tickets.add(intake(aMatter(), { title, content, contact }));
  const { id } = matter;
  const urge = `urge-${id}`;
  const story = new Story(LAW, matter).do(noon, dispatchTo(PARKS));
  const actor = { sub: person.account, role: 'caller' } as const;
  const texts = { text: person.said };
  const commitment = await store.texts.put({ id: urge, ticketId: id, name: 'urge', actor, texts, at: noon });
  story.do(later(1), { ...command('urge', {}, { id: urge, parts: ['text'] }), commitment });
  story.do(later(2), command('withdraw', {}, { id: `withdraw-${id}` }));
  await store.recordTurn(turnOf(story), []);
  await store.tickets.confirm(id, story.ticket.seq);
  await store.evaluations.keep(id, 'intake', {
    satisfaction: 'satisfied',
    command: commandId(`evaluate-${id}`),
    sub: person.account,
    at: later(3),
    comment: person.comment,
  });
  const bytes = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from(person.bytes);
  };
  const file = await store.uploads.write(id, bytes(), noon);
  const by = { role: 'caller', sub: person.account } as const;
  const attachment = { id: `file-${id}`, ticketId: id, name: person.file, type: 'audio/mpeg', size: 5 };
  await store.attachments.attach({ ...attachment, at: noon, by, file });
  const look = { tickets: [id], at: noon, sub: 's', role: 'operator' } as const;
  await store.accesses.note({
    ...look,
    what: 'attachment',
    attachment: `file-${id}`,
    callerShown: true,
  });
  await store.accesses.note({ ...look, what: 'code', callerShown: false, reason: person.looked });
  const known = ['newer', 'older'].map((key) => ({
    id: `${key}-${id}`,
    bodyHash: `${key}-hash-of-${person.account}`,
    key,
  }));
  await store.requests.claim(known, { ticket: id }, noon);
  return id;
}

const archivedTicket = async (person: Person): Promise<string> => {
  const id = await closedTicket(person);
  expect(await store.archive.put(id, later(5))).toBe(true);
  return id;
};

/** What of a person can be found by whoever has the whole database and its keys. */
async function foundOf(person: Person): Promise<string[]> {
  const all = await readableData(db.connection, keys);
  const asWritten = Object.entries({ ...person, hash: `hash-of-${person.account}` }).filter(([, text]) =>
    all.includes(text),
  );
  const [hash = ''] = phoneHashes(keys, person.phone);
  const own = sealedBigrams(keys[0], [person.title.slice(-2)])[0] ?? 0;
  const asIndexed = [
    ...(all.includes(hash) ? ['phone hash'] : []),
    ...(new RegExp(`[[,]${own}[\\],]`).test(all) ? ['words'] : []),
  ];
  return [...asWritten.map(([what]) => what), ...asIndexed];
}

/** Orders an erasure and carries it out. */
async function erase(id: string, now = later(20), using = store): Promise<void> {
  const subject = { id, state: 'closed', runs: false } as const;
  const ordered = { ground: 'consent-withdrawn', reason: '本人申请', by: SUPERVISOR, at: later(20) } as const;
  expect(await using.personalData.order(subject, ordered)).toBeUndefined();
  await using.personalData.erase(id, now);
}

describe.each([
  ['a closed ticket', closedTicket],
  ['a ticket in the archive', archivedTicket],
])('art. 47: %s that is erased', (_what, made) => {
  test('leaves nothing that gives its person back, and all of another', async () => {
    const [one, other] = [aPerson(), aPerson()];
    const [id, stays] = [await made(one), await made(other)];
    const before = await foundOf(one);
    expect(before).toEqual(expect.arrayContaining([...Object.keys(one), 'hash', 'phone hash']));
    const of = await foundOf(other);
    await erase(id);
    expect(await foundOf(one)).toEqual([]);
    expect(await foundOf(other)).toEqual(of);
    expect(await store.tickets.find(stays)).toMatchObject({ title: other.title });
  });

  test('is shown as erased, its course as it was, and proves', async () => {
    const id = await made(aPerson());
    const before = await store.ledger.linesOf(id);
    await erase(id);
    expect(await store.tickets.find(id)).toMatchObject({
      title: '（已依法删除）',
      content: '（已依法删除）',
      erasedAt: later(20),
    });
    expect(await store.tickets.contactOf(id)).toBeUndefined();
    const lines = await store.ledger.linesOf(id);
    expect(lines.map(({ event }) => event)).toEqual(before.map(({ event }) => event));
    expect(lines.find(({ event }) => event.command === `urge-${id}`)?.texts).toEqual({
      text: '（已依法删除）',
    });
    expect(await store.evaluations.of(id)).toMatchObject({ intake: { satisfaction: 'satisfied' } });
    expect(await store.attachments.of(id)).toEqual([]);
    const { items } = await store.accesses.list({ ticket: id }, undefined, 9);
    expect(items.map(({ what, reason }) => [what, reason])).toEqual([
      ['code', undefined],
      ['attachment', undefined],
    ]);
    expect(await store.ledger.proofOf(id)).toEqual({
      missing: [],
      broken: [],
      altered: [],
      gone: [id, `urge-${id}`],
    });
    await takeCheckpoint(store, later(25));
    const pack = await packOf(store, id);
    expect(pack.texts).toEqual([{ of: id }, { of: `urge-${id}` }]);
    expect(openIn(pack)).toContain(`erased, their commitments stand: ${id}, urge-${id}`);
    expect(wrongIn(pack).filter((it) => !it.startsWith('checkpoints'))).toEqual([]);
    expect((await store.tickets.list({ search: { by: 'id', id } }, undefined, 1)).items).toHaveLength(
      made === closedTicket ? 1 : 0,
    );
  });

  test('is erased wherever its process is killed, by the sweep', async () => {
    for (let before = 2, killed = true; killed; before++) {
      const person = aPerson();
      const id = await made(person);
      try {
        await erase(id, later(20), storeKilled(db.connection, before));
        killed = false;
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
        const failed = jest.fn();
        await store.personalData.finish(later(21), failed);
        expect(failed).not.toHaveBeenCalled();
      }
      expect([before, await foundOf(person)]).toEqual([before, []]);
    }
  });

  test('is not erased a second time, whoever orders it; and takes nothing new', async () => {
    const id = await made(aPerson());
    await erase(id);
    await erase(id, later(30));
    const { acts } = await store.personalData.of(id);
    expect(acts).toEqual([
      {
        ticketId: id,
        number: 1,
        type: 'erased',
        ground: 'consent-withdrawn',
        reason: '本人申请',
        by: SUPERVISOR,
        at: later(20),
        open: true,
      },
    ]);
    const late = { satisfaction: 'satisfied', command: 'c', sub: 's', at: later(40), comment: '迟到的话' };
    expect(await store.evaluations.keep(id, 'handling', late)).toBe(false);
    expect(
      await store.personalData.rectify(id, { name: '王五' }, { ...given('改'), request: 'r' }),
    ).toMatchObject({ reason: 'erased' });
    expect(await store.personalData.hold(id, 'held', given('查'))).toMatchObject({ reason: 'erased' });
  });

  test('is erased once more after an hour, with what came in while it was erased, and is done then', async () => {
    const id = await made(aPerson());
    await erase(id);
    const bytes = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from('迟到的录音');
    };
    const file = await store.uploads.write(id, bytes(), later(20));
    const by = { role: 'caller', sub: 'c' } as const;
    const late = { id: `late-${id}`, ticketId: id, name: '迟到的文件', type: 'audio/mpeg', size: 5, by };
    await store.attachments.attach({ ...late, at: later(21), file });
    expect(await readableData(db.connection, keys)).toContain('迟到的录音');
    await store.personalData.finish(instant(later(20) + HOUR - 1), jest.fn());
    expect(await readableData(db.connection, keys)).toContain('迟到的录音');
    await store.personalData.finish(instant(later(20) + HOUR), jest.fn());
    expect(await readableData(db.connection, keys)).not.toMatch(/迟到的(录音|文件)/);
    expect(await store.personalData.of(id)).toMatchObject({ acts: [{ open: false }] });
  });

  test('leaves nothing of a file that was sealed anew in another, once the sweep is through', async () => {
    const id = await made(aPerson());
    const first = new mongo.GridFSBucket(db.connection.db!, { bucketName: 'attachments' }).openUploadStream(
      '',
    );
    await pipeline(Readable.from([Buffer.from('未密封的录音')]), first);
    await db.connection
      .collection<{ _id: string }>('attachments')
      .updateOne(
        { ticketId: id },
        { $set: { file: first.id.toHexString(), name: '旧.mp3' }, $unset: { version: 1 } },
      );
    expect(await store.attachments.renew(later(20))).toBe(1);
    await erase(id);
    expect(await readableData(db.connection, keys)).toContain('未密封的录音');
    await store.removeLeftovers(instant(later(20) + HOUR + 1));
    await store.personalData.finish(instant(later(20) + HOUR + 1), jest.fn());
    expect(await readableData(db.connection, keys)).not.toContain('未密封的录音');
    expect(await store.personalData.of(id)).toMatchObject({ acts: [{ open: false }] });
  });

  test('comes back with a backup, and is erased again by its number alone', async () => {
    const person = aPerson();
    const id = await made(person);
    const put = await backup();
    await erase(id);
    expect(await store.personalData.eraseAgain(id, later(40))).toBe(false);
    await put();
    expect(await foundOf(person)).toContain('name');
    expect(await store.personalData.eraseAgain(id, later(50))).toBe(true);
    expect(await foundOf(person)).toEqual([]);
    expect(await store.personalData.eraseAgain(id, later(60))).toBe(false);
    expect(await store.personalData.of(id)).toMatchObject({ acts: [{ type: 'erased', at: later(50) }] });
  });
});

/** Keeps all that is stored. @returns what puts it back */
async function backup(): Promise<() => Promise<void>> {
  const collections = (await db.connection.db?.listCollections().toArray()) ?? [];
  const kept = await Promise.all(
    collections.map(
      async ({ name }) => [name, await db.connection.collection(name).find().toArray()] as const,
    ),
  );
  return async () => {
    for (const name of [...collections.map((it) => it.name), 'data-acts'])
      await db.connection.collection(name).deleteMany({});
    for (const [name, documents] of kept)
      if (documents.length > 0) await db.connection.collection(name).insertMany(documents);
  };
}

test('a dossier that is written while its ticket is erased is erased with it', async () => {
  const person = aPerson();
  const id = await closedTicket(person);
  while ((await store.feed.gather()) > 0);
  // Its process is killed when the dossier is there, and the ticket too.
  await expect(storeKilled(db.connection, 2).archive.put(id, later(5))).rejects.toThrow(Killed);
  await erase(id);
  expect(await foundOf(person)).toEqual([]);
  expect(await store.archive.put(id, later(30))).toBe(true);
  expect(await store.tickets.find(id)).toMatchObject({ erasedAt: later(20), archivedAt: later(5) });
});

test('all tickets of one caller are found by any of them, also in the archive, and those of dossiers of before', async () => {
  const [one, other] = [aPerson(), aPerson()];
  const open = await closedTicket(one);
  const archived = await archivedTicket({ ...aPerson(), phone: one.phone });
  await closedTicket(other);
  expect(await store.personalData.othersOfCaller(open)).toEqual([archived]);
  expect(await store.personalData.othersOfCaller(archived)).toEqual([open]);
  await db.connection
    .collection<{ _id: string }>('archive')
    .updateOne({ _id: archived }, { $set: { version: 1 }, $unset: { phoneHash: 1 } });
  expect(await store.personalData.othersOfCaller(open)).toEqual([]);
  expect(await store.archive.renew()).toBe(1);
  expect(await store.archive.renew()).toBe(0);
  expect(await store.personalData.othersOfCaller(open)).toEqual([archived]);
});

test('a reason that says who the caller is would be kept, and is refused', async () => {
  const person = aPerson();
  const id = await closedTicket(person);
  for (const reason of [
    `${person.name}申请`,
    '电话 138-0013-' + person.phone.slice(-4),
    `住${person.address}`,
  ])
    expect(await store.personalData.reasonFault(id, reason)).toMatchObject({ reason: 'names-the-caller' });
  expect(await store.personalData.reasonFault(id, '本人申请')).toBeUndefined();
});

describe('art. 47, its exceptions: nothing is erased', () => {
  const ordered = { ground: 'purpose-over', at: later(20) } as const;

  test('of a ticket that is open, or whose last messages are being sent', async () => {
    const { id } = aMatter();
    const order = (state: 'handling' | 'closed', runs: boolean) =>
      store.personalData.order({ id, state, runs }, ordered);
    expect(await order('handling', true)).toMatchObject({ reason: 'still-open' });
    expect(await order('closed', true)).toMatchObject({ reason: 'still-telling' });
    expect(await store.personalData.of(id)).toMatchObject({ acts: [] });
  });

  test('of one that has to be kept, until that is lifted; both are recorded, once each', async () => {
    const id = await closedTicket(aPerson());
    for (const _ of [1, 2])
      expect(await store.personalData.hold(id, 'held', given('法院调取'))).toBeUndefined();
    const order = () => store.personalData.order({ id, state: 'closed', runs: false }, ordered);
    expect(await order()).toMatchObject({ reason: 'on-hold' });
    expect(await store.personalData.of(id)).toMatchObject({ held: true });
    for (const _ of [1, 2]) await store.personalData.hold(id, 'lifted', given('已结案', 12));
    expect(await store.personalData.of(id)).toMatchObject({
      held: false,
      broken: [],
      acts: [
        { number: 1, type: 'held', reason: '法院调取', by: SUPERVISOR, at: later(10) },
        { number: 2, type: 'lifted', reason: '已结案', at: later(12) },
      ],
    });
    expect(await order()).toBeUndefined();
  });

  test('a hold and an erasure at once: one of them is first, and the other knows of it', async () => {
    const id = await closedTicket(aPerson());
    const [held, erased] = await Promise.all([
      store.personalData.hold(id, 'held', given('查')),
      store.personalData.order({ id, state: 'closed', runs: false }, ordered),
    ]);
    expect([held?.reason, erased?.reason]).toContainEqual(expect.stringMatching(/^(on-hold|erased)$/));
    expect((await store.personalData.of(id)).acts).toHaveLength(1);
  });

  test('an act that was changed, or taken away, is found', async () => {
    const id = await closedTicket(aPerson());
    await store.personalData.hold(id, 'held', given('查'));
    await store.personalData.hold(id, 'lifted', given('完', 12));
    await store.personalData.hold(id, 'held', given('再查', 14));
    const acts = db.connection.collection<{ _id: string }>('data-acts');
    await acts.updateOne({ _id: `${id}:1` }, { $set: { 'by.sub': 'somebody-else' } });
    expect(await store.personalData.of(id)).toMatchObject({ broken: [2] });
    await acts.deleteOne({ _id: `${id}:1` });
    expect((await store.personalData.of(id)).broken).toContain(2);
  });
});

describe.each([
  ['a closed ticket', closedTicket],
  ['a ticket in the archive', archivedTicket],
])('art. 46: %s that is put right', (_what, made) => {
  const right = {
    name: '司马改',
    phone: '13700001111',
    email: 'gai@caller.example',
    address: '改正路1号',
    title: '是鸭不是鹅',
    content: '改正内容',
  };

  test('is found by what it says now, and by nothing else; what it said is kept nowhere', async () => {
    const person = aPerson();
    const id = await made(person);
    const parts = ['name', 'phone', 'email', 'address', 'title', 'content', 'confidential'];
    const wanted = {
      ...right,
      phone: `1370000${String(++count).padStart(4, '0')}`,
      confidential: true,
    } as const;
    expect(
      await store.personalData.rectify(id, wanted, { ...given('登记有误'), request: 'r-1' }),
    ).toBeUndefined();
    expect(await store.tickets.contactOf(id)).toEqual({
      caller: { name: wanted.name, phone: wanted.phone, email: wanted.email },
      address: wanted.address,
    });
    expect(await store.tickets.find(id)).toMatchObject({
      title: wanted.title,
      content: wanted.content,
      matter: { confidential: true },
    });
    const found = await foundOf(person);
    for (const part of ['name', 'phone', 'address', 'title', 'content', 'phone hash', 'words'])
      expect(found).not.toContain(part);
    if (made === closedTicket) {
      const listed = async (search: object) =>
        (await store.tickets.list({ search } as never, undefined, 9)).items.map((it) => it.id);
      expect(await listed({ by: 'phone', phone: wanted.phone })).toEqual([id]);
      expect(await listed({ by: 'words', words: ['是鸭'] })).toContain(id);
    }
    const { acts } = await store.personalData.of(id);
    expect(acts).toMatchObject([
      { type: 'rectified', parts, reason: '登记有误', by: SUPERVISOR, open: false },
    ]);
    expect(await store.ledger.proofOf(id)).toMatchObject({
      missing: [],
      broken: [],
      altered: [],
      gone: [id],
    });
    const pack = await packOf(store, id);
    expect(openIn(pack)).toContain(`erased, their commitments stand: ${id}`);
    expect(wrongIn(pack).filter((it) => !it.startsWith('checkpoints'))).toEqual([]);
  });

  test('by the same request once; what it does not name stays', async () => {
    const person = aPerson();
    const id = await made(person);
    for (const _ of [1, 2])
      await store.personalData.rectify(id, { name: right.name }, { ...given('改名'), request: 'r-1' });
    expect((await store.personalData.of(id)).acts).toHaveLength(1);
    expect(await store.tickets.contactOf(id)).toMatchObject({
      caller: { name: right.name, phone: person.phone },
      address: person.address,
    });
    expect(await store.tickets.find(id)).toMatchObject({ title: person.title });
    expect(await store.ledger.proofOf(id)).toMatchObject({ altered: [], gone: [] });
  });

  test('wherever its process is killed; a later correction is never undone by an earlier', async () => {
    for (let before = 2, killed = true; killed; before++) {
      const id = await made(aPerson());
      const using = storeKilled(db.connection, before);
      const first = { ...given('一'), request: 'r-1' };
      killed = await isKilled(using.personalData.rectify(id, { name: '第一', title: '第一题' }, first));
      await store.personalData.rectify(id, { name: '第二' }, { ...given('二'), request: 'r-2' });
      await store.personalData.finish(later(30), jest.fn());
      expect([before, await store.tickets.contactOf(id)]).toMatchObject([
        before,
        { caller: { name: '第二' } },
      ]);
      expect(await store.tickets.find(id)).toMatchObject({ title: '第一题' });
      expect(await store.personalData.of(id)).toMatchObject({ acts: [{ open: false }, { open: false }] });
    }
  });
});

test('art. 46: a text that was put right and is changed behind its back is found', async () => {
  const [id, other] = [await closedTicket(aPerson()), await closedTicket(aPerson())];
  await store.personalData.rectify(id, { title: '改' }, { ...given('改'), request: 'r' });
  const tickets = db.connection.collection<{ _id: string; said?: string }>('tickets');
  await tickets.updateOne({ _id: id }, { $set: { said: 'x'.repeat(43) } });
  expect(await store.ledger.proofOf(id)).toMatchObject({ altered: [id] });
  expect(await store.ledger.proofOf(other)).toMatchObject({ altered: [], gone: [] });
});

test('art. 19: what is kept longer than a city wants is listed until it is erased, from both places, in pages', async () => {
  const ids = [];
  for (let i = 0; i < 3; i++) ids.push(await closedTicket(aPerson()));
  const archived = await archivedTicket(aPerson());
  const [held = '', ...rest] = ids;
  await store.personalData.hold(held, 'held', given('查'));
  const listed = async (place: 'tickets' | 'archive', before: Instant) => {
    const all = [];
    for (let cursor: string | undefined, first = true; first || cursor; first = false) {
      const page = await store.personalData.outlived(place, 'test', before, cursor, 2);
      all.push(...page.items);
      cursor = page.nextCursor;
    }
    return all;
  };
  const until = instant(noon + DAY);
  expect(await listed('tickets', until)).toEqual(
    expect.arrayContaining([{ id: held, held: true }, ...rest.map((id) => ({ id, held: false }))]),
  );
  expect(await listed('archive', until)).toContainEqual({ id: archived, held: false });
  expect(await listed('tickets', noon)).toEqual([]);
  expect(await listed('archive', noon)).toEqual([]);
  for (const id of [...rest, archived]) await erase(id);
  const left = [...(await listed('tickets', until)), ...(await listed('archive', until))].map(({ id }) => id);
  expect(left).toContain(held);
  for (const id of [...rest, archived]) expect(left).not.toContain(id);
});

test('every collection says what it holds of persons', async () => {
  const collections = (await db.connection.db?.listCollections().toArray()) ?? [];
  for (const { name } of collections) expect(Object.keys(PERSONAL)).toContain(name);
});
