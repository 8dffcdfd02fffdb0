import type { TicketId } from '../../domain/ids';
import type { Config } from '../../config/load';
import { isRelayed } from '../../domain/ticket/ticket';
import type { Instant } from '../../domain/time/instant';
import { bindRules } from '../../domain/law/bind-rules';
import { type PublishedCalendars, sliceFor } from '../../domain/time/local-days';
import type { NewTicket } from '../../storage/tickets/tickets';
import { actorOf, type Subject } from '../requests/subject';
import { present } from '../commands/body-parts';
import { defaultGrade, type TicketBody } from './ticket-body';

/** The ticket of the same matter, which was closed before it came back, and which handling period of it that was (JE-13). */
export interface Followed {
  readonly id: TicketId;
  readonly period?: number;
}

/** What is stored of a matter, and what its workflow is bound to from its start (DESIGN §2). */
export function takeIn(
  {
    config,
    calendars,
    publication,
  }: {
    readonly config: Config;
    readonly calendars: PublishedCalendars;
    /** The newest publication for tickets of this rulebook that they know of. */
    readonly publication?: number;
  },
  body: TicketBody,
  { id, at, subject, followed }: { id: TicketId; at: Instant; subject: Subject; followed?: Followed },
): NewTicket {
  const { kind, category, channel, title, content, address, caller, origin, receivedAt = at } = body;
  const book = config.rulebooks.get(body.rulebook);
  const urgency = body.urgency ?? (book && defaultGrade(book));
  const district = config.units.byId(body.district);
  if (!book || !district) throw new Error('the body was not checked against the configuration');
  return {
    input: {
      matter: {
        id,
        kind,
        category,
        channel,
        district: { id: district.id, name: district.name },
        ...(urgency === undefined ? {} : { urgency }),
        // A whistle-blower's data stays with the hotline (WF-11).
        confidential: isRelayed({ kind, confidential: caller.confidential ?? false }),
        wantsReply: caller.wantsReply ?? true,
        ...(caller.email === undefined ? {} : { byMail: true as const }),
        receivedAt,
        ...(origin === undefined ? {} : { origin }),
        ...(followed ? { follows: followed.id, period: (followed.period ?? 1) + 1 } : {}),
        ...(body.simulation === undefined ? {} : { simulated: true }),
        registeredAt: at,
        actor: actorOf(subject),
      },
      rules: bindRules(book, { kind, channel, category, ...present({ urgency, origin }) }),
      calendar: sliceFor(calendars, book.id, receivedAt),
      ...(publication ? { publication } : {}),
    },
    registeredBy: subject.sub,
    title,
    content,
    contact: {
      caller: { phone: caller.phone, ...present({ name: caller.name, email: caller.email }) },
      ...(address === undefined ? {} : { address }),
    },
  };
}
