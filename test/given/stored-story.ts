import { sliceCalendar } from '../../domain/time/calendar';
import { consequencesOfTurn } from '../../domain/telling/consequences';
import type { Registration } from '../../domain/ticket/register';
import { type Turn, turnOf as turnOfTicket } from '../../domain/telling/turn';
import type { Instant } from '../../domain/time/instant';
import type { NewMessage } from '../../storage/outbox/outbox';
import type { NewTicket } from '../../storage/tickets/tickets';
import type { Store } from '../../storage/store';
import { LAW, NATIONAL_DAY_2026, RULES } from './law';
import { aMatter, BODY } from './matter';
import { dispatchTo, PARKS, Story } from './story';

export const PHONE = BODY.caller.phone;

/** What the API stores of a matter. */
export const intake = (matter: Registration, changes: Partial<NewTicket> = {}): NewTicket => ({
  input: { matter, rules: RULES, calendar: sliceCalendar([NATIONAL_DAY_2026], matter.receivedAt) },
  registeredBy: 'op-7',
  title: BODY.title,
  content: BODY.content,
  contact: { caller: BODY.caller, address: '泉城路 12 号' },
  ...changes,
});

/** The turn that a story has taken since `afterSeq`, as it crosses from the workflow: through JSON. */
export function turnOf({ ticket, ledger }: Story, afterSeq = 0): Turn {
  const events = ledger.slice(afterSeq);
  const turn = turnOfTicket(ticket, events, consequencesOfTurn(ticket, events), ticket.asOf);
  return JSON.parse(JSON.stringify(turn)) as Turn;
}

/** A message to the parks of the first event of a ticket. */
export const messageOf = (ticketId: string, at: Instant, changes: Partial<NewMessage> = {}): NewMessage => ({
  id: `${ticketId}:1:parks`,
  at,
  to: 'parks',
  template: 'dispatched',
  channel: 'webhook',
  text: '派单',
  summary: '通知园林局 · 派单',
  ...changes,
});

/** Two stories of one dispatched ticket, that part ways after what both have recorded. */
export async function partingIn({ tickets, recordTurn }: Store, noon: Instant) {
  const matter = aMatter();
  await tickets.add(intake(matter));
  const dispatch = dispatchTo(PARKS);
  const tell = () => new Story(LAW, matter).do(noon, dispatch);
  const common = tell();
  await recordTurn(turnOf(common), []);
  return { id: matter.id, seq: common.ticket.seq, lost: tell(), real: tell() };
}
