import { type CalendarSlice, calendarOfSlice } from '../time/calendar';
import { evolveAll } from './evolve';
import type { TicketEvent } from './event';
import { newTicket, type Registration, register } from './register';
import { packRules, type PackedRules, unpackRules } from '../law/packed';
import type { Law, Rules } from '../law/rules';
import type { Rebound, Ticket, TicketFacts } from './ticket';
import type { Delivery, EarlierDelivery } from '../telling/turn';

/** What a ticket's workflow is started with: the matter, and what binds it from now on (DESIGN §2). */
export interface TicketInput {
  readonly matter: Registration;
  readonly rules: Rules;
  readonly calendar: CalendarSlice;
  /** The newest publication of a calendar that `calendar` knows of. */
  readonly publication?: number;
  /** Set where the ticket has lived before: continued as new, or started again after its workflow was ended from outside. */
  readonly carried?: Carried;
}

/** The same as it is sent: at most 4 kB of JSON for a new ticket (DESIGN §8). */
export type SentInput = Omit<TicketInput, 'rules'> & {
  readonly rules: PackedRules;
  /** It takes what it is told in the order of moments; a workflow from before that was so goes on as it did. */
  readonly inOrder?: true;
  /** Its timer is left to end with it when it is closed; a workflow from before that was so takes it away, as it did. */
  readonly endsWithTimer?: true;
};

export const packed = (input: TicketInput): SentInput => ({
  ...input,
  rules: packRules(input.rules),
  inOrder: true,
  endsWithTimer: true,
});

export const unpacked = ({ inOrder: _, endsWithTimer: __, rules, ...rest }: SentInput): TicketInput => ({
  ...rest,
  rules: unpackRules(rules),
});

export interface Carried {
  readonly ticket: TicketFacts;
  /** Messages that are not known to be sent. */
  readonly undelivered: readonly (Delivery | EarlierDelivery)[];
  /** The newest events as sentences, newest first, for the details in Temporal Web. */
  readonly news: readonly string[];
  /** The workflow was ended from outside; the ticket's ledger says so. */
  readonly restored?: true;
}

/** What a ticket is bound to when it starts. */
export const lawOf = ({
  rules,
  calendar,
  publication,
}: Pick<TicketInput, 'rules' | 'calendar' | 'publication'>): Law => ({
  rules,
  calendar: calendarOfSlice(calendar),
  ...(publication === undefined ? {} : { publication }),
});

/** The same, with what was bound to it anew since (T-9). */
const reboundLaw = (input: TicketInput, { calendar, calendarBy, rules }: Rebound): Law =>
  lawOf({
    rules: rules ?? input.rules,
    calendar: { ...input.calendar, ...calendar },
    publication: calendarBy ?? input.publication,
  });

/** The ticket that a workflow begins with, and the events that are new with it: those of its registration, or none where it lived before. */
export function openTicket(input: TicketInput): { ticket: Ticket; events: readonly TicketEvent[] } {
  const law = reboundLaw(input, input.carried?.ticket.rebound ?? {});
  const fresh = newTicket(input.matter, law);
  if (input.carried) {
    const { ticket } = input.carried;
    // One that was carried over before a field was known has it as a new ticket has.
    return { ticket: { ...fresh, ...ticket, counts: { ...fresh.counts, ...ticket.counts } }, events: [] };
  }
  const events = register(input.matter, law);
  return { ticket: evolveAll(fresh, events), events };
}
