import type { CommandId } from '../ids';
import type { Instant } from '../time/instant';
import type { TextRef } from '../ticket/text-ref';
import type { OccasionActor } from './occasion';
import type { Party } from './kind';
import type { OccasionCommandName } from './words';

/** What every command on an occasion carries; its free texts are stored under its id before it is sent (DESIGN §6). */
interface Envelope {
  readonly id: CommandId;
  readonly actor: OccasionActor;
  readonly at?: Instant;
  readonly text?: TextRef;
}

interface Bodies {
  /** @property sections whose texts come with it, @property finish the draft is whole */
  draft: { readonly sections: readonly string[]; readonly finish: boolean };
  /** @property simulated so many simulated matters may be set (JE-16) */
  decide: { readonly approve: boolean; readonly simulated?: number };
  attach: { readonly tickets: readonly string[] };
  check: { readonly ticket: string; readonly passed: boolean };
  simulate: { readonly ticket: string };
  /** @property held when, @property present which parties were there */
  hold: { readonly held: Instant; readonly present: readonly Party[] };
  report: object;
  read: object;
  withdraw: object;
}

export type OccasionCommandOf<N extends OccasionCommandName> = Envelope & { readonly name: N } & Readonly<
    Bodies[N]
  >;
export type OccasionCommand = { [N in OccasionCommandName]: OccasionCommandOf<N> }[OccasionCommandName];
