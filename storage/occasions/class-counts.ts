import type { ClassCount } from '../../domain/occasions/classes';
import type { Instant } from '../../domain/time/instant';
import type { Outcome } from '../../domain/words';
import type { TicketDocument, TicketModel } from '../tickets/ticket-document';

/** Simulated matters are in no figure (JE-16). */
const REAL = { 'matter.simulated': { $exists: false } } as const;

/** What was settled by handling it: it can be inspected again (JE-14: 已处理结束). */
const SETTLED: readonly Outcome[] = ['resolved', 'explained', 'unfinished'];

/** A matter that was raised before, or is handled again and again. */
export interface Repeat {
  readonly ticket: string;
  /** None of what was counted as one before, and only became a difficult point now. */
  readonly how?: 'merged' | 'came-back' | 'linked' | 'handled-again';
  /** It became a difficult point by its rulebook (JE-17). */
  readonly difficult: boolean;
}

type Looked = Pick<TicketDocument, '_id' | 'matter' | 'view'>;
const OF_REPEATS = {
  'matter.follows': 1,
  'matter.receivedAt': 1,
  'view.mergedInto': 1,
  'view.links': 1,
  'view.difficultSince': 1,
} as const;

/** Counts of tickets, as occasions show them: of one rulebook, within a time from its beginning on. */
export function classCountsIn(model: TicketModel) {
  const received = (rulebook: string, from: Instant, to: Instant) => ({
    'rulebook.id': rulebook,
    'matter.receivedAt': { $gte: from, $lt: to },
    ...REAL,
  });
  const closed = (rulebook: string, from: Instant, to: Instant) => ({
    'rulebook.id': rulebook,
    'view.closedAt': { $gte: from, $lt: to },
    ...REAL,
  });

  return {
    /** What came in, by class. */
    async byCategory(rulebook: string, from: Instant, to: Instant): Promise<ClassCount[]> {
      const found = await model.aggregate<{ _id: string; count: number }>([
        { $match: received(rulebook, from, to) },
        { $group: { _id: '$matter.category', count: { $sum: 1 } } },
      ]);
      return found.map(({ _id: category, count }) => ({ category, count }));
    },

    /** What was closed, by how. */
    async byOutcome(
      rulebook: string,
      from: Instant,
      to: Instant,
    ): Promise<{ readonly outcome: Outcome; readonly count: number }[]> {
      const found = await model.aggregate<{ _id: Outcome; count: number }>([
        { $match: closed(rulebook, from, to) },
        { $group: { _id: '$view.outcome', count: { $sum: 1 } } },
      ]);
      return found.map(({ _id: outcome, count }) => ({ outcome, count }));
    },

    /** What was settled, by number, in the order in which it was: what can be drawn. @param category of this class alone */
    async settled(rulebook: string, from: Instant, to: Instant, category?: string): Promise<string[]> {
      const found = await model
        .find(
          {
            ...closed(rulebook, from, to),
            'view.outcome': { $in: SETTLED },
            ...(category === undefined ? {} : { 'matter.category': category }),
          },
          { _id: 1 },
        )
        .sort({ 'view.closedAt': 1, _id: 1 })
        .lean<{ _id: string }[]>();
      return found.map(({ _id }) => _id);
    },

    /**
     * What came in and is a repeat of another matter: it was merged, came back after closure, or is linked with one that came before it (JE-13);
     * and what became a difficult point then, whenever it came in, which may be by being handled again and again. In the order of their
     * numbers; of two that are linked the first is no repeat.
     */
    async repeats(rulebook: string, from: Instant, to: Instant): Promise<Repeat[]> {
      const again = await model
        .find(
          {
            ...received(rulebook, from, to),
            $or: [
              { 'view.mergedInto': { $exists: true } },
              { 'matter.follows': { $exists: true } },
              { 'view.links.0': { $exists: true } },
            ],
          },
          OF_REPEATS,
        )
        .lean<Looked[]>();
      const difficult = await model
        .find(
          { 'rulebook.id': rulebook, 'view.difficultSince': { $gte: from, $lt: to }, ...REAL },
          OF_REPEATS,
        )
        .lean<Looked[]>();
      const found = new Map([...again, ...difficult].map((it) => [it._id, it]));
      const links = [...found.values()].flatMap(({ view }) => view.links ?? []);
      const others = await model
        .find({ _id: { $in: links } }, { 'matter.receivedAt': 1 })
        .lean<Pick<TicketDocument, '_id' | 'matter'>[]>();
      const receivedAt = new Map(others.map(({ _id, matter }) => [_id, matter.receivedAt]));
      // What is not found any more lies in the archive: it was closed long ago.
      const isLater = ({ _id, matter }: Looked, other: string): boolean =>
        (receivedAt.get(other) ?? 0) < matter.receivedAt ||
        (receivedAt.get(other) === matter.receivedAt && other < _id);
      const isIn = (moment: Instant | undefined): boolean =>
        moment !== undefined && moment >= from && moment < to;
      const kindOf = (it: Looked): Repeat['how'] => {
        if (it.view.mergedInto !== undefined) return 'merged';
        if (it.matter.follows !== undefined) return 'came-back';
        return it.view.links?.some((other) => isLater(it, other)) ? 'linked' : undefined;
      };
      const repeats = [...found.values()].flatMap((it): Repeat[] => {
        const difficult = isIn(it.view.difficultSince);
        // As a repeat it counts when it comes in; that it is handled again is only known later.
        const kind = kindOf(it);
        const counts = kind === undefined ? difficult : isIn(it.matter.receivedAt);
        if (!counts) return difficult ? [{ ticket: it._id, difficult }] : [];
        return [{ ticket: it._id, how: kind ?? 'handled-again', difficult }];
      });
      return repeats.toSorted((a, b) => (a.ticket < b.ticket ? -1 : 1));
    },

    /** Suggestions that came in, by number and class (JE-24). */
    async suggestions(
      rulebook: string,
      from: Instant,
      to: Instant,
    ): Promise<{ readonly ticket: string; readonly category: string }[]> {
      const found = await model
        .find({ ...received(rulebook, from, to), 'matter.kind': 'suggestion' }, { 'matter.category': 1 })
        .lean<{ _id: string; matter: { category: string } }[]>();
      return found.map(({ _id: ticket, matter }) => ({ ticket, category: matter.category }));
    },
  };
}
