import { OPEN, type Procedure } from '../procedure';
import { because } from '../refusal';
import { isReferredTo, referredFacts } from '../../ticket/referral';

/** Handed to the superior authority or to discipline, once to each, with the facts. */
export const refer: Procedure<'refer'> = {
  in: OPEN,
  by: 'anyone',
  commandHindrance: (ticket, { to }) =>
    isReferredTo(ticket, to) ? because('referred-already', { to }) : undefined,
  facts: (ticket, { to }, { text }) => [
    { type: 'referred', data: { to, facts: referredFacts(ticket), text } },
  ],
};
