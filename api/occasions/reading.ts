import { allowed } from '../../domain/occasions/decide';
import { type Occasion, owing, partiesIn, stateOf, stepOf, titleOf } from '../../domain/occasions/occasion';
import { sentenceOf, stepName } from '../../domain/occasions/told';
import { isoInstant } from '../../domain/time/instant';
import { spanText } from '../../domain/time/span';
import type { ListedOccasion, StoredOccasion } from '../../storage/occasions/occasions';
import type { Store } from '../../storage/store';
import { present } from '../commands/body-parts';
import type { Asked, LookedAt } from '../http/address';
import { notFound } from '../http/problem';
import type { Parts } from '../parts';
import { knowsAccounts } from '../requests/access';
import { actsFor, type Subject } from '../requests/subject';
import type { ListedOccasionAnswer, OccasionAnswer } from './answers';
import type { OccasionsQuery } from './bodies';

/** For whom somebody reads; undefined for those who read all. */
function readsFor(subject: Subject): readonly string[] | undefined {
  if (subject.role === 'unit') return actsFor(subject);
  return subject.role === 'leader' ? ['leader'] : undefined;
}

/** Units and leaders see what has come to them; what is only drafted they don't. */
function maySeeOccasion(subject: Subject, occasion: Occasion): boolean {
  const own = readsFor(subject);
  return own === undefined || partiesIn(occasion).some((it) => own.includes(it));
}

export interface FoundOccasion {
  readonly store: Store;
  readonly found: StoredOccasion;
}

export interface OccasionPath {
  readonly rulebook: string;
  readonly kind: string;
  readonly key: string;
}

export const noOccasion = () => notFound('There is no such occasion.');

/** The occasion that a path names. @throws a 404 also for one that is not the asker's to see */
export const findsOccasion =
  ({ database }: Pick<Parts, 'database'>) =>
  async ({
    params: { rulebook, kind, key },
    subject,
  }: Pick<Asked<OccasionPath>, 'params' | 'subject'>): Promise<FoundOccasion> => {
    const store = await database.store();
    const found = await store.occasions.find(`${rulebook}/${kind}/${key}`);
    if (!found || !maySeeOccasion(subject, found.occasion)) throw noOccasion();
    return { store, found };
  };

export const listingOccasions =
  ({ database }: Pick<Parts, 'database'>) =>
  async ({ subject, query: { cursor, limit, ...filter } }: { subject: Subject; query: OccasionsQuery }) => {
    const store = await database.store();
    const parties = readsFor(subject);
    const page = await store.occasions.list({ ...present(filter), ...present({ parties }) }, cursor, limit);
    return { json: { items: page.items.map(listedJson), nextCursor: page.nextCursor ?? null } };
  };

const listedJson = ({ openedAt, due, ...rest }: ListedOccasion): ListedOccasionAnswer => ({
  ...rest,
  openedAt: isoInstant(openedAt),
  ...(due === undefined ? {} : { due: isoInstant(due) }),
});

export const readingOccasion = async ({
  subject,
  found: { store, found },
}: {
  subject: Subject;
  found: FoundOccasion;
}) => ({ json: await occasionJson(store, found, subject), looked: lookedAt(found) });

/** Of which tickets an occasion speaks: who is shown it is noted with them (WF-7, JE-20). */
export function lookedAt({
  input,
  occasion,
}: Pick<StoredOccasion, 'input' | 'occasion'>): 'nothing' | LookedAt {
  const { ticket } = input.about;
  const all = [
    ...(ticket === undefined ? [] : [ticket]),
    ...occasion.attached,
    ...(occasion.drawn?.tickets ?? []),
  ];
  return all.length === 0
    ? 'nothing'
    : { tickets: [...new Set(all)].map((id) => ({ id })), callerShown: false };
}

