import { type Connection, Schema } from 'mongoose';
import type { Counted } from '../../domain/reports/counted';
import type { TicketView } from '../../domain/telling/view';
import type { TicketInput } from '../../domain/ticket/input';
import type { Registration } from '../../domain/ticket/register';
import type { Instant } from '../../domain/time/instant';
import { keysOf, type OwnWay, type Stage, STATES } from '../../domain/words';

/** Which rulebook a ticket is bound to; without a hash where it was bound before files were told apart. */
export interface RulebookRef {
  readonly id: string;
  readonly version: string;
  readonly hash?: string;
  /** In which edition its rules were compiled; none where that was before editions were told apart. */
  readonly edition?: number;
}

/** The system that handled a ticket first, and its number there. */
export interface Imported {
  readonly source: string;
  readonly externalId: string;
}

/** What a caller says of a ticket whose workflow is over (HZ-10). */
export interface LateEvaluation {
  readonly satisfaction: string;
  /** None of those that came before this was kept. */
  readonly by?: OwnWay;
  /** The id of the command that it came with: the same once more is the same evaluation. */
  readonly command: string;
  /** The account, or how somebody without one came in. */
  readonly sub: string;
  readonly at: Instant;
  readonly comment?: string;
}

/** As they lie in a ticket's document, each stage once; comments sealed. */
export type LateEvaluations = { readonly [S in Stage]?: LateEvaluation };

/**
 * A view as it is stored begins with when it was decided, and its `seq`: the database compares two documents field by field, in order,
 * so that the view that was decided later is the greater (see `showTurn`).
 */
export type StoredView = { readonly decided: Instant } & TicketView & {
    /** What of it is counted, as JSON; empty where nothing is, and none in views from before it was kept. */
    readonly counted?: string;
  };
export const comparable = (
  { seq, ...rest }: TicketView,
  decided: Instant,
  counted: Counted | undefined,
): StoredView => ({
  decided,
  seq,
  ...rest,
  counted: counted ? JSON.stringify(counted) : '',
});

/** All that is kept of a ticket. */
export interface TicketDocument {
  _id: string;
  /** Of the format (`TICKET_VERSION`); none in the first. */
  version?: number;
  /** The ticket's own key, wrapped by a data key; none in the first format. */
  key?: string;
  /** As it stands by now: what lists are chosen by, and readers see. */
  matter: Registration;
  /** What its workflow was started with, where some of that was put right since (`amend`). */
  startedWith?: Registration;
  rules: TicketInput['rules'];
  calendar: TicketInput['calendar'];
  /** What `calendar` knows of. */
  publication?: number;
  /** The newest publication that it is bound to by now. */
  calendarBy?: number;
  /** What it is bound to by now; `rules` is what it was started with. */
  rulebook: RulebookRef;
  rulebookBy?: number;
  /** Sealed, as the content, but for the first format. */
  title: string;
  content: string;
  contact: string;
  phoneHash?: string;
  /** What title and content are found by (`sealedBigrams`); missing until the sweep has looked at a ticket of before. */
  words?: number[];
  /** So many of them, the first, are the title's; not kept of tickets of before. */
  titled?: number;
  /** The data key that phone and words are hashed with; not kept of tickets of before. */
  indexedBy?: string;
  registeredBy: string;
  /** Where it comes from, where another system handled it first. */
  imported?: Imported;
  view: StoredView;
  started: boolean;
  restoredAfter?: string;
  evaluated?: LateEvaluations;
  /** How often its caller's code was made anew; none where it never was. */
  codeGeneration?: number;
  /** When its personal data was erased: then it has no key, no text, no contact, and nothing that it was found by. */
  erased?: Instant;
  /** The last act that put it right (`personal-data`). */
  rectified?: number;
  /** What binds to its title and content as they were put right; what its ledger binds to is gone. */
  said?: string;
  /** The last event that somebody was answered with: the engine has it, and it is never taken back. */
  confirmed?: number;
  /** When the last turn was decided that came of a command, as long as nobody was answered with it. */
  unanswered?: Instant;
  /** It changed since it was last counted. Text, since that is what the embedded database finds by an index. */
  uncounted?: typeof UNCOUNTED | typeof UNCOUNTABLE;
  /** It changed since the feed told of it. */
  untold?: typeof UNTOLD;
  /** How far the feed has told of it, by which of its blocks, and when the turn was decided that it then showed. */
  told?: { block: number; seq: number; decided: Instant };
  /** It changed since the last checkpoint that has it. */
  uncovered?: boolean;
  /** The numbers of the checkpoints that have it. */
  checkpoints?: number[];
}

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    version: Number,
    key: String,
    matter: { type: Mixed, required: true },
    startedWith: Mixed,
    rules: { type: Mixed, required: true },
    calendar: { type: Mixed, required: true },
    publication: Number,
    calendarBy: Number,
    rulebook: { type: Mixed, required: true },
    rulebookBy: Number,
    title: { type: String, required: true },
    content: { type: String, required: true },
    contact: { type: String, required: true },
    phoneHash: String,
    words: { type: [Number], default: undefined },
    titled: Number,
    indexedBy: String,
    registeredBy: { type: String, required: true },
    imported: Mixed,
    view: { type: Mixed, required: true },
    started: { type: Boolean, required: true },
    restoredAfter: String,
    evaluated: Mixed,
    codeGeneration: Number,
    erased: Number,
    rectified: Number,
    said: String,
    confirmed: Number,
    unanswered: Number,
    uncovered: Boolean,
    uncounted: String,
    untold: String,
    told: Mixed,
    checkpoints: { type: [Number], default: undefined },
  },
  { minimize: false, versionKey: false },
);
/** Every state but that of a closed ticket; an index finds what is one of these, not what is none. */
export const OPEN_STATES = keysOf(STATES).filter((state) => state !== 'closed');

/** Marks a ticket that changed since it was last counted. */
export const UNCOUNTED = 'changed';
/** Marks a ticket that changed since the feed told of it. */
export const UNTOLD = 'changed';
/** Marks one that can't be counted as it stands. */
export const UNCOUNTABLE = 'faulty';

/** The order of the list. */
export const NEWEST = { 'matter.receivedAt': -1, _id: -1 } as const;
/** The order of deferrals. */
export const DUE_FIRST = { 'view.due': 1, _id: 1 } as const;

export type TicketModel = ReturnType<typeof ticketModelOn>;

export const ticketModelOn = (connection: Connection) => connection.model('ticket', schema, 'tickets');

export const rulebookOf = ({ id, version, hash, edition }: TicketInput['rules']): RulebookRef => ({
  id,
  version,
  ...(hash === undefined ? {} : { hash }),
  ...(edition === undefined ? {} : { edition }),
});
