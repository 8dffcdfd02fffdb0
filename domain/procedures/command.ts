import type { Rules } from '../law/rules';
import type { Actor, Told } from '../ticket/event';
import type { EntryRef } from '../knowledge/entry';
import type { TextRef } from '../ticket/text-ref';
import type { CommandId, TicketId, UnitId } from '../ids';
import type { Instant } from '../time/instant';
import type { UnitRef } from '../ticket/ticket';
import type { CommandName, Kind, Level, Mode, Outcome, OwnWay, RequestName, Stage } from '../words';
import type { Span } from '../time/span';

/** What every command carries. `parts` names the free texts that were stored under the command's id before it was sent. */
interface Envelope {
  readonly id: CommandId;
  readonly actor: Actor;
  readonly parts: readonly string[];
  /** Binds to these texts (`TextRef`). */
  readonly commitment?: string;
  /** The last event of the ticket that its giver had seen, where it is to be done only if nothing happened since. */
  readonly seen?: number;
  /** When it was taken in; the moment when it is decided on where it does not say. */
  readonly at?: Instant;
}

interface Bodies {
  /**
   * What can be answered at once is; the rest is dispatched (HZ-5, WF-18).
   * @property earlier the ticket whose result answers this one (JE-4)
   * @property knowledge the entry of the knowledge base that it was answered from (WF-31)
   * @property threeWay who was on the line too, where the knowledge base had no answer (JE-21)
   */
  answer: { readonly earlier?: TicketId; readonly knowledge?: EntryRef; readonly threeWay?: UnitRef };
  decline: { readonly ground: string; readonly earlier?: TicketId };
  dispatch: {
    readonly lead: UnitRef;
    readonly assist: readonly UnitRef[];
    readonly copy: readonly UnitRef[];
    readonly statutory?: Span;
    /** Units that the rulebook may want to have copies: the districts of streets, and linked hotlines. */
    readonly related?: readonly UnitRef[];
    readonly coordination?: { readonly units: readonly UnitRef[] };
  };
  supplement: object;
  withdraw: object;
  urge: object;
  complain: object;
  dispute: object;
  sign: object;
  /** @property attempts calls in vain; left out where the caller was reached */
  contact: { readonly attempts?: number };
  arrive: { readonly settled?: boolean };
  /** @property expectedBy the day of the result, @property told the caller was told with it (JE-10, JN-6) */
  progress: { readonly expectedBy?: string; readonly told?: Told };
  /** @property expectedBy the new day of what is late (BJ-7) */
  contribute: { readonly expectedBy?: string };
  summon: { readonly units: readonly UnitRef[] };
  /** @property duties of a street: the categories of its list (WF-24) */
  'hand-down': { readonly to: UnitRef; readonly duties?: readonly string[] };
  release: { readonly unit: UnitId };
  /** @property suggest the unit that it belongs to, as the returning one sees it */
  'request-return': { readonly suggest?: UnitRef; readonly told?: Told };
  'request-extension': { readonly limit: Span; readonly told?: Told };
  'request-termination': { readonly ground: string; readonly told?: Told };
  'report-unsolvable': { readonly told?: Told };
  /** @property unit whose request, @property requestId which, where several wait that are the same */
  decide: {
    readonly request: RequestName;
    readonly approve: boolean;
    readonly assign?: UnitRef;
    readonly unit?: UnitId;
    readonly requestId?: string;
  };
  /** @property finished false where its texts say why it is not (HZ-9, JN-4); commands that were recorded before lack it */
  submit: {
    readonly outcome: Outcome;
    readonly finished?: boolean;
    readonly told?: Told;
    /** The day that it promises, `2026-10-30` (JN-4). */
    readonly deferUntil?: string;
    /** Assisting units that gave nothing (BJ-7). */
    readonly without?: readonly UnitId[];
  };
  /** @property submission its number, where the reviewer names it */
  review: { readonly approve: boolean; readonly submission?: number };
  callback: { readonly reached: boolean; readonly resolved?: boolean; readonly satisfaction?: string };
  /** @property by none of those that were sent before this was asked */
  evaluate: { readonly stage: Stage; readonly satisfaction: string; readonly by?: OwnWay };
  explain: object;
  /**
   * @property confidential the caller wants to stay unknown from now on; nobody takes that back
   * @property rules those of the ticket's own version, for the ticket as it is put right, @property rulesFor what they were chosen by
   */
  amend: {
    readonly kind?: Kind;
    readonly category?: string;
    readonly district?: { readonly id: string; readonly name: string };
    readonly urgency?: string;
    readonly confidential?: true;
    readonly rules?: Rules;
    readonly rulesFor?: { readonly kind: Kind; readonly category: string; readonly urgency?: string };
  };
  /** @property with a ticket that has to do with it */
  link: { readonly with: TicketId };
  /** @property into the ticket that goes on for both */
  merge: { readonly into: TicketId };
  split: object;
  supervise: { readonly mode: Mode; readonly unit?: UnitId };
  'end-supervision': { readonly unit?: UnitId; readonly mode?: Mode };
  correct: { readonly unit?: UnitId };
  escalate: { readonly level: Level };
  /** @property assign the unit that the decision names, @property limit how long it has, @property settled false: those above could not settle it */
  'resolve-escalation': { readonly assign?: UnitRef; readonly limit?: Span; readonly settled?: boolean };
  /** @property to a unit's id, or a level of units, @property unit that has to account */
  refer: { readonly to: string; readonly unit?: UnitId };
}

export type CommandOf<N extends CommandName> = Envelope & { readonly name: N } & Readonly<Bodies[N]>;
export type Command = { [N in CommandName]: CommandOf<N> }[CommandName];

/** What a command's update answers: the ticket is at `seq`, where readers find it, unless the database is away. */
export interface Applied {
  readonly seq: number;
}

/** Where a command's free texts lie: all of them, or of these parts alone; undefined where it has none of them. */
export function textOf(
  { id, parts, commitment }: Pick<Envelope, 'id' | 'parts' | 'commitment'>,
  ...only: readonly string[]
): TextRef | undefined {
  const given = only.length > 0 ? parts.filter((part) => only.includes(part)) : parts;
  if (given.length === 0) return undefined;
  return { ref: id, parts: given, ...(commitment === undefined ? {} : { commitment }) };
}
