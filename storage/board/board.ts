import type { TicketId, UnitId } from '../../domain/ids';
import { type Instant } from '../../domain/time/instant';
import type { Kind, Level, TicketState } from '../../domain/words';
import { type Page, pageOf } from '../page';
import type { AllOpenClocks, ClocksDocument } from '../tickets/open-clocks';
import { NO_DUE } from './standing';

/** What a number of the board counts. */
export type BoardNumber = 'open' | 'dueToday' | 'overdue' | 'level2' | 'level3';

/** Of what a number is. */
export interface Counting {
  /** A unit's id; of all districts without it. */
  readonly district?: string;
  /** From after the first of these to the second: a limit that ends at midnight belongs to the day that it ends. */
  readonly today: readonly [from: Instant, to: Instant];
}

/** How many open tickets a unit has. */
export interface UnitLoad {
  readonly unit: UnitId;
  readonly open: number;
  /** Those of which a limit of its own is overdue. */
  readonly overdue: number;
}

/** A ticket behind a number. */
export interface BoardTicket {
  readonly id: TicketId;
  readonly kind: Kind;
  readonly category: string;
  readonly district: string;
  /** The unit that leads. */
  readonly unit?: string;
  readonly state: TicketState;
  readonly level: Level;
  readonly due?: Instant;
  readonly overdue: boolean;
}

const DUE_FIRST = { due: 1, _id: 1 } as const;
const BY_DUE = { field: 'due', earliestFirst: true, of: ({ due = NO_DUE }: ClocksDocument): number => due };

/** Figures of what is open, by what is kept of every open ticket beside the read model: small documents, and none of a closed one. */
export function boardIn({ model }: Pick<AllOpenClocks, 'model'>) {
  const count = (wanted: object): Promise<number> => model.countDocuments(wanted);

  return {
    async counts({ district, today }: Counting): Promise<Record<BoardNumber, number>> {
      const of = (number: BoardNumber): Promise<number> => count(conditionsOf(number, { district, today }));
      const [open, dueToday, overdue, level2, level3] = await Promise.all([
        of('open'),
        of('dueToday'),
        of('overdue'),
        of('level2'),
        of('level3'),
      ]);
      return { open, dueToday, overdue, level2, level3 };
    },

    /** Of every unit that has something to do in an open ticket, in no order. */
    async load(district?: string): Promise<UnitLoad[]> {
      const found = await model.aggregate<{ _id: UnitId; open: number; overdue: number }>([
        { $match: inFigures(district) },
        { $project: { works: 1, late: 1 } },
        { $unwind: '$works' },
        {
          $group: {
            _id: '$works',
            open: { $sum: 1 },
            overdue: { $sum: { $cond: [{ $in: ['$works', '$late'] }, 1, 0] } },
          },
        },
      ]);
      return found.map(({ _id: unit, open, overdue }) => ({ unit, open, overdue }));
    },

    /**
     * The tickets behind a number, those first whose earliest open limit ends first.
     * @param unit only those in which this unit has something to do; of what is overdue, those of which a limit of its own is
     * @param cursor the `nextCursor` of the page before
     * @param limit at least 1
     * @throws RangeError for a cursor that no list gave out
     */
    async tickets(
      number: BoardNumber,
      counting: Counting & { readonly unit?: string },
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<BoardTicket>> {
      const { unit } = counting;
      const its = unit === undefined ? {} : { works: unit, ...(number === 'overdue' ? { late: unit } : {}) };
      const wanted = { ...conditionsOf(number, counting), ...its };
      const page = await pageOf({ cursor, limit }, BY_DUE, (conditions, most) =>
        model
          .find({ $and: [wanted, ...conditions] }, { clocks: 0, unattended: 0 })
          .sort(DUE_FIRST)
          .limit(most)
          .lean<ClocksDocument[]>(),
      );
      return { ...page, items: page.items.map(ticketOf) };
    },
  };
}

const inFigures = (district: string | undefined) => ({
  inFigures: true,
  ...(district === undefined ? {} : { district }),
});

function conditionsOf(
  number: BoardNumber,
  { district, today: [from, to] }: Counting,
): Record<string, unknown> {
  const all = inFigures(district);
  switch (number) {
    case 'open':
      return all;
    case 'dueToday':
      return { ...all, due: { $gt: from, $lte: to } };
    case 'overdue':
      return { ...all, overdue: true };
    case 'level2':
      return { ...all, level: 2 };
    case 'level3':
      return { ...all, level: 3 };
  }
}

function ticketOf({
  _id: id,
  bound,
  district = '',
  level = 0,
  due = NO_DUE,
  overdue = false,
}: ClocksDocument): BoardTicket {
  // As `clocksDocument` wrote it.
  const { kind, category, state, assignments } = JSON.parse(bound) as Pick<
    BoardTicket,
    'kind' | 'category' | 'state'
  > & { readonly assignments: readonly { readonly unit: string; readonly role: string }[] };
  const lead = assignments.find(({ role }) => role === 'lead')?.unit;
  return {
    id,
    kind,
    category,
    district,
    ...(lead === undefined ? {} : { unit: lead }),
    state,
    level,
    ...(due === NO_DUE ? {} : { due }),
    overdue,
  };
}
