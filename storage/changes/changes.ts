import { isDeepStrictEqual } from 'node:util';
import { type Connection, Schema } from 'mongoose';
import type { CalendarDay, CalendarYear } from '../../domain/time/calendar';
import type { PublishedCalendars } from '../../domain/time/local-days';
import type { Instant } from '../../domain/time/instant';
import type { Kind } from '../../domain/words';
import { isNew } from '../errors';

/** What all changes of what binds open tickets have in common. They are numbered one after the other, from 1. */
interface Made {
  readonly id: number;
  readonly at: Instant;
  /** The account that made it. */
  readonly by: string;
  /** Missing until its workflow has looked for tickets. */
  readonly progress?: Progress;
}

/** A year was published, for the first time or once more: by the nation, or by the city of a rulebook for the tickets of that alone. */
export type CalendarChange = Made & {
  readonly kind: 'calendar';
  readonly rulebook?: string;
} & CalendarVersion;

/** Whom a publication reaches: all tickets, or those of its rulebook, as far as they know of none that is as new. */
export type Reaching = Pick<CalendarChange, 'id' | 'rulebook'>;

/** Another version of a rulebook is applied to tickets that are open. */
export type RulebookChange = Made & {
  readonly kind: 'rulebook';
  readonly rulebook: string;
  readonly version: string;
  /** Of the file that is applied, shortened as tickets keep it. */
  readonly hash: string;
  readonly filter: Chosen;
  readonly reason: string;
};

export type Change = CalendarChange | RulebookChange;

/** Which of a rulebook's open tickets it is applied to; all where nothing is said. */
export interface Chosen {
  readonly tickets?: readonly string[];
  readonly kind?: Kind;
  readonly district?: string;
}

/** One edition of a year; the first may have come with the package, and has no moment and nobody who published it. */
export interface CalendarVersion extends CalendarYear {
  readonly version: number;
}

/** How far a change is, as its workflow last saw it. */
export interface Progress {
  readonly state: 'running' | 'completed' | 'failed';
  /** Tickets that were found and are not bound yet. */
  readonly left: number;
  /** Tickets that could not be bound when it ended. */
  readonly failed: number;
  readonly completedAt?: Instant;
}

type NewChange = Omit<CalendarChange, 'id'> | (Omit<RulebookChange, 'id'> & { readonly request: string });

type ChangeDocument = { _id: number; request?: string } & NewChange;

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: Number, required: true },
    kind: { type: String, required: true, enum: ['calendar', 'rulebook'] },
    at: { type: Number, required: true },
    by: { type: String, required: true },
    year: Number,
    version: { type: Mixed, required: true },
    source: String,
    days: { type: Mixed },
    rulebook: String,
    hash: String,
    filter: Mixed,
    reason: String,
    request: String,
    progress: Mixed,
  },
  { minimize: false, versionKey: false },
);

/** What is published. */
export interface Publication {
  /** Whose city publishes days of its own; the nation without it. */
  readonly rulebook?: string;
  readonly year: number;
  readonly source: string;
  readonly days: readonly CalendarDay[];
  readonly at: Instant;
  readonly by: string;
}

/** The newest edition of every year, with the numbers of the newest publications. */
export interface NewestCalendars extends PublishedCalendars {
  /** Of the nation; 0 before the first. */
  readonly publication: number;
  /** Of each city, by rulebook. */
  readonly localPublications: ReadonlyMap<string, number>;
}

/** The newest publication that the tickets of a rulebook are bound to by these calendars. */
export const publicationFor = (
  { publication, localPublications }: NewestCalendars,
  rulebook: string,
): number => Math.max(publication, localPublications.get(rulebook) ?? 0);

const isCalendar = (change: Change): change is CalendarChange => change.kind === 'calendar';

const editions = (year: number, rulebook?: string): Record<string, unknown> => ({
  kind: 'calendar',
  year,
  rulebook: rulebook ?? { $exists: false },
});

/** @param changes in their order */
function newestOf(packaged: readonly CalendarYear[], changes: readonly CalendarChange[]): NewestCalendars {
  const national = new Map(packaged.map((it) => [it.year, it]));
  const cities = new Map<string, Map<number, CalendarYear>>();
  const localPublications = new Map<string, number>();
  let publication = 0;
  for (const { id, rulebook, year, source, days } of changes) {
    if (rulebook === undefined) {
      national.set(year, { year, source, days });
      publication = id;
    } else {
      const known = cities.get(rulebook) ?? new Map<number, CalendarYear>();
      cities.set(rulebook, known.set(year, { year, source, days }));
      localPublications.set(rulebook, id);
    }
  }
  const local = new Map([...cities].map(([rulebook, years]) => [rulebook, inOrder(years)]));
  return { years: inOrder(national), local, publication, localPublications };
}

const inOrder = (years: ReadonlyMap<number, CalendarYear>): CalendarYear[] =>
  [...years.values()].toSorted((a, b) => a.year - b.year);

/** A year is not published: another edition is the newest than whoever publishes it had seen, or an earlier one said the same and was replaced. */
export class StaleEdition extends Error {
  override readonly name = 'StaleEdition';
  /** @param says the edition that says the same, where there is one */
  constructor(
    readonly newest: number,
    readonly says?: number,
  ) {
    super(`Edition ${newest} is the newest.`);
  }
}

export type Changes = ReturnType<typeof changesIn>;

