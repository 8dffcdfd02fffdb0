import { buffer } from 'node:stream/consumers';
import { mongo } from 'mongoose';
import { ticketId } from '../../domain/ids';
import { dayOf, HOUR, instant } from '../../domain/time/instant';
import { signingKey } from '../../keys/signing-key';
import type { Store } from '../../storage/store';
import { LAW } from './law';
import { aMatter } from './matter';
import { callOccasions } from './occasions';
import { asUnit, at, command, dispatchTo, PARKS, Story } from './story';
import { intake, messageOf, PHONE, turnOf } from './stored-story';

const noon = at('2026-09-29 12:00');
const UNIT = { id: PARKS.id, level: PARKS.level };

/** What a store is made of, as `room.call`, or the call itself where it stands in no room. */
export const callsOf = (store: Store): string[] =>
  Object.entries(store).flatMap(([name, it]) =>
    typeof it === 'function' ? [name] : Object.keys(it).map((call) => `${name}.${call}`),
  );

/** A store that notes which of its calls were made. */
export function noting(store: Store): { readonly store: Store; readonly made: ReadonlySet<string> } {
  const made = new Set<string>();
  const noted = (it: object, prefix: string): object =>
    Object.fromEntries(
      Object.entries(it).map(([name, part]: [string, object]) => [
        name,
        typeof part !== 'function'
          ? noted(part, `${name}.`)
          : (...args: unknown[]): unknown => {
              made.add(prefix + name);
              return (part as (...all: unknown[]) => unknown)(...args);
            },
      ]),
    );
  return { store: noted(store, '') as Store, made };
}

/** Makes every call of a store in every way that asks the database for something else; but for `close`. */
export async function callEverything(store: Store): Promise<void> {
  await aboutTickets(store);
  await aboutTurnsAndMessages(store);
  await aboutChanges(store);
  await aboutFilesAndRequests(store);
  await aboutTheArchive(store);
  await aboutCheckpoints(store);
  await aboutReports(store);
  await aboutTheFeed(store);
  await aboutTheBoard(store);
  await aboutPersonalData(store);
  await aboutRestrictions(store);
  await aboutRepeats(store);
  await aboutHotSpots(store);
  await aboutBulks(store);
  await aboutKnowledge(store);
  await aboutTheDesk(store);
  await callOccasions(store, CURSOR);
  await store.rotation.found();
  await store.rotation.measured();
  await store.rotation.reseal({ passed: () => {}, failed: () => {} }, () => noon);
  await store.removeLeftovers(instant(Date.now() + 30 * 24 * HOUR));
  await store.ping();
}

async function aboutBulks({ bulks, tickets }: Store): Promise<void> {
  const by = { sub: 'operator-7', role: 'operator' } as const;
  const given = { id: 'BK-1', command: 'urge', facts: {}, by, at: noon } as const;
  const bulk = await bulks.begin(given, { text: '催' }, [{ ticket: ticketId('T-1'), seq: 1 }]);
  await bulks.find(bulk.id);
  await bulks.textsOf(bulk.id);
  await bulks.list(by, undefined, 1);
  await bulks.list(by, CURSOR, 1);
  await bulks.open('', 1);
  await bulks.counts(bulk);
  await bulks.page(bulk, 0);
  await bulks.items(bulk, 'done', undefined, 1);
  await bulks.note(bulk, 0, 0, 'waiting', { outcome: 'done' });
  await bulks.askToStop(bulk.id, noon);
  await bulks.isToStop(bulk.id);
  await bulks.end(bulk.id, { at: noon, stopped: false });
  for (const filter of LISTS) for await (const _ of tickets.standing(filter));
  await tickets.standingAmong(['T-1']);
}

async function aboutHotSpots({ hotSpots }: Store): Promise<void> {
  await hotSpots.raisedSince(noon, undefined, 1);
  await hotSpots.raisedSince(noon, { at: noon, id: 'T' }, 1);
  const spot = {
    key: 'lixia:T-1',
    category: '市容环境/占道经营',
    district: 'lixia',
    since: noon,
    until: noon,
  };
  await hotSpots.keep({ ...spot, callers: 5, tickets: [ticketId('T-1')] }, noon);
  await hotSpots.keep({ ...spot, callers: 6, tickets: [ticketId('T-1'), ticketId('T-2')] }, noon);
  await hotSpots.list(undefined, 1);
  await hotSpots.list(CURSOR, 1);
  await hotSpots.untaken(1);
  await hotSpots.take('lixia:T-1');
}

