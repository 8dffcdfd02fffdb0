import { ticketId } from '../../domain/ids';
import { sliceCalendar } from '../../domain/time/calendar';
import { consequencesOfTurn } from '../../domain/telling/consequences';
import type { Registration } from '../../domain/ticket/register';
import { type Turn, turnOf as turnOfTicket } from '../../domain/telling/turn';
import type { NewTicket } from '../../storage/tickets/tickets';
import { LAW, MATTER, NATIONAL_DAY_2026, RULES, type Story } from './story';

let numbers = 0;

/** A matter that is not in the database yet. */
export const aMatter = (changes: Partial<Registration> = {}): Registration => ({
  ...MATTER,
  id: ticketId(`T-${process.pid}-${++numbers}`),
  ...changes,
});

export const PHONE = '13800138000';

/** What the API stores of a matter. */
export const intake = (matter: Registration, changes: Partial<NewTicket> = {}): NewTicket => ({
  input: { matter, rules: RULES, calendar: sliceCalendar([NATIONAL_DAY_2026], matter.receivedAt) },
  registeredBy: 'op-7',
  title: '泉城路占道经营',
  content: '每天早上七点后摊位占满人行道',
  contact: { caller: { name: '王某', phone: PHONE }, address: '泉城路 12 号' },
  ...changes,
});

/** The turn that a story has taken since `afterSeq`, as it crosses from the workflow: through JSON. */
export function turnOf({ ticket, ledger }: Story, afterSeq = 0): Turn {
  const events = ledger.slice(afterSeq);
  const turn = turnOfTicket(ticket, events, consequencesOfTurn(ticket, events), ticket.asOf);
  return JSON.parse(JSON.stringify(turn)) as Turn;
}

export { LAW };
