import { commandId } from '../../domain/ids';
import { DAY, HOUR, instant, MINUTE } from '../../domain/time/instant';
import { dataKeys } from '../../keys/data-keys';
import { seal } from '../../keys/seal';
import { wordsOf } from '../../keys/word-tokens';
import { archiveIn } from '../../storage/archive/archive';
import { textsIn } from '../../storage/ledger/command-texts';
import { actsIn } from '../../storage/personal-data/acts';
import { objectionsIn } from '../../storage/reports/objections';
import { accessReasonsIn } from '../../storage/requests/access-reasons';
import { accessesIn } from '../../storage/requests/accesses';
import { restrictionsIn } from '../../storage/restrictions/restrictions';
import { draftsIn } from '../../storage/desk/drafts';
import { viewsIn } from '../../storage/desk/views';
import { bulksIn } from '../../storage/bulk/bulks';
import { occasionTextsIn } from '../../storage/occasions/occasion-texts';
import { sessionsIn } from '../../storage/sessions/sessions';
import { occasionsIn } from '../../storage/occasions/occasions';
import { requestsIn } from '../../storage/requests/requests';
import { rotationIn } from '../../storage/rotation/rotation';
import { sealedRooms } from '../../storage/rotation/sealed-rooms';
import { openStore, type Store } from '../../storage/store';
import { ticketsIn } from '../../storage/tickets/tickets';
import { callEverything } from '../given/every-store-call';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { everythingStored } from '../given/servers/database-contents';
import { intake, PHONE, turnOf } from '../given/stored-story';
import { at, command, dispatchTo, PARKS, Story } from '../given/story';

const [OLDER, NEWER] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const [{ id: olderId }] = dataKeys(OLDER);
const [{ id: newerId }] = dataKeys(NEWER);
const noon = at('2026-09-29 12:00');
const NEXT_YEAR = instant(noon + 366 * DAY);
const actor = { sub: 'op-7', role: 'operator' } as const;
const WHOLE = { missing: [], broken: [], altered: [], gone: [] };
const SILENT = { passed: () => {}, failed: () => {} };

let db: TestDatabase;
/** A service before the rotation, one in its midst, and one that never knew the older key. */
let before: Store;
let both: Store;
let after: Store;
beforeEach(async () => {
  db = await startDatabase();
  before = openStore(db.connection, dataKeys(OLDER));
  both = openStore(await db.another(), dataKeys(NEWER, OLDER));
  after = openStore(await db.another(), dataKeys(NEWER));
});
afterEach(() => db.stop());

/** A ticket that says something in each of its places. */
async function spoken(store: Store, title = '夜市占用人行道'): Promise<string> {
  const { matter } = await store.tickets.add(intake(aMatter(), { title, content: '烧烤摊每晚出摊' }));
  const { id } = matter;
  const order = `withdraw-${id}`;
  const texts = { text: '请不要告诉物业' };
  const put = { id: order, ticketId: id, name: 'withdraw', actor, texts, at: noon } as const;
  const commitment = await store.texts.put(put);
  const withdrawal = command('withdraw', {}, { id: commandId(order), parts: ['text'] });
  const said = commitment === undefined ? withdrawal : { ...withdrawal, commitment };
  const story = new Story(LAW, matter).do(noon, dispatchTo(PARKS)).do(noon, said);
  await store.recordTurn(turnOf(story), []);
  await store.tickets.confirm(id, story.ticket.seq);
  const evaluation = { satisfaction: 'satisfied', command: 'e', sub: 'link', at: noon, comment: '夜里静了' };
  await store.evaluations.keep(id, 'handling', evaluation);
  return id;
}

/** All that is read of a ticket. */
const readAll = async ({ tickets, evaluations, ledger }: Store, id: string) => ({
  ticket: await tickets.find(id),
  contact: await tickets.contactOf(id),
  evaluations: await evaluations.of(id),
  lines: await ledger.linesOf(id),
  proof: await ledger.proofOf(id),
  evidence: await ledger.evidenceOf(id),
});

async function foundBy({ tickets }: Store): Promise<Record<string, string[]>> {
  const search = async (by: Parameters<typeof tickets.list>[0]): Promise<string[]> =>
    (await tickets.list(by, undefined, 100)).items.map(({ id }) => id).toSorted();
  return {
    words: await search({ search: { by: 'words', words: wordsOf('人行道 烧烤') } }),
    phone: await search({ search: { by: 'phone', phone: PHONE } }),
  };
}

