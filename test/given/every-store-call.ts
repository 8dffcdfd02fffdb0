import { buffer } from 'node:stream/consumers';
import { mongo } from 'mongoose';
import { HOUR, instant } from '../../domain/time/instant';
import { signingKey } from '../../keys/signing-key';
import type { Store } from '../../storage/store';
import { LAW } from './law';
import { aMatter } from './matter';
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
  await store.removeLeftovers(instant(Date.now() + 30 * 24 * HOUR));
  await store.ping();
}

async function aboutTickets({ tickets, evaluations, openClocks, recordTurn }: Store): Promise<void> {
  const matter = aMatter();
  const { id } = matter;
  await tickets.add(intake(matter));
  await tickets.add(intake(matter));
  await tickets.contactOf(id);
  await tickets.startInput(id);
  await tickets.markStarted(id);
  const story = new Story(LAW, matter).do(noon, dispatchTo(PARKS));
  const shown = await tickets.showTurn(turnOf(story));
  if (!shown) throw new Error(id);
  await openClocks.keep(shown, story.ticket as never, noon);
  await recordTurn(turnOf(story.do(noon, command('withdraw', {}))), []);
  await tickets.find(id);
  await tickets.provenBy(id);
  for (const filter of LISTS) {
    const first = await tickets.list(filter, undefined, 1);
    await tickets.list(filter, first.nextCursor ?? CURSOR, 1);
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
  await tickets.dueMomentsOf(UNIT, 1);
  await evaluations.keep(id, 'handling', { satisfaction: 'satisfied', command: 'c', sub: 's', at: noon });
  await evaluations.of(id);
  await openClocks.boundRules(id);
  for await (const _ of openClocks.all());
  for await (const _ of openClocks.all('test'));
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

async function aboutTheArchive({ tickets, archive, recordTurn }: Store): Promise<void> {
  const matter = aMatter();
  const { id } = matter;
  await tickets.add(intake(matter));
  await recordTurn(turnOf(new Story(LAW, matter).do(noon, command('answer', {}))), []);
  await tickets.confirm(id, 1_000);
  await archive.closed('test', instant(noon + HOUR), undefined, 1);
  await archive.closed('test', instant(noon + HOUR), CURSOR, 1);
  await archive.put(id, noon);
  await archive.clearing(1);
  await archive.finish(id);
  await archive.has(id);
}

async function aboutFilesAndRequests({
  attachments,
  uploads,
  requests,
  limits,
  accesses,
}: Store): Promise<void> {
  const bytes = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from('voice');
  };
  const file = await uploads.write(bytes(), noon);
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
  await buffer(uploads.bytes(file));
  await uploads.unsettled(noon, '', 1);
  await uploads.keep(file);
  await uploads.discard(new mongo.ObjectId().toHexString());
  await uploads.write(bytes(), noon);
  await requests.claim('r-1', 'b', {}, noon);
  await requests.claim('r-1', 'b', {}, noon);
  await requests.answer('r-1', { status: 200, body: {} });
  await requests.forget(noon, 1);
  await accesses.forget(noon, 1);
  await limits.add('l-1', noon, 1);
  await limits.forget(instant(noon + 1), 1);
  await accesses.note([
    { ticketId: 'T-1', at: noon, sub: 's', role: 'operator', what: 'ticket', callerShown: false },
  ]);
  const { nextCursor = CURSOR } = await accesses.of('T-1', undefined, 1);
  await accesses.of('T-1', nextCursor, 1);
}
