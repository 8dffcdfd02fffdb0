import type { TicketId } from '../ids';
import type { Instant } from '../time/instant';
import { resumeClocks } from './clocks';
import type { Fact, TicketEvent } from './event';
import type { NotTaken, ToMain } from './facts/joining-facts';
import { stamp } from './stamp';
import { isRelayed, type Ticket } from './ticket';

/** What a ticket tells the main ticket that it was merged into, or that it left. */
export interface Voice {
  readonly ticket: TicketId;
  readonly says: ToMain;
  /** Of the event that it tells of, in its own ledger. */
  readonly seq: number;
  readonly wantsReply: boolean;
  /** Its unit may not know who its caller is (WF-11). */
  readonly relayed: boolean;
}

/** What a ticket has to tell a main ticket; undefined where that knows all. */
export const voiceOf = (ticket: Ticket): Voice | undefined =>
  ticket.owesMain && {
    ticket: ticket.id,
    says: ticket.owesMain.says,
    seq: ticket.owesMain.seq,
    wantsReply: ticket.wantsReply,
    relayed: isRelayed(ticket),
  };

/**
 * Why a ticket takes no voice. Where the callers of one of both are unknown to the unit and those of the other are not, either the unit
 * would learn of somebody, or somebody of a report (WF-11).
 */
export function whyNotTaken(main: Ticket, { relayed }: Pick<Voice, 'relayed'>): NotTaken | undefined {
  if (main.state === 'closed') return 'closed';
  return isRelayed(main) === relayed ? undefined : 'relayed';
}

/** A main ticket hears of a voice; told twice, it does it once. Its own clocks stay exactly as they are. */
export function hear(main: Ticket, voice: Voice, now: Instant): TicketEvent[] {
  const { ticket, says, wantsReply } = voice;
  const isThere = main.voices?.some((it) => it.ticket === ticket) ?? false;
  if (main.state === 'closed' || isThere === (says === 'joins')) return [];
  const fact: Fact =
    says === 'joins'
      ? { type: 'voice-joined', data: { ticket, wantsReply } }
      : { type: 'voice-left', data: { ticket } };
  return stamp(main, [fact], bySystem(now));
}

/**
 * What a ticket does when it told its main ticket. A voice that was not taken goes on by itself, so that no caller is ever told by nobody:
 * the main ticket was closed between the look at it and this.
 */
export function heardBy(
  ticket: Ticket,
  { seq }: Pick<Voice, 'seq'>,
  notTaken: NotTaken | undefined,
  now: Instant,
): TicketEvent[] {
  const owed = ticket.owesMain;
  if (owed?.seq !== seq) return [];
  const { says } = owed;
  const facts: Fact[] =
    says === 'joins' && notTaken !== undefined
      ? goOn(ticket, { type: 'split', data: { from: owed.main, notTaken } }, now)
      : [{ type: 'main-told', data: { main: owed.main, says } }];
  return stamp(ticket, facts, bySystem(now));
}

/** A merge is undone: the clocks go on that it had stopped, as those of a closure that is sent back (T-10). */
export function goOn(ticket: Ticket, split: Extract<Fact, { type: 'split' }>, now: Instant): Fact[] {
  const stopped = ticket.merged?.before.clocks ?? [];
  const clocks = ticket.clocks.filter(({ id }) => stopped.includes(id));
  return [split, ...resumeClocks(ticket, clocks, now)];
}

const bySystem = (at: Instant) => ({ at, actor: { role: 'system' } }) as const;
