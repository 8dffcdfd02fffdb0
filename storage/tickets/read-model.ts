import { isDeepStrictEqual } from 'node:util';
import type { Turn } from '../../domain/telling/turn';
import type { TicketView } from '../../domain/telling/view';
import type { TicketInput } from '../../domain/ticket/input';
import type { Registration } from '../../domain/ticket/register';
import type { Instant } from '../../domain/time/instant';
import { keysOf } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { openedText } from './texts/sealed-text';
import {
  comparable,
  type Imported,
  type RulebookRef,
  type StoredView,
  type TicketDocument,
  type TicketModel,
  UNCOUNTED,
  UNTOLD,
} from './ticket-document';

/** A ticket as lists show it. */
export interface ListedTicket extends TicketView {
  readonly id: string;
  readonly matter: Registration;
  readonly rulebook: RulebookRef;
  readonly title: string;
  /** False until its workflow is known to have been started. */
  readonly started: boolean;
  /** When its personal data was erased. */
  readonly erasedAt?: Instant;
}

export interface StoredTicket extends ListedTicket {
  readonly content: string;
  readonly registeredBy: string;
  /** How often its caller's code was made anew. */
  readonly codeGeneration: number;
  /** Where it comes from, where another system handled it first. */
  readonly imported?: Imported;
  /** What binds to its title and content where they were put right. */
  readonly said?: string;
  /** When it was put into the archive; from then on nothing is added to it. */
  readonly archivedAt?: Instant;
}

/** A ticket whose read model was just written, and whether it shows the turn that was written or one that was decided later. */
export interface ShownTicket {
  readonly id: string;
  readonly matter: Pick<
    Registration,
    'kind' | 'channel' | 'category' | 'urgency' | 'origin' | 'district' | 'simulated'
  >;
  readonly rulebook: RulebookRef;
  readonly shows: 'this turn' | 'a later turn';
}

/** What a list shows of a ticket. */
export const LISTED = {
  _id: 1,
  version: 1,
  key: 1,
  matter: 1,
  rulebook: 1,
  title: 1,
  erased: 1,
  started: 1,
  view: 1,
  'evaluated.intake.satisfaction': 1,
  'evaluated.intake.by': 1,
  'evaluated.handling.satisfaction': 1,
  'evaluated.handling.by': 1,
  codeGeneration: 1,
} as const;
/** What is needed of a ticket that was just shown. */
const SHOWN = {
  matter: 1,
  startedWith: 1,
  rulebook: 1,
  'view.decided': 1,
  'view.seq': 1,
} as const;
/** What a reader of the ticket itself gets. */
export const READ = { ...LISTED, content: 1, registeredBy: 1, said: 1, imported: 1 } as const;

/** What {@link READ} reads; {@link LISTED} leaves out what a list does not show. */
export type ReadDocument = Pick<
  TicketDocument,
  | '_id'
  | 'version'
  | 'key'
  | 'matter'
  | 'rulebook'
  | 'title'
  | 'content'
  | 'registeredBy'
  | 'view'
  | 'started'
  | 'evaluated'
  | 'codeGeneration'
  | 'erased'
  | 'said'
  | 'imported'
>;

/** What was not kept of tickets that came to their end before it was. */
const BEFORE = { rises: [], corrected: [] } satisfies Partial<StoredView>;
const NONE = { urgedByCaller: 0, deferred: 0, submitted: 0 } satisfies Partial<StoredView['counts']>;

/** A ticket as readers see it. */
export function ticketOf(keys: DataKeys, document: ReadDocument): StoredTicket {
  const {
    _id: id,
    version: _v,
    key: _k,
    view,
    evaluated = {},
    codeGeneration = 0,
    erased,
    ...rest
  } = document;
  const { decided: _, counted: _c, ...shown } = { ...BEFORE, ...view, counts: { ...NONE, ...view.counts } };
  // Those that came after the ticket's workflow had ended stand beside what it left.
  const late = keysOf(evaluated).flatMap((stage) => {
    const { satisfaction, by } = evaluated[stage] ?? {};
    return satisfaction === undefined ? [] : [{ stage, satisfaction, ...(by === undefined ? {} : { by }) }];
  });
  return {
    id,
    ...rest,
    codeGeneration,
    ...openedText(keys, document),
    ...(erased === undefined ? {} : { erasedAt: erased }),
    ...shown,
    evaluations: [...shown.evaluations, ...late],
  };
}

/** How far a ticket is shown, what it was started with, and the numbers of the checkpoints that have it. */
export interface ProvenBy {
  readonly seq: number;
  readonly law: Pick<TicketInput, 'rules' | 'calendar'>;
  readonly checkpoints: readonly number[];
}

export const provenBy = ({
  view: { seq },
  rules,
  calendar,
  checkpoints = [],
}: Pick<TicketDocument, 'view' | 'rules' | 'calendar' | 'checkpoints'>): ProvenBy => ({
  seq,
  law: { rules, calendar },
  checkpoints,
});

/** Tickets as readers see them. */
export function readModelIn(model: TicketModel, keys: DataKeys) {
  return {
    async find(id: string): Promise<StoredTicket | undefined> {
      const stored = await model.findById(id, READ).lean<TicketDocument>();
      return stored ? ticketOf(keys, stored) : undefined;
    },

    /** What a ticket is proven by besides its ledger; undefined for an unknown one. */
    async provenBy(id: string): Promise<ProvenBy | undefined> {
      const stored = await model
        .findById(id, { 'view.seq': 1, rules: 1, calendar: 1, checkpoints: 1 })
        .lean<TicketDocument>();
      return stored ? provenBy(stored) : undefined;
    },

    /**
     * Shows a ticket as a turn left it, and never as an earlier one did: `$max` compares and sets in one step, by the document's id alone.
     * What of its matter was put right follows, where it is still this turn that is shown.
     * @param byCommand the turn came of a command, which waits for its answer
     * @returns undefined where the ticket is not in the database
     */
    async showTurn(
      { ticketId: id, view, counted, about, decided }: Omit<Turn, 'events' | 'notifications'>,
      byCommand = false,
    ): Promise<ShownTicket | undefined> {
      const waits = byCommand ? { unanswered: decided } : {};
      const shown = await model
        .findOneAndUpdate(
          { _id: id },
          {
            $max: { view: comparable(view, decided, counted), ...waits },
            $set: { started: true, uncovered: true, uncounted: UNCOUNTED, untold: UNTOLD },
          },
          { projection: SHOWN, returnDocument: 'after' },
        )
        .lean<TicketDocument>();
      if (!shown) return undefined;
      const { matter: known, startedWith = known, rulebook, view: now } = shown;
      if (now.decided !== decided || now.seq !== view.seq)
        return { id, matter: known, rulebook, shows: 'a later turn' };
      const matter = { ...known, ...about };
      if (!isDeepStrictEqual(matter, known))
        await model.updateOne(
          { _id: id, 'view.decided': decided, 'view.seq': view.seq },
          { $set: { matter, startedWith } },
        );
      return { id, matter, rulebook, shows: 'this turn' };
    },
  };
}