/** Every calendar that was published and every rulebook that was applied anew, in order. Nothing of it but its progress is ever changed. */
export function changesIn(connection: Connection) {
  const model = connection.model('change', schema, 'changes');
  const changeOf = ({ _id: id, request: _, ...rest }: ChangeDocument): Change => ({ id, ...rest });

  /**
   * Takes the next number. Whoever saw an older newest one than there is meets a number that is taken, and looks again:
   * what `make` decides by is never out of date.
   * @param make the document, from all that is known; or a change that makes a new one needless
   */
  async function add<D extends NewChange, R>(
    known: () => Promise<{ newest: number; changes: ChangeDocument[] }>,
    make: (changes: readonly ChangeDocument[]) => { is: 'new'; document: D } | { is: 'known'; known: R },
  ): Promise<{ is: 'new'; change: D & { id: number } } | { is: 'known'; known: R }> {
    for (;;) {
      const { newest, changes } = await known();
      const made = make(changes);
      if (made.is === 'known') return made;
      const id = newest + 1;
      const document: ChangeDocument = { _id: id, ...made.document };
      if (await isNew(model.insertMany([document], { lean: true })))
        return { is: 'new', change: { id, ...made.document } };
    }
  }

  async function newestId(): Promise<number> {
    const newest = await model.findOne({}, { _id: 1 }).sort({ _id: -1 }).lean<ChangeDocument>();
    return newest?._id ?? 0;
  }

  /** The number is read first: a change that comes in between makes it taken. */
  const all = async (filter: Record<string, unknown>) => {
    const newest = await newestId();
    const changes = await model.find(filter).sort({ _id: 1 }).lean<ChangeDocument[]>();
    return { newest, changes };
  };

  return {
    model,

    /**
     * Publishes a year, unless its newest edition says the same.
     * @param packaged the nation's edition that came with the package
     * @param seen the edition that it is to take the place of (0 where there was none); where that is not the newest any more nothing is published.
     *   Who does not say is taken to have come late with what an earlier edition says: that is published again for nobody.
     * @throws StaleEdition
     */
    async publish(
      { rulebook, year, source, days, at, by }: Publication,
      packaged?: CalendarYear,
      seen?: number,
    ): Promise<
      | { readonly is: 'new'; readonly change: CalendarChange }
      | { readonly is: 'known'; readonly known: CalendarVersion | CalendarChange }
    > {
      return add(
        () => all(editions(year, rulebook)),
        (changes) => {
          const earlier = changes.map(changeOf).filter(isCalendar);
          const all = [...(packaged ? [{ ...packaged, version: 1 }] : []), ...earlier];
          const newest = all.at(-1);
          const same = all.findLast((it) => it.source === source && isDeepStrictEqual(it.days, days));
          if (newest && same === newest) return { is: 'known', known: newest };
          const last = newest?.version ?? 0;
          const isStale = seen === undefined ? same !== undefined : seen !== last;
          if (isStale) throw new StaleEdition(last, same?.version);
          const version = last + 1;
          const whose = rulebook === undefined ? {} : { rulebook };
          return {
            is: 'new',
            document: { kind: 'calendar' as const, ...whose, year, version, source, days, at, by },
          };
        },
      );
    },

    /** The editions of a year that were published here, newest first. @param rulebook those of its city; the nation's without it */
    async editionsOf(year: number, rulebook?: string): Promise<CalendarChange[]> {
      const { changes } = await all(editions(year, rulebook));
      return changes.map(changeOf).filter(isCalendar).toReversed();
    },

    /**
     * @param packaged the nation's editions that came with the package
     * @param upTo as it was after this change
     */
    async newestCalendars(
      packaged: readonly CalendarYear[],
      upTo = Number.MAX_SAFE_INTEGER,
    ): Promise<NewestCalendars> {
      const filter: Record<string, unknown> = { kind: 'calendar', _id: { $lte: upTo } };
      const changes = await model.find(filter).sort({ _id: 1 }).lean<ChangeDocument[]>();
      return newestOf(packaged, changes.map(changeOf).filter(isCalendar));
    },

    /** Notes that a rulebook is to be applied anew; the same request again finds its change. */
    async reapply(
      request: string,
      change: Omit<RulebookChange, 'id' | 'kind' | 'progress'>,
    ): Promise<RulebookChange> {
      const added = await add(
        () => all({ kind: 'rulebook' }),
        (changes) => {
          const asked = changes.filter((it) => it.request === request).map(changeOf);
          const known = asked.find((it) => it.kind === 'rulebook');
          if (known) return { is: 'known', known };
          return { is: 'new', document: { kind: 'rulebook' as const, ...change, request } };
        },
      );
      return added.is === 'new' ? added.change : added.known;
    },

    /** The change that a request has made already. */
    async ofRequest(request: string): Promise<Change | undefined> {
      const found = await model.findOne({ request }).lean<ChangeDocument>();
      return found ? changeOf(found) : undefined;
    },

    async find(id: number): Promise<Change | undefined> {
      const found = await model.findById(id).lean<ChangeDocument>();
      return found ? changeOf(found) : undefined;
    },

    /** Newest first. @param before only those with a smaller number */
    async list(before: number, limit: number): Promise<Change[]> {
      const found = await model
        .find({ _id: { $lt: before } })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<ChangeDocument[]>();
      return found.map(changeOf);
    },

    /** The nation's newest publication, and that of each city which came after it: whoever knows of these knows of all. */
    async newestPublications(): Promise<Reaching[]> {
      const { changes } = await all({ kind: 'calendar' });
      const { publication, localPublications } = newestOf([], changes.map(changeOf).filter(isCalendar));
      const later = [...localPublications].filter(([, id]) => id > publication);
      return [
        ...(publication > 0 ? [{ id: publication }] : []),
        ...later.map(([rulebook, id]) => ({ id, rulebook })),
      ];
    },

    /** Those that have not come to their end, oldest first. */
    async open(): Promise<Change[]> {
      const { changes } = await all({ 'progress.completedAt': { $exists: false } });
      return changes.map(changeOf);
    },

    async noteProgress(id: number, progress: Progress): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { progress } });
    },
  };
}
