import { isDeepStrictEqual } from 'node:util';
import { type Connection, Schema } from 'mongoose';
import type { CalendarDay, CalendarYear } from '../../domain/time/calendar';
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

/** A year was published, for the first time or once more. */
export type CalendarChange = Made & { readonly kind: 'calendar' } & CalendarVersion;

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
schema.index({ kind: 1, year: 1, _id: 1 });
schema.index({ request: 1 }, { sparse: true });

/** What is published. */
export interface Publication {
  readonly year: number;
  readonly source: string;
  readonly days: readonly CalendarDay[];
  readonly at: Instant;
  readonly by: string;
}

const isCalendar = (change: Change): change is CalendarChange => change.kind === 'calendar';

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
     * @param packaged the edition that came with the package
     */
    async publish(
      { year, source, days, at, by }: Publication,
      packaged?: CalendarYear,
    ): Promise<
      | { readonly is: 'new'; readonly change: CalendarChange }
      | { readonly is: 'known'; readonly known: CalendarVersion | CalendarChange }
    > {
      return add(
        () => all({ kind: 'calendar', year }),
        (changes) => {
          const earlier = changes.map(changeOf).filter(isCalendar);
          const newest = earlier.at(-1) ?? (packaged && { ...packaged, version: 1 });
          if (newest && newest.source === source && isDeepStrictEqual(newest.days, days))
            return { is: 'known', known: newest };
          const version = (newest?.version ?? 0) + 1;
          return { is: 'new', document: { kind: 'calendar' as const, year, version, source, days, at, by } };
        },
      );
    },

    /** The editions of a year that were published here, newest first. */
    async editionsOf(year: number): Promise<CalendarChange[]> {
      const { changes } = await all({ kind: 'calendar', year });
      return changes.map(changeOf).filter(isCalendar).toReversed();
    },

    /**
     * The newest edition of every year, and the number of the newest publication; 0 before the first.
     * @param packaged the editions that came with the package
     * @param upTo as it was after this change
     */
    async newestCalendars(
      packaged: readonly CalendarYear[],
      upTo = Number.MAX_SAFE_INTEGER,
    ): Promise<{ years: CalendarYear[]; publication: number }> {
      const filter: Record<string, unknown> = { kind: 'calendar', _id: { $lte: upTo } };
      const changes = await model.find(filter).sort({ _id: 1 }).lean<ChangeDocument[]>();
      const years = new Map(packaged.map((it) => [it.year, it]));
      let publication = 0;
      for (const change of changes.map(changeOf).filter(isCalendar)) {
        const { year, source, days, id } = change;
        years.set(year, { year, source, days });
        publication = id;
      }
      return { years: [...years.values()].toSorted((a, b) => a.year - b.year), publication };
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

    /** The number of the newest publication of a calendar; none before the first. */
    async newestPublication(): Promise<number | undefined> {
      const newest = await model
        .findOne({ kind: 'calendar' }, { _id: 1 })
        .sort({ _id: -1 })
        .lean<ChangeDocument>();
      return newest?._id;
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