/** An occasion as this reader sees it. */
export async function occasionJson(
  store: Pick<Store, 'occasionTexts'>,
  { input, occasion, events, filled }: StoredOccasion,
  subject: Subject,
): Promise<OccasionAnswer> {
  const { kind, about, planned, openedAt, cause } = input;
  const { clock, closedAt, drawn, checks } = occasion;
  const texts = await store.occasionTexts.of(events.flatMap(({ command }) => command ?? []));
  const ofHotline = ['operator', 'supervisor', 'admin', 'auditor'].includes(subject.role);
  const toWritten = (id: string): string | undefined => texts.get(occasion.written[id] ?? '')?.texts[id];
  return {
    id: input.id,
    rulebook: input.rulebook,
    kind: kind.id,
    title: titleOf(input),
    state: stateOf(occasion),
    ...present({ outcome: occasion.outcome, source: kind.source }),
    openedAt: isoInstant(openedAt),
    ...(clock === undefined ? {} : { due: isoInstant(clock.due) }),
    overdue: clock?.state === 'breached',
    seq: occasion.seq,
    cause,
    about: { ...about },
    ...(planned === undefined ? {} : { planned: isoInstant(planned) }),
    ...(closedAt === undefined ? {} : { closedAt: isoInstant(closedAt) }),
    steps: kind.steps.map((step, i) => ({
      do: step.do,
      label: stepName(occasion, i),
      who: [...step.who],
      ...(step.limit === undefined ? {} : { limit: spanText(step.limit) }),
      state: occasion.step === i ? 'now' : occasion.begun.includes(i) ? 'done' : 'ahead',
      late: occasion.late.includes(i),
    })),
    owing: stepOf(occasion) ? [...owing(occasion)] : [],
    circulated: [...occasion.circulated],
    read: [...occasion.read],
    ...(drawn
      ? {
          sample: {
            seed: drawn.seed,
            population: drawn.population,
            digest: drawn.digest,
            ...(filled.population ? { from: [...filled.population] } : {}),
            tickets: [...drawn.tickets],
            results: [...checks],
          },
        }
      : {}),
    attached: [...occasion.attached],
    ...(ofHotline && kind.simulated
      ? { simulated: { most: occasion.mayBeSimulated, tickets: [...occasion.simulated] } }
      : {}),
    document: kind.document.map((section) => ({
      ...present({ id: section.id, title: section.title, source: section.source }),
      ...('writes' in section
        ? { writes: section.writes, ...present({ text: toWritten(section.id) }) }
        : shownSection(section.shows, filled.sections[section.id], occasion)),
    })),
    ledger: events
      .filter(({ type }) => ofHotline || type !== 'simulated')
      .map((event) => {
        const given = event.command === undefined ? undefined : texts.get(event.command);
        // Drafts that were replaced stand with their own lines; what is written now stands in the document.
        const said = 'text' in event.data && event.type !== 'drafted' ? given?.texts : undefined;
        return {
          seq: event.seq,
          at: isoInstant(event.at),
          type: event.type,
          actor: event.actor,
          ...(knowsAccounts(subject) && given ? { sub: given.by.sub } : {}),
          says: sentenceOf(occasion, event),
          ...(said && Object.keys(said).length > 0 ? { texts: { ...said } } : {}),
        };
      }),
    allowed: allowed(occasion).filter((name) => name !== 'simulate'),
  };
}

type Filled = Pick<OccasionAnswer['document'][number], 'lines' | 'rows'>;

function shownSection(shows: string, kept: unknown, { drawn, checks, attached }: Occasion): Filled {
  if (shows === 'tickets') return { lines: [...attached] };
  if (shows === 'sample')
    return {
      lines: (drawn?.tickets ?? []).map((ticket) => {
        const result = checks.find((it) => it.ticket === ticket);
        return `${ticket}：${result === undefined ? '待复查' : result.passed ? '合格' : '不合格'}`;
      }),
    };
  return (kept as Filled | undefined) ?? { lines: [] };
}
