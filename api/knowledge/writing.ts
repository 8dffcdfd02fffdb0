import type { Entry } from '../../domain/knowledge/entry';
import { hasIdentity, hasLandline, hasMobile, saysWho, type Telling } from '../../domain/telling/says-who';
import { instant } from '../../domain/time/instant';
import type { Outcome } from '../../domain/words';
import { orderedId } from '../../storage/ordered-id';
import type { WrittenEntry } from '../../storage/knowledge/knowledge';
import type { Store } from '../../storage/store';
import { present } from '../commands/body-parts';
import type { Asked } from '../http/address';
import { etagOf, seenBy } from '../http/if-match';
import { forbidden, invalid, notFound, Problem, type ProblemError } from '../http/problem';
import type { Parts } from '../parts';
import { isConfidential, maySee } from '../requests/access';
import { actsFor, type Subject } from '../requests/subject';
import { numberOf } from '../tickets/ticket-number';
import { entryJson } from './entry-json';
import type { EntryBody } from './bodies';

/** An entry that a path names, and the store that it was read from. */
export interface FoundEntry {
  readonly store: Store;
  readonly entry: WrittenEntry;
}

/** @throws a 404 also for a proposal that is not the asker's to see */
export const findsEntry =
  ({ database }: Pick<Parts, 'database'>) =>
  async ({
    params: { id },
    subject,
  }: Pick<Asked<{ readonly id: string }>, 'params' | 'subject'>): Promise<FoundEntry> => {
    const store = await database.store();
    const entry = await store.knowledge.find(id);
    if (!entry || (entry.proposed && !isOwn(subject, entry.owner))) throw notFound('There is no such entry.');
    return { store, entry };
  };

/** A unit keeps its own entries, the hotline all. */
export const isOwn = (subject: Subject, owner: string): boolean =>
  subject.role !== 'unit' || actsFor(subject).includes(owner);

const mustOwn = (subject: Subject, owner: string): void => {
  if (!isOwn(subject, owner)) throw forbidden('A unit writes entries of its own (`owner`).');
};

type Writes = Pick<Parts, 'database' | 'claim'>;

/** Adds an entry; from a settled ticket’s reply a proposal, which another person publishes. */
export const adding =
  ({ database, claim }: Writes) =>
  async ({
    subject,
    body,
    request,
  }: Pick<Asked<unknown, unknown, EntryBody>, 'subject' | 'body' | 'request'>) => {
    mustOwn(subject, body.owner);
    const store = await database.store();
    const { target, at } = await claim(store, request, body, () => ({
      knowledge: numberOf('KB', instant(Date.now())),
      request: orderedId(),
    }));
    const id = target.knowledge ?? '';
    const said = {
      ...present(body),
      ...(body.proposedFrom === undefined ? {} : { proposed: true as const }),
    };
    const entry: WrittenEntry = { id, version: 1, ...said, at, by: writer(subject) };
    await mustSayNobody(store, subject, entry);
    await store.knowledge.write(entry, target.request ?? '');
    const headers = { Location: `/v1/knowledge/${id}`, ETag: etagOf(1) };
    return { status: 201, headers, json: entryJson(entry) };
  };

/** Changes an entry: one version more. */
export const changing =
  () =>
  async ({
    subject,
    body,
    request,
    found: { store, entry },
  }: Pick<
    Asked<unknown, unknown, Omit<EntryBody, 'proposedFrom'>, FoundEntry>,
    'subject' | 'body' | 'request' | 'found'
  >) => {
    mustOwn(subject, entry.owner);
    mustOwn(subject, body.owner);
    mustHaveSeen(entry, seenBy(request));
    const { validUntil: _, ...kept } = entry;
    return next(store, subject, { ...kept, ...present(body) });
  };

