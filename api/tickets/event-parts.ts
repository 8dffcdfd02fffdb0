import type { ReferredFacts, TicketEvent, Told, Triggered } from '../../domain/ticket/event';
import type { Basis, UnitRef } from '../../domain/ticket/ticket';
import { isoInstant } from '../../domain/time/instant';
import { type Span, spanText } from '../../domain/time/span';

/** Without what is not there. */
export const given = (data: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined && value !== null));

export const factsJson = ({ breached, ...facts }: ReferredFacts): object => ({
  ...facts,
  breached: breached.map(({ name, due }) => ({ name, due: isoInstant(due) })),
});

/** When the caller was told; how and by whom stands in the text `told`. */
export const toldJson = (told: Told | undefined): object =>
  told === undefined
    ? {}
    : 'at' in told
      ? { toldAt: isoInstant(told.at) }
      : { toldAttempts: told.attempts.map(isoInstant) };

type Pressure = Extract<
  TicketEvent,
  { type: 'reminded' | 'urged' | 'supervised' | 'escalated' | 'correction-ordered' }
>['data'];

/** By which rung, and when that was planned; or by which count; neither where somebody did it. */
export function occasion({ fired, triggered, source }: Pressure): object {
  return {
    ...(source === undefined ? {} : { source }),
    ...(fired ? given({ ...fired, planned: isoInstant(fired.planned) }) : {}),
    ...triggeredJson(triggered),
  };
}

export const triggeredJson = (triggered: Triggered | undefined): object =>
  triggered ? given(triggered) : {};

export const basisJson = ({ from, limit, own, decided, ordered, extensions }: Basis): object =>
  given({
    from: isoInstant(from),
    limit: spanText(limit),
    own,
    decided,
    ordered: ordered === undefined ? undefined : isoInstant(ordered),
    extensions: extensions?.map(spanText),
  });

export const idsOf = (units: readonly Pick<UnitRef, 'id'>[]): string[] => units.map(({ id }) => id);
export const spanJson = (span: Span | undefined): string | undefined => span && spanText(span);