const reseal = (store = both, told: Parameters<Store['rotation']['reseal']>[0] = SILENT) =>
  store.rotation.reseal(told, () => noon);

test('in the midst of a rotation each reads what the other wrote, and tickets of both keys are found', async () => {
  const older = openStore(await db.another(), dataKeys(OLDER, NEWER));
  const ids = [await spoken(older), await spoken(both)];
  for (const id of ids) {
    const read = await readAll(older, id);
    expect(read).toMatchObject({ proof: WHOLE, contact: { caller: { phone: PHONE } } });
    expect(read.lines.flatMap(({ texts }) => (texts ? [texts] : []))).toEqual([{ text: '请不要告诉物业' }]);
    expect(await readAll(both, id)).toEqual(read);
  }
  for (const store of [older, both])
    expect(await foundBy(store)).toEqual({ words: ids.toSorted(), phone: ids.toSorted() });
});

test('after it everything is read, found and proven without the older key, archived or not', async () => {
  const ids = [await spoken(before), await spoken(before)] as const;
  const [open, archived] = ids;
  // Archived by a process that has the newer key already, its ticket still wrapped by the older.
  await both.archive.put(archived, NEXT_YEAR);
  const read = await Promise.all(ids.map((id) => readAll(before, id).catch(() => readAll(both, id))));
  expect(read.map(({ proof }) => proof)).toEqual([WHOLE, WHOLE]);
  await expect(after.tickets.contactOf(open)).rejects.toThrow(/ealed/);

  expect(await reseal()).toEqual({
    tickets: { [newerId]: 1 },
    commands: {},
    archive: { [newerId]: 1 },
    'data-acts': {},
    accesses: {},
    objections: {},
    occasions: {},
    bulks: {},
    'occasion-texts': {},
    drafts: {},
    views: {},
    requests: {},
    sessions: {},
    restrictions: {},
  });

  expect(await Promise.all(ids.map((id) => readAll(after, id)))).toEqual(read);
  expect(await foundBy(after)).toEqual({ words: [open], phone: [open] });
  // What was committed to is still checked by the same keys.
  expect(await before.ledger.proofOf(open)).not.toEqual(WHOLE);
});

test('nothing of any collection that the service writes names the older key after it', async () => {
  await callEverything(before);
  const draft = { key: 'HY-7K3M-9Q2X-4V1B:submit', content: '{"result":"已清理"}' };
  await before.drafts.put(actor, { ...draft, at: noon });
  await before.requests.claim([{ id: 'r', bodyHash: 'b', key: olderId }], {}, noon);
  const signedIn = { subject: { role: 'operator', sub: 's' } } as const;
  await before.sessions.begin('s', signedIn, { until: noon }, noon);
  await spoken(before);
  await before.archive.put(await spoken(before), NEXT_YEAR);
  await of('tickets').insertOne(ofTheFirstFormat('T-first'));
  await of('commands').insertOne({
    _id: 'c-first',
    ticketId: 'T-first',
    name: 'urge',
    actor,
    at: noon,
    version: 2,
    sealed: seal(dataKeys(OLDER), '{"text":"急"}', 'T-first c-first'),
  });
  const [hash] = Object.values(
    (await of('tickets').findOne(
      { phoneHash: { $exists: true } },
      { projection: { _id: 0, phoneHash: 1 } },
    ))!,
  );
  const named = async (what: string): Promise<string[]> =>
    Object.entries(await everythingStored(db.uri))
      .filter(([, documents]) => documents.some((it) => it.includes(what)))
      .map(([collection]) => collection);
  expect(await named(olderId)).toEqual([
    'accesses',
    'archive',
    'commands',
    'data-acts',
    'drafts',
    'key-rotations',
    'objections',
    'occasion-texts',
    'occasions',
    'requests',
    'restrictions',
    'sessions',
    'tickets',
    'views',
  ]);
  expect(await named(String(hash))).toEqual(['archive', 'restrictions', 'tickets']);

  await before.requests.forget(instant(noon + HOUR), 100);
  await before.sessions.forget(instant(noon + HOUR), 100);
  const left = await reseal();

  const counted = Object.values(left).flatMap((counts) => Object.keys(counts));
  expect(counted).toEqual(Array.from({ length: 11 }, () => newerId));
  // That of a rotation to the older key, which is a note of the past.
  expect(await named(olderId)).toEqual(['key-rotations']);
  expect(await named(String(hash))).toEqual([]);
  expect((await after.texts.of(['c-first'])).get('c-first')?.texts).toEqual({ text: '急' });
  expect(await after.tickets.contactOf('T-first')).toEqual({ caller: { phone: PHONE } });
  expect(await after.drafts.find(actor, draft.key, noon)).toMatchObject(draft);
  expect(await after.views.of({ sub: 'op-7', role: 'operator' })).toMatchObject([{ name: '挂账' }]);
});