async function aboutRepeats({ repeats, outbox }: Store): Promise<void> {
  repeats.wordsOf({ title: '夜市', content: '占道' });
  await repeats.comparedBefore(undefined, 1);
  await repeats.comparedBefore('T', 1);
  await repeats.changedSince(noon, '', 1);
  await repeats.ofCaller(PHONE, 1);
  await repeats.candidates(['T-1']);
  await repeats.linkedWith('T-1');
  await repeats.owingMain(noon, '', 1);
  await outbox.toVoice('T-1');
}

async function aboutTickets({ tickets, evaluations, openClocks, recordTurn }: Store): Promise<void> {
  const matter = aMatter();
  const { id } = matter;
  await tickets.add(intake(matter));
  await tickets.add(intake(matter));
  await tickets.contactOf(id);
  await tickets.sealingKeys(id);
  await tickets.startInput(id);
  await tickets.markStarted(id);
  const story = new Story(LAW, matter).do(noon, dispatchTo(PARKS));
  const turn = turnOf(story);
  const shown = await tickets.showTurn(turn);
  if (!shown) throw new Error(id);
  await openClocks.keep(shown, turn);
  await recordTurn(turnOf(story.do(noon, command('withdraw', {}))), []);
  await tickets.find(id);
  await tickets.provenBy(id);
  for (const filter of LISTS) {
    const first = await tickets.list(filter, undefined, 1);
    await tickets.list(filter, first.nextCursor ?? CURSOR, 1);
    await tickets.count(filter, 10);
  }
  await tickets.neverStarted(noon, '', 1);
  await tickets.overrun(noon, '', 1);
  await tickets.openAmong([id]);
  await tickets.afterId('', 1);
  await tickets.confirm(id, 1);
  await tickets.confirm(id, 1_000);
  await tickets.confirmedSeq(id);
  await tickets.unanswered(noon, '', 1);
  await tickets.doubt(id, noon);
  await tickets.openNaming([PARKS.id], 1);
  await tickets.renew();
  await tickets.ownKeys([id]);
  await tickets.ownKey(id);
  await tickets.dueMomentsOf(UNIT, 1);
  await tickets.raiseCode({ id, codeGeneration: 1 });
  await evaluations.keep(id, 'handling', { satisfaction: 'satisfied', command: 'c', sub: 's', at: noon });
  await evaluations.of(id);
  await openClocks.boundRules(id);
  for await (const _ of openClocks.all());
  for await (const _ of openClocks.all('test'));
  for await (const _ of openClocks.firing(noon));
  for await (const _ of openClocks.firing(noon, [PARKS.id]));
  await openClocks.lived(id);
  for await (const _ of openClocks.firing(noon, undefined, 'lixia'));
  await openClocks.isBehind();
  await openClocks.renew();
}

/** Every filter by itself, and what goes by another index together. */
const LISTS = [
  {},
  { state: 'handling' },
  { state: 'deferred' },
  { units: ['parks', 'water'] },
  { kind: 'complaint' },
  { district: 'lixia' },
  { rulebook: 'weifang' },
  { overdue: true },
  { level: 2 },
  { pending: 'return' },
  { order: 'due' },
  { order: 'due', state: 'submitted' },
  { order: 'due', units: ['parks', 'water'] },
  { search: { by: 'id', id: 'T-1' } },
  { search: { by: 'phone', phone: PHONE } },
  { search: { by: 'words', words: ['烧烤', '人行道'] } },
  { search: { by: 'words', words: ['占道'] }, units: ['parks'] },
  { search: { by: 'words', words: ['占道'] }, state: 'deferred' },
] as const;
/** Of a list's last entry, where it has no next page. */
const CURSOR = Buffer.from('1:T').toString('base64url');

