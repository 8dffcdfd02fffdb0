import type { Actor } from './event';
import type { Instant } from './instant';
import type { UnitRef } from './ticket';
import type { CommandName, Level, Mode, Outcome } from './terms';
import type { Span } from './span';

/** What every command carries. `parts` names the free texts that were stored under the command's id before it was sent. */
interface Envelope {
  readonly id: string;
  readonly actor: Actor;
  readonly parts: readonly string[];
  /** When it was taken in; the moment when it is decided on where it does not say. */
  readonly at?: Instant;
}

interface Bodies {
  answer: object;
  decline: { readonly ground: string };
  dispatch: {
    readonly lead: UnitRef;
    readonly assist: readonly UnitRef[];
    readonly copy: readonly UnitRef[];
    readonly statutory?: Span;
  };
  supplement: object;
  withdraw: object;
  urge: object;
  sign: object;
  contact: object;
  arrive: object;
  progress: object;
  submit: { readonly outcome: Outcome };
  review: { readonly approve: boolean };
  callback: { readonly reached: boolean; readonly resolved?: boolean; readonly satisfaction?: string };
  supervise: { readonly mode: Mode };
  escalate: { readonly level: Level };
}

export type CommandOf<N extends CommandName> = Envelope & { readonly name: N } & Readonly<Bodies[N]>;
export type Command = { [N in CommandName]: CommandOf<N> }[CommandName];

/** Why a command was not applied; the API turns it into a problem (DESIGN §4). */
export type Refusal =
  | { readonly kind: 'state'; readonly detail: string; readonly allowed: readonly CommandName[] }
  | { readonly kind: 'forbidden'; readonly detail: string }
  | { readonly kind: 'invalid'; readonly detail: string; readonly errors: readonly RefusalError[] };

export interface RefusalError {
  readonly path: string;
  readonly message: string;
  readonly rule?: string;
}
