import type { Actor } from '../ticket/event';
import type { TextRef } from '../ticket/text-ref';
import type { CommandId, TicketId, UnitId } from '../ids';
import type { Instant } from '../time/instant';
import type { UnitRef } from '../ticket/ticket';
import type { CommandName, Level, Mode, Outcome, RequestName, Stage } from '../words';
import type { Span } from '../time/span';

/** What every command carries. `parts` names the free texts that were stored under the command's id before it was sent. */
interface Envelope {
  readonly id: CommandId;
  readonly actor: Actor;
  readonly parts: readonly string[];
  /** When it was taken in; the moment when it is decided on where it does not say. */
  readonly at?: Instant;
}

interface Bodies {
  /** What can be answered at once is; the rest is dispatched (HZ-5, WF-18). @property earlier the ticket whose result answers this one (JE-4) */
  answer: { readonly earlier?: TicketId };
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
  contact: object;
  arrive: { readonly settled?: boolean };
  progress: object;
  contribute: object;
  /** @property suggest the unit that it belongs to, as the returning one sees it */
  'request-return': { readonly suggest?: UnitRef };
  'request-extension': { readonly limit: Span };
  'request-termination': { readonly ground: string };
  /** @property unit whose request, where several units asked for the same */
  decide: {
    readonly request: RequestName;
    readonly approve: boolean;
    readonly assign?: UnitRef;
    readonly unit?: UnitId;
  };
  /** @property finished false where its texts say why it is not (HZ-9, JN-4); commands that were recorded before lack it */
  submit: { readonly outcome: Outcome; readonly finished?: boolean };
  review: { readonly approve: boolean };
  callback: { readonly reached: boolean; readonly resolved?: boolean; readonly satisfaction?: string };
  evaluate: { readonly stage: Stage; readonly satisfaction: string };
  explain: object;
  supervise: { readonly mode: Mode };
  escalate: { readonly level: Level };
  /** @property assign the unit that the decision names, @property limit how long it has */
  'resolve-escalation': { readonly assign?: UnitRef; readonly limit?: Span };
  /** @property to a unit's id, or a level of units */
  refer: { readonly to: string };
}

export type CommandOf<N extends CommandName> = Envelope & { readonly name: N } & Readonly<Bodies[N]>;
export type Command = { [N in CommandName]: CommandOf<N> }[CommandName];

/** What a command's update answers: the ledger is at `seq`, and `recorded` tells whether a reader finds it there already. */
export interface Applied {
  readonly seq: number;
  readonly recorded: boolean;
}

/** Where a command's free texts lie: all of them, or of these parts alone; undefined where it has none of them. */
export function textOf(
  { id, parts }: Pick<Envelope, 'id' | 'parts'>,
  ...only: readonly string[]
): TextRef | undefined {
  const given = only.length > 0 ? parts.filter((part) => only.includes(part)) : parts;
  return given.length > 0 ? { ref: id, parts: given } : undefined;
}