async function aboutTurnsAndMessages({
  tickets,
  ledger,
  superseded,
  outbox,
  gatherings,
  texts,
  recordTurn,
  rebuildInput,
}: Store): Promise<void> {
  const matter = aMatter();
  const { id } = matter;
  await tickets.add(intake(matter));
  const tell = (): Story => new Story(LAW, matter).do(noon, dispatchTo(PARKS));
  const turn = turnOf(tell());
  await recordTurn(turn, [messageOf(id, noon)]);
  const { seq } = tell().ticket;
  // One that the engine lost, and what was decided in its place.
  await recordTurn(turnOf(tell().do(noon, command('urge', {})).do(noon, command('withdraw', {})), seq), []);
  const anew = tell().do(instant(noon + HOUR), command('sign', {}, asUnit(PARKS)));
  await recordTurn(turnOf(anew, seq), [messageOf(id, noon, { id: `${id}:${seq + 1}:parks` })]);
  await rebuildInput(id, instant(Date.now() + HOUR));
  await ledger.linesOf(id);
  await ledger.lastSeq(id);
  await ledger.applied(['c-1']);
  await ledger.supersededOf(id);
  await ledger.proofOf(id);
  await ledger.evidenceOf(id);
  await superseded.keep([], noon);
  await superseded.of(id);
  await superseded.linesOf(id);
  await superseded.stood(['c-1']);
  await superseded.unsettled(noon, '', 1);
  await superseded.settle('c-1');
  const message = messageOf(id, noon).id;
  await outbox.put(id, [messageOf(id, noon)], noon);
  await outbox.supersede(id, 1, new Set([2]), instant(noon + 2 * HOUR));
  await outbox.putAll([{ ...messageOf(id, noon), ticketId: id }]);
  const { nextCursor = CURSOR } = await outbox.to('parks', undefined, 1);
  await outbox.to('parks', nextCursor, 1);
  await outbox.find(message);
  await outbox.of(id);
  await outbox.undelivered(id, noon);
  await outbox.markSent([message], 'outbox', noon);
  await outbox.markFailed([message], 'away', noon);
  await outbox.countFailed();
  await outbox.among([message]);
  await outbox.gathered();
  await outbox.gatheredFor('parks', 1);
  await outbox.release([message]);
  await outbox.keepReady([message], 'outbox');
  await outbox.markFetched([message], noon);
  const { nextCursor: ofQueue = CURSOR } = await outbox.queued(undefined, 1);
  await outbox.queued(ofQueue, 1);
  for (const receipt of [
    { status: 'sent' },
    { status: 'failed', reason: 'UNDELIV' },
    { status: 'delivered' },
  ] as const)
    await outbox.receive(message, receipt, noon);
  await tickets.callersOf([id]);
  const gathering = { unit: 'parks', id: 'g-1', at: noon, messages: [message] };
  await gatherings.begin(gathering);
  await gatherings.begin(gathering);
  await gatherings.find('parks');
  await gatherings.settle('parks', 'g-1');
  const actor = { sub: 'op-7', role: 'operator' } as const;
  await texts.put({ id: 'c-1', ticketId: id, name: 'urge', actor, texts: { text: '急' }, at: noon });
  await texts.of(['c-1']);
  await texts.unconfirmed(noon, '', 1);
  await texts.confirm(['c-1']);
  await texts.renew();
  await texts.put({ id: 'c-2', ticketId: id, name: 'urge', actor, texts: { text: '急' }, at: noon });
  await texts.remove('c-3');
}

async function aboutCheckpoints({ tickets, recordTurn, checkpoints }: Store): Promise<void> {
  const matter = aMatter();
  await tickets.add(intake(matter));
  await recordTurn(turnOf(new Story(LAW, matter)), []);
  await checkpoints.take({ key: signingKey(Buffer.alloc(32, 1)), now: noon, every: HOUR });
  await checkpoints.list(undefined, 1);
  await checkpoints.list(2, 1);
  await checkpoints.find(1);
  await checkpoints.inclusionsOf(matter.id, [1]);
  await checkpoints.keys();
}

async function aboutChanges({ tickets, changes, effects, rulebooks, recordTurn }: Store): Promise<void> {
  const by = { at: noon, by: 'admin-1' };
  await changes.publish({ year: 2031, source: 's', days: [], ...by });
  await changes.publish({ rulebook: 'jinan', year: 2031, source: 's', days: [], ...by });
  const filter = { kind: 'complaint', district: 'lixia' } as const;
  const applied = { rulebook: 'weifang', hash: 'h', filter };
  const { id } = await changes.reapply('r', { ...applied, version: '1', reason: 'x', ...by });
  await changes.editionsOf(2031);
  await changes.newestCalendars([]);
  await changes.newestPublications();
  await changes.ofRequest('r');
  await changes.find(id);
  await changes.list(id, 1);
  await changes.open();
  await changes.noteProgress(id, { state: 'running', left: 0, failed: 0 });
  await tickets.countBehind({ id });
  await tickets.countBehind({ id, rulebook: 'jinan' });
  await tickets.countBoundToOthers({ id, ...applied });
  await tickets.unboundAmong(['T-1'], { id });
  await effects.countAmong(id, ['T-1']);
  await tickets.boundToOthers({ id, ...applied }, '', 1);
  await tickets.boundToOthers({ ...applied, filter: { tickets: ['T-1'] } }, '', 1);
  await tickets.showCalendar('T-1', id);
  await tickets.showRules('T-1', LAW.rules, id);
  const story = new Story(LAW, aMatter());
  const calendar = { type: 'calendar-bound', data: { change: id }, seq: story.ticket.seq, at: noon };
  const turn = { ...turnOf(story), events: [{ ...calendar, actor: { role: 'system' } }] } as never;
  await effects.put(turn, true);
  await effects.put(turn, true);
  await effects.dropLost(turn);
  await effects.count(id);
  await effects.movedBy(id, '', 1);
  await recordTurn(turn, []);
  const book = { id: 'weifang', version: '1', title: 't', hash: 'h' } as never;
  await rulebooks.keep([book], noon);
  await rulebooks.keep([book], noon);
  await rulebooks.versionsOf('weifang');
  await rulebooks.ids();
  await rulebooks.find('weifang', 'h');
}