test('what was erased, archived or not, depends on no key of the older, but why it was', async () => {
  const ids = [await spoken(before), await spoken(before)] as const;
  await before.archive.put(ids[1], NEXT_YEAR);
  const by = { sub: 's', role: 'supervisor' } as const;
  for (const id of ids) {
    const ordered = { ground: 'purpose-over', reason: '依法', by, at: noon } as const;
    await before.personalData.order({ id, state: 'closed', runs: false }, ordered);
    await before.personalData.erase(id, NEXT_YEAR);
  }
  const failed = jest.fn();
  expect(await reseal(both, { ...SILENT, failed })).toEqual({
    tickets: {},
    commands: {},
    archive: { [newerId]: 1 },
    'data-acts': { [newerId]: 2 },
    accesses: {},
    objections: {},
    occasions: {},
    bulks: {},
    'occasion-texts': {},
    drafts: {},
    views: {},
    requests: {},
    sessions: {},
    restrictions: {},
  });
  expect(failed).not.toHaveBeenCalled();
  for (const id of ids)
    expect(await after.personalData.of(id)).toMatchObject({ acts: [{ reason: '依法' }], broken: [] });
});

test('what is put right in the midst of it is found by the newest key alone, in all that it is found by', async () => {
  const ids = [await spoken(before), await spoken(before)] as const;
  await before.archive.put(ids[1], NEXT_YEAR);
  const phone = '13700001111';
  const given = { reason: '登记有误', by: { sub: 's', role: 'operator' }, at: noon, request: 'r' } as const;
  for (const id of ids) await both.personalData.rectify(id, { phone }, given);
  expect((await both.rotation.found()).tickets).toEqual({ [olderId]: 1, [newerId]: 1 });
  const [found] = await of('tickets').find({ _id: ids[0] }).toArray();
  expect(found).toMatchObject({ indexedBy: newerId });
  await reseal();
  expect((await after.tickets.list({ search: { by: 'phone', phone } }, undefined, 9)).items).toHaveLength(1);
  expect((await foundBy(after)).words).toEqual([ids[0]]);
  expect(await after.personalData.othersOfCaller(ids[0])).toEqual([ids[1]]);
});

test('a ticket of the first format that the sweep renews is found by the newest key alone', async () => {
  const { id } = aMatter();
  await of('tickets').insertOne(ofTheFirstFormat(id));
  expect(await both.tickets.renew()).toBe(1);
  const { items } = await after.tickets.list({ search: { by: 'phone', phone: PHONE } }, undefined, 1);
  expect(items.map((it) => it.id)).toEqual([id]);
  expect((await both.rotation.found()).tickets).toEqual({ [newerId]: 1 });
});

test('broken off anywhere it goes on from there, and nothing is done twice', async () => {
  const ids = new Set<string>();
  for (let i = 0; i < 3; i++) ids.add(await spoken(before, `夜市 ${i}`));
  const words = async () => (await of('tickets').find().toArray()).map((it) => String(it.key));
  const broken = new Error('broken off');
  const breaking = (room: string) => ({
    ...SILENT,
    passed: (passed: string) => {
      if (passed === room) throw broken;
    },
  });
  await expect(reseal(both, breaking('tickets'))).rejects.toBe(broken);
  expect(await both.rotation.measured()).toEqual({ tickets: { looked: 3, resealed: 3, failed: 0 } });
  const wrapped = await words();
  await expect(reseal(both, breaking('archive'))).rejects.toBe(broken);
  await reseal();
  expect(await words()).toEqual(wrapped);
  expect((await both.rotation.measured()).tickets).toEqual({ looked: 3, resealed: 3, failed: 0, left: 0 });
  // The next one begins anew: it finds what a process wrote meanwhile that has the older key as its newest.
  const late = await spoken(before);
  expect((await both.rotation.found()).tickets).toEqual({ [newerId]: 3, [olderId]: 1 });
  expect((await reseal()).tickets).toEqual({ [newerId]: 4 });
  expect(await after.tickets.contactOf(late)).toMatchObject({ caller: { phone: PHONE } });
});

