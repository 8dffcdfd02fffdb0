import { ask } from './asking';
import type { CommandOf } from '../command';
import type { Procedure } from '../procedure';
import { type Because, because, type Wrong, wrong } from '../refusal';
import { toldFaults } from '../handling/told';
import { isFirstEdition } from '../../law/edition';
import { timesOf } from '../../ticket/accounting/tally';
import { endOf, extended, moveClock } from '../../ticket/clocks';
import { leadOf, openClock, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';
import type { Span } from '../../time/span';

/**
 * The lead asks for more time, before its limit has passed, so often and so much as the rulebook says; or says that it takes it, where
 * the text wants no approval (通报, BJ-9).
 */
export const requestExtension: Procedure<'request-extension'> = {
  in: ['handling'],
  by: 'lead',
  hindrance: extensionHindrance,
  wrong: (ticket, command, now) => wrongLength(ticket, command) ?? toldFaults(ticket, command.told, now),
  facts: (ticket, { limit, told }, given) => {
    const clock = openClock(ticket, 'handling');
    const { notified, source } = ticket.law.rules.extension ?? {};
    const basis = clock && notified && extended(clock, ticket.law, limit);
    return [
      ...ask(
        ticket,
        {
          request: 'extension',
          limit,
          ...(clock ? { clock: clock.id } : {}),
          ...(notified ? { notified } : {}),
          ...(told ? { told } : {}),
        },
        given,
      ),
      ...(basis ? moveClock(clock, basis, ticket.law, { cause: 'extension', source, text: given.text }) : []),
    ];
  },
};

function extensionHindrance(ticket: Ticket): Because | undefined {
  const { counts, law, pending } = ticket;
  const lead = leadOf(ticket)?.unit.id;
  const had =
    isFirstEdition(law.rules) || lead === undefined ? counts.extended : timesOf(ticket, 'extended', lead);
  const { extension } = law.rules;
  const rule = extension?.source;
  if (!extension || extension.times === 0) return because('no-extension', rule);
  if (had >= extension.times) return because('no-extension-left', { times: extension.times }, rule);
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