async function aboutTheArchive({ tickets, archive, ledger, recordTurn }: Store): Promise<void> {
  const matter = aMatter();
  const { id } = matter;
  await tickets.add(intake(matter));
  await recordTurn(turnOf(new Story(LAW, matter).do(noon, command('answer', {}))), []);
  await tickets.confirm(id, 1_000);
  await archive.closed('test', instant(noon + HOUR), undefined, 1);
  await archive.closed('test', instant(noon + HOUR), CURSOR, 1);
  await archive.put(id, noon);
  const wanted = { rulebook: 'test', from: instant(0), to: instant(noon + HOUR) };
  const read = ledger.courses(wanted);
  for await (const portion of ledger.portions(wanted)) await read(portion);
  await archive.clearing(1);
  await archive.finish(id);
  await archive.has(id);
}

async function aboutFilesAndRequests({
  attachments,
  uploads,
  requests,
  limits,
  sessions,
  accesses,
  feedLinks,
}: Store): Promise<void> {
  const bytes = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from('voice');
  };
  const file = await uploads.write('T-1', bytes(), noon);
  const attachment = {
    id: 'a-1',
    ticketId: 'T-1',
    type: 'audio/mpeg',
    size: 5,
    at: noon,
    by: { role: 'unit', sub: 'park-3' },
    file,
  } as const;
  await attachments.attach(attachment);
  await attachments.place(attachment);
  await attachments.find('a-1');
  await attachments.of('T-1');
  await attachments.filesAmong([file]);
  await attachments.bytesOf({ ...attachment, version: 2 });
  await uploads.read('T-1', file);
  await uploads.has(file);
  await buffer(uploads.readUnsealed(file));
  await uploads.leave(file, noon);
  await attachments.noteScanned('a-1', noon);
  await attachments.ofFirstFormat(1);
  await attachments.noteSealed(attachment, file);
  await attachments.renew(noon);
  await uploads.unsettled(noon, '', 1);
  await uploads.keep(file);
  await uploads.discard(new mongo.ObjectId().toHexString());
  await uploads.write('T-1', bytes(), noon);
  const known = [
    { id: 'r-1', bodyHash: 'b', key: 'newer' },
    { id: 'r-2', bodyHash: 'b', key: 'older' },
  ];
  await requests.claim(known.slice(0, 1), {}, noon);
  await requests.claim(known, {}, noon);
  await requests.answer(['r-1', 'r-2'], { status: 200, body: {} });
  await requests.forget(noon, 1);
  await accesses.forget(noon, 1);
  const by = { sub: 's', role: 'supervisor' } as const;
  await feedLinks.revoke('parks', { at: noon, by });
  await feedLinks.revoke('parks', { at: noon, by, link: '1' });
  await feedLinks.isGood('parks', { id: '1', madeAt: noon });
  await feedLinks.endedUpTo('parks');
  await feedLinks.revocations('parks');
  const signedIn = { subject: { role: 'operator', sub: 's' } } as const;
  const ends = { until: instant(noon + HOUR), freshUntil: noon };
  await sessions.begin('s-1', signedIn, ends, noon);
  await sessions.find(['s-1', 's-2']);
  await sessions.see('s-1', noon);
  await sessions.claimRenewal('s-1', noon, HOUR);
  await sessions.renew('s-1', signedIn, ends);
  await sessions.leaveRenewal('s-1');
  await sessions.end(['s-1']);
  await sessions.forget(noon, 1);
  await limits.add('l-1', noon, 1);
  await limits.forget(instant(noon + 1), 1);
  const who = { at: noon, sub: 's', role: 'operator' } as const;
  await accesses.note({ tickets: ['T-1'], ...who, what: 'ticket', callerShown: false });
  const why = { id: 'a-1', what: 'code', callerShown: false, reason: '遗忘' } as const;
  await accesses.note({ tickets: ['T-1'], ...who, ...why });
  await accesses.noteHarvest(who, 1);
  await accesses.contactsShown('s', noon);
  await accesses.countHarvests(noon);
  const within = { from: noon, to: instant(noon + 1) };
  const filters = [{ ticket: 'T-1' }, { sub: 's' }, { what: 'ticket' }, {}] as const;
  for (const filter of filters.flatMap((it) => [it, { ...it, ...within }])) {
    await accesses.list(filter, undefined, 1);
    await accesses.list(filter, CURSOR, 1);
  }
  await accesses.list({ ticket: 'T-1', sub: 's', what: 'ticket', ...within }, undefined, 1);
}