/** Publishes a proposal: from then on it is found and may be cited. Somebody else has read it than who wrote it. */
export const publishing =
  () =>
  async ({
    subject,
    found: { store, entry },
  }: Pick<Asked<unknown, unknown, unknown, FoundEntry>, 'subject' | 'found'>) => {
    mustOwn(subject, entry.owner);
    if (!entry.proposed) return { json: entryJson(entry) };
    if (entry.by.sub === subject.sub && entry.by.role === subject.role)
      throw forbidden('Somebody else publishes a proposal than who wrote it.');
    const { proposed: _, ...published } = entry;
    return next(store, subject, published);
  };

async function next(store: Store, subject: Subject, changed: WrittenEntry) {
  const entry = { ...changed, version: changed.version + 1, at: instant(Date.now()), by: writer(subject) };
  await mustSayNobody(store, subject, entry);
  if (!(await store.knowledge.write(entry, orderedId()))) throw stale();
  return { headers: { ETag: etagOf(entry.version) }, json: entryJson(entry) };
}

const writer = (subject: Subject) => ({
  sub: subject.sub,
  role: subject.role,
  ...(subject.role === 'unit' ? { unit: subject.unit } : {}),
});

function mustHaveSeen({ version }: Entry, seen: number | undefined): void {
  if (seen !== undefined && seen !== version) throw stale();
}

const stale = (): Problem =>
  new Problem(412, 'stale', 'The entry was changed since', 'Another version was written since; look again.');

/** What was settled, so that its reply is an answer. */
const SETTLED: readonly (Outcome | undefined)[] = ['answered', 'resolved', 'explained'];

const TELLS: Readonly<Record<Telling, string>> = {
  name: 'the caller’s name',
  phone: 'the caller’s phone number',
  address: 'the address of the matter',
};

/**
 * An entry is public: it says nothing of any person, whoever wrote it, and one that came of a ticket nothing of its caller (WF-7, WF-11).
 * @throws a 422 that says what and where, and never repeats it
 */
async function mustSayNobody(store: Store, subject: Subject, entry: Entry): Promise<void> {
  const known = entry.proposedFrom === undefined ? undefined : await knownOf(store, subject, entry);
  const faults = (['question', 'answer', 'source'] as const).flatMap((path): ProblemError[] => {
    const said = entry[path];
    const found = [
      ...(hasMobile(said) ? ['a mobile number'] : []),
      ...(hasIdentity(said) ? ['the number of an identity card'] : []),
      ...(entry.proposed && hasLandline(said) ? ['a phone number'] : []),
      // One that is found above is not told of twice.
      ...(known
        ? saysWho(said, hasMobile(said) ? { ...known, phone: undefined } : known).map((it) => TELLS[it])
        : []),
    ];
    return found.map((what) => ({
      path,
      message: `expected a text without ${what}: it is public`,
      rule: 'WF-7',
    }));
  });
  if (faults.length > 0) throw invalid('An entry says nothing of any person.', faults);
}

/** Who raised the ticket that a proposal comes of. @throws a 422 for one that gives no proposal */
async function knownOf(store: Store, subject: Subject, { version, proposedFrom = '' }: Entry) {
  const ticket = await store.tickets.find(proposedFrom);
  const contact = ticket && (await store.tickets.contactOf(proposedFrom));
  // What was written of it stands; nobody knows any more whom it could name.
  if (version > 1 && !contact) return undefined;
  const fail = (message: string): never => {
    throw invalid('No proposal can come of this ticket.', [{ path: 'proposedFrom', message }]);
  };
  if (!ticket || !maySee(subject, ticket)) return fail('expected the number of a ticket');
  if (!SETTLED.includes(ticket.outcome))
    return fail('expected a ticket that was answered, resolved or explained');
  // Nobody learns by trying who its caller is.
  if (isConfidential(ticket)) return fail('expected a ticket that is not confidential');
  if (!contact) return fail('expected a ticket whose personal data was not erased');
  const { caller, address } = contact;
  return { name: caller.name, phone: caller.phone, address };
}
