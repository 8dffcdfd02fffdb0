import type { CommandOf } from '../command';
import { notOfThisOrder } from './named-unit';
import { OPEN, type Procedure } from '../procedure';
import { because } from '../refusal';
import { isFirstEdition } from '../../law/edition';
import { isReferredTo, referredFacts } from '../../ticket/accounting/referral';
import { leadOf, type Ticket } from '../../ticket/ticket';

/** A person hands a unit's part to the superior authority or to discipline, once to each, with that unit's facts; after an order to correct. */
export const refer: Procedure<'refer'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: (ticket) => {
    const { correction } = ticket.law.rules;
    const lead = leadOf(ticket)?.unit.id;
    return correction && lead !== undefined && ticket.corrected.length === 0
      ? because('correct-first', { unit: lead }, correction.source)
      : undefined;
  },
  commandHindrance: (ticket, command) => {
    const unit = meant(ticket, command);
    if (isReferredTo(ticket, command.to, unit)) return because('referred-already', { to: command.to });
    const { correction } = ticket.law.rules;
    return correction && unit !== undefined && !ticket.corrected.includes(unit)
      ? because('correct-first', { unit }, correction.source)
      : undefined;
  },
  wrong: (ticket, { unit }) =>
    ticket.returnedBy.some(({ id }) => id === unit) ? undefined : notOfThisOrder(ticket, unit),
  facts: (ticket, command, { text }) => {
    const { to } = command;
    const unit = meant(ticket, command);
    const whose = unit === undefined || isFirstEdition(ticket.law.rules) ? {} : { unit };
    return [{ type: 'referred', data: { to, ...whose, facts: referredFacts(ticket, unit), text } }];
  },
};

/** The unit that has to account: the one that is named, or the lead. */
const meant = (ticket: Ticket, { unit }: CommandOf<'refer'>) => unit ?? leadOf(ticket)?.unit.id;