async function aboutRestrictions({ restrictions, personalData }: Store): Promise<void> {
  const by = { sub: 's', role: 'supervisor' } as const;
  const imposed = { id: 'RS-1', rulebook: 'huizhou', at: noon, by, until: instant(noon + HOUR) };
  const phone = '13800138000';
  await restrictions.impose(imposed, { phone, reason: '骚扰', evidence: { text: '录音' } });
  await restrictions.impose({ ...imposed, id: 'RS-2' }, { phone, reason: '骚扰', evidence: {} });
  await restrictions.find('RS-1');
  await restrictions.standing(phone, 'huizhou', noon);
  for (const asked of [phone, undefined])
    for (const cursor of [undefined, CURSOR]) await restrictions.list(asked, cursor, 1);
  await restrictions.say('RS-1', 'c-1', '申诉');
  await restrictions.unsay('RS-1', 'c-1');
  await restrictions.due(noon, '', 1);
  await restrictions.markStarted(imposed, noon);
  const ended = { type: 'ended', how: 'time', at: noon, actor: { role: 'system' } } as const;
  await restrictions.record('RS-1', [ended]);
  await restrictions.ofCaller(phone, noon);
  await restrictions.reseal('RS-2');
  for (const cursor of [undefined, CURSOR])
    await personalData.outlived('restrictions', 'huizhou', instant(noon + HOUR), cursor, 1);
}

async function aboutReports({ tickets, recordTurn, evaluations, counts, assessments, objections }: Store) {
  const matter = aMatter();
  await tickets.add(intake(matter));
  await recordTurn(turnOf(new Story(LAW, matter).do(noon, command('answer', {}))), []);
  await evaluations.keep(matter.id, 'handling', {
    satisfaction: 'satisfied',
    command: 'c',
    sub: 's',
    at: noon,
  });
  while ((await counts.bringUpToDate()) > 0);
  for await (const _ of counts.of('test', [202609, 202610]));
  await counts.find(matter.id);
  const assessment = { id: 'weifang', version: '1', hash: 'h' } as never;
  await assessments.keep([assessment], noon);
  await assessments.reportedBy(assessment, '2026-09', noon);
  await assessments.reportedBy({ id: 'weifang', version: '2', hash: 'i' } as never, '2026-09', noon);
  const by = { sub: 's', role: 'unit' } as const;
  const of = { rulebook: 'weifang', month: '2026-09' } as const;
  const count = { ...of, ticket: 'T-0', unit: 'parks', indicator: 'urges' } as const;
  const { objection } = await objections.add({ ...count, at: noon, by, reason: '误派' }, 'r-1');
  await objections.decide(objection.id, { approved: true, at: noon, by, reason: '属实' }, 'r-2');
  await objections.find(objection.id);
  await objections.list(of, undefined, 1);
  await objections.list({ ...of, units: ['parks'] }, CURSOR, 1);
  await objections.struck('weifang', '2026-09');
  await objections.reseal(objection.id);
}

async function aboutTheFeed({ feed, tickets, recordTurn }: Store): Promise<void> {
  const matter = aMatter();
  await tickets.add(intake(matter));
  await recordTurn(turnOf(new Story(LAW, matter)), []);
  const beginning = { block: 0, count: 0, tag: '' };
  while ((await feed.gather()) > 0);
  await feed.after(beginning, 1);
  await feed.end();
  await feed.beginning();
  await feed.forget(instant(0), 1);
  await feed.partsIn([matter.id]);
}

