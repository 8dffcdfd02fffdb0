import type { TicketEvent } from '../../domain/ticket/event';
import type { UnitRef } from '../../domain/ticket/ticket';
import { type Instant, isoInstant } from '../../domain/time/instant';
import { SUPERVISOR } from './cities';
import { asUnit, at, command, type Story } from './story';

/** What a rung or a person did, with its planned moment: `2026-10-13 00:00 supervised`. */
export const happened = (story: Story, ...types: readonly TicketEvent['type'][]): string[] =>
  story.ledger.flatMap((event) => {
    if (!types.includes(event.type)) return [];
    const fired = 'fired' in event.data ? event.data.fired : undefined;
    const when = isoInstant(fired?.planned ?? event.at)
      .slice(0, 16)
      .replace('T', ' ');
    const level = 'level' in event.data ? ` ${String(event.data.level)}` : '';
    const unit = 'unit' in event.data ? ` ${nameOf(event.data.unit)}` : '';
    return [`${when} ${event.type}${level}${unit}`];
  });

const nameOf = (unit: string | { readonly id: string } | undefined): string =>
  typeof unit === 'object' ? unit.id : (unit ?? '');

/** Under which supervision a unit is now. */
export const modesOf = (story: Story, unit?: UnitRef): string[] =>
  story.ticket.supervision
    .filter((it) => it.endedAt === undefined && it.unit === unit?.id)
    .map(({ mode }) => mode);

/** A closure application that has all that its city wants: the caller was told just now. */
export const submitTold = (unit: UnitRef, moment: string, more: object = {}) =>
  command('submit', { outcome: 'resolved', told: { at: at(moment) }, ...more }, asUnit(unit));

/** One that is not done, and promises a day (挂账: JN-4). */
export const deferring = (unit: UnitRef, told: Instant, deferUntil: string) =>
  command(
    'submit',
    { outcome: 'unfinished', finished: false, deferUntil, told: { at: told } },
    { ...asUnit(unit), parts: ['measures', 'reason', 'progress', 'plan'] },
  );

export const approve = () => command('review', { approve: true }, SUPERVISOR);
export const sendBack = () => command('review', { approve: false }, SUPERVISOR);

/** A return that is asked for and approved. */
export const returned = (story: Story, unit: UnitRef, asked: string, approved: string): Story =>
  story
    .do(at(asked), command('request-return', {}, asUnit(unit)))
    .do(at(approved), command('decide', { request: 'return', approve: true }, SUPERVISOR));