test('what is written while a ticket is sealed anew stays', async () => {
  const { id } = aMatter();
  await of('tickets').insertOne({ ...ofTheFirstFormat(id), view: { state: 'closed', evaluations: [] } });
  const keys = dataKeys(NEWER, OLDER);
  const connection = await db.another();
  const tickets = ticketsIn(connection, keys);
  const texts = textsIn(connection, tickets, keys);
  const archive = archiveIn(connection, keys);
  const rooms = sealedRooms(
    {
      tickets,
      texts,
      archive,
      acts: actsIn(connection),
      accesses: accessesIn(connection),
      reasons: accessReasonsIn(async () => keys),
      objections: objectionsIn(connection, async () => keys),
      requests: requestsIn(connection),
      restrictions: restrictionsIn(connection, keys),
      occasions: occasionsIn(connection, keys),
      occasionTexts: occasionTextsIn(connection, keys),
      sessions: sessionsIn(connection, keys),
      drafts: draftsIn(connection, keys),
      views: viewsIn(connection, keys),
      bulks: bulksIn(connection, keys),
    },
    keys,
  );
  // A comment comes between the reading of a ticket and its writing, and is sealed with the older key.
  const { model } = tickets;
  const updateOne = model.updateOne.bind(model);
  const writes = jest.spyOn(model, 'updateOne').mockImplementationOnce(((...args: [object, object]) => {
    const comment = { satisfaction: 'satisfied', command: 'e', sub: 'link', at: noon, comment: '夜里静了' };
    return before.evaluations.keep(id, 'handling', comment).then(() => updateOne(...args));
  }) as never);
  const left = await rotationIn(connection, rooms, keys).reseal(SILENT, () => noon);
  expect(left.tickets).toEqual({ [newerId]: 1 });
  expect(writes).toHaveBeenCalledTimes(2);
  expect(await after.evaluations.of(id)).toMatchObject({ handling: { comment: '夜里静了' } });
});

test('what needs a key that is not there is told, and holds up nothing else', async () => {
  const [third] = dataKeys(Buffer.alloc(32, 3));
  const strange = await spoken(openStore(await db.another(), dataKeys(Buffer.alloc(32, 3))));
  const ids = [await spoken(before), await spoken(before)];
  const failed: string[] = [];
  const left = await reseal(both, {
    ...SILENT,
    failed: (room, id, { message }) => void failed.push(`${room} ${id}: ${message}`),
  });
  expect(failed).toEqual([
    `tickets ${strange}: Sealed with the data key ${third.id}, which is not among those given.`,
  ]);
  expect(left.tickets).toEqual({ [newerId]: 2, [third.id]: 1 });
  for (const id of ids) expect(await after.ledger.proofOf(id)).toEqual(WHOLE);
});

test('two at once, beside registrations, come to the same', async () => {
  for (let i = 0; i < 5; i++) await spoken(before);
  const other = openStore(await db.another(), dataKeys(NEWER, OLDER));
  await Promise.all([reseal(), reseal(other), spoken(both), spoken(both)]);
  expect((await both.rotation.found()).tickets).toEqual({ [newerId]: 7 });
  expect((await foundBy(after)).words).toHaveLength(7);
});

test('a request is counted as long as only the older key knows it', async () => {
  const known = (id: string, key: string) => ({ id: `${id} by ${key}`, bodyHash: 'b', key });
  await before.requests.claim([known('a', olderId)], {}, noon);
  await both.requests.claim([known('b', newerId), known('b', olderId)], {}, instant(noon + MINUTE));
  expect((await both.rotation.found()).requests).toEqual({ [olderId]: 1, [newerId]: 1 });
});

interface Stored {
  _id: string;
  [field: string]: unknown;
}
const of = (name: string) => db.connection.collection<Stored>(name);

/** Only its contact is sealed, with a data key; nobody kept what its hashes were made with. */
const ofTheFirstFormat = (id: string): Stored => ({
  _id: id,
  matter: { id, category: '市容环境/占道经营', receivedAt: noon },
  rules: {},
  calendar: {},
  rulebook: { id: 'test', version: '1' },
  title: '夜市',
  content: '。',
  contact: seal(dataKeys(OLDER), JSON.stringify({ caller: { phone: PHONE } }), id),
  phoneHash: 'of before',
  registeredBy: 'op-7',
  view: { state: 'closed', seq: 1, evaluations: [] },
  started: true,
});
