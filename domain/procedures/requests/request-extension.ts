import { ask } from './asking';
import type { CommandOf } from '../command';
import type { Procedure } from '../procedure';
import { type Because, because, type Wrong, wrong } from '../refusal';
import { endOf, extended } from '../../ticket/clocks';
import { openClock, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';
import type { Span } from '../../time/span';

/** The lead asks for more time, before its limit has passed, so often and so much as the rulebook says. */
export const requestExtension: Procedure<'request-extension'> = {
  in: ['handling'],
  by: 'lead',
  hindrance: extensionHindrance,
  wrong: wrongLength,
  facts: (ticket, { limit }, given) => ask(ticket, { request: 'extension', limit }, given),
};

function extensionHindrance(ticket: Ticket): Because | undefined {
  const { counts, law, pending } = ticket;
  const { extension } = law.rules;
  const rule = extension?.source;
  if (!extension || extension.times === 0) return because('no-extension', rule);
  if (counts.extended >= extension.times)
    return because('no-extension-left', { times: extension.times }, rule);
  if (pending.some(({ request }) => request === 'extension')) return because('extension-waits');
  return openClock(ticket, 'handling')?.state === 'running'
    ? undefined
    : because('handling-limit-passed', rule);
}

function wrongLength(ticket: Ticket, { limit }: CommandOf<'request-extension'>): Wrong | undefined {
  const { extension } = ticket.law.rules;
  const clock = openClock(ticket, 'handling');
  if (!extension || !clock) return undefined;
  const dueWith = (more: Span): Instant => {
    const basis = extended(clock, ticket.law, more);
    return basis ? endOf(basis, ticket.law).due : clock.due;
  };
  const due = dueWith(limit);
  if (due <= clock.due) return wrong(because('extension-is-none'), 'limit', because('more-than-nothing'));
  const { longest, source } = extension;
  return due > dueWith(longest)
    ? wrong(because('extension-too-long'), 'limit', because('at-most', { longest }, source))
    : undefined;
}