async function aboutTheDesk({ drafts, views, holds, tickets }: Store): Promise<void> {
  const operator = { sub: 'op-7', role: 'operator' } as const;
  for (const key of ['register', 'HY-7K3M-9Q2X-4V1B:submit']) {
    await drafts.put(operator, { key, content: '{}', at: noon });
    await drafts.put(operator, { key, content: '{"a":1}', at: noon });
  }
  await drafts.of(operator, noon);
  await drafts.find(operator, 'register', noon);
  await drafts.discard(operator, 'register');
  await drafts.forget(noon, 1);
  await views.put(operator, { name: '逾期', query: { overdue: 'true' }, at: noon });
  await views.put(operator, { name: '挂账', query: { state: 'deferred' }, at: noon });
  await views.of(operator);
  await views.discard(operator, '逾期');
  await views.reseal('nobody');
  await holds.take('T-1', operator, noon, instant(noon + HOUR));
  await holds.of(['T-1'], noon);
  await holds.heldBy(operator, noon);
  await holds.release('T-1', operator);
  await holds.forget(noon, 1);
  await tickets.leadsOf({ category: '市容环境/占道经营' }, 1);
  await tickets.leadsOf({ ids: ['T-1'] }, 1);
  const first = await tickets.waitingForCalls(undefined, 1);
  await tickets.waitingForCalls(first.nextCursor ?? CURSOR, 1);
}

async function aboutTheBoard({ board }: Store): Promise<void> {
  const today = [noon, instant(noon + 24 * HOUR)] as const;
  for (const counting of [{ today }, { today, district: 'lixia' }]) {
    await board.counts(counting);
    await board.load(counting.district);
    await board.tickets('open', counting, CURSOR, 1);
  }
  for (const number of ['dueToday', 'overdue', 'level2'] as const)
    await board.tickets(number, { today }, undefined, 1);
  for (const number of ['open', 'overdue'] as const)
    await board.tickets(number, { today, unit: 'parks' }, undefined, 1);
}

async function aboutKnowledge({ knowledge }: Store): Promise<void> {
  const by = { sub: 's', role: 'operator' } as const;
  const said = {
    question: '如何办理',
    answer: '带身份证',
    owner: 'parks',
    source: '办事指南',
    reviewOn: dayOf(noon),
  };
  const entry = { id: 'KB-1', version: 1, ...said, at: noon, by };
  await knowledge.write(entry, 'r-1');
  await knowledge.write({ ...entry, version: 2 }, 'r-2');
  await knowledge.find('KB-1');
  await knowledge.versionsOf('KB-1');
  for (const wanted of [{}, { owner: 'parks' }, { proposed: true }, { since: noon }] as const)
    for (const cursor of [undefined, CURSOR]) await knowledge.list(wanted, cursor, 1);
  await knowledge.toReview(noon, '', 1);
  await knowledge.reminded(entry);
}

async function aboutPersonalData({ tickets, archive, recordTurn, personalData }: Store): Promise<void> {
  const close = async (): Promise<string> => {
    const matter = aMatter();
    await tickets.add(intake(matter));
    await recordTurn(turnOf(new Story(LAW, matter).do(noon, command('answer', {}))), []);
    await tickets.confirm(matter.id, 1_000);
    return matter.id;
  };
  const by = { reason: '依法', by: { sub: 's', role: 'supervisor' }, at: noon } as const;
  const [id, archived] = [await close(), await close()];
  await archive.put(archived, noon);
  await archive.renew();
  await personalData.hold(id, 'held', by);
  await personalData.hold(id, 'lifted', by);
  await personalData.rectify(id, { name: '李四', title: '夜市' }, { ...by, request: 'r-1' });
  await personalData.othersOfCaller(id);
  await personalData.restrictionsOfCaller(id, noon);
  await personalData.reasonFault(id, '依法');
  for (const ticket of [id, archived]) {
    const subject = { id: ticket, state: 'closed', runs: false } as const;
    await personalData.order(subject, { ...by, ground: 'purpose-over' });
    await personalData.erase(ticket, noon);
  }
  await personalData.of(id);
  await personalData.erasures(undefined, 1);
  await personalData.erasures(CURSOR, 1);
  for (const place of ['tickets', 'archive'] as const)
    for (const cursor of [undefined, CURSOR])
      await personalData.outlived(place, 'test', instant(noon + HOUR), cursor, 1);
  await personalData.finish(instant(noon + 2 * HOUR), () => {});
  await personalData.eraseAgain(id, noon);
}
