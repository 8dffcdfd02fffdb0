import type { CommandOf } from '../command';
import { wrongTold } from '../handling/told';
import { because, type Because, type Wrong } from '../refusal';
import { isFirstEdition } from '../../law/edition';
import { type Assignment, isRelayed, owing, type Ticket } from '../../ticket/ticket';
import { deadline } from '../../time/deadline';
import { dayOf, type Instant, momentOn, parseDay } from '../../time/instant';

type Submit = CommandOf<'submit'>;
type Fault = Because & { readonly path: string };

/** All that a closure application lacks by its rulebook, each with its rule: it is refused, and the unit learns what it still owes. */
export function closureFaults(
  ticket: Ticket,
  command: Submit,
  now: Instant,
  own: Assignment,
): Wrong | undefined {
  const errors = [
    ...replyFaults(ticket, command),
    ...(isFirstEdition(ticket.law.rules)
      ? []
      : [
          ...owedFaults(ticket, command, now, own),
          ...withoutFaults(ticket, command),
          ...deferralFaults(ticket, command, now),
        ]),
  ];
  if (errors.length === 0) return undefined;
  const ofReply = errors.every(({ path }) => path.startsWith('reply.'));
  return { why: because(ofReply ? 'reply-incomplete' : 'closure-incomplete'), errors };
}

/** The parts of a reply that this city demands where others assisted, or where the matter was only explained (HZ-8). */
function replyFaults(ticket: Ticket, { outcome, parts }: Submit): Fault[] {
  const { assisted = [], explained = [], source } = ticket.law.rules.closure ?? {};
  const hasAssisted = ticket.assignments.some(({ role }) => role === 'assist');
  const needed = [...(hasAssisted ? assisted : []), ...(outcome === 'explained' ? explained : [])];
  return [...new Set(needed)]
    .filter((part) => !parts.includes(part))
    .map((part) => ({
      path: `reply.${part}`,
      ...because(
        hasAssisted && assisted.includes(part) ? 'required-where-assisted' : 'required-where-explained',
        source,
      ),
    }));
}

/** What the lead itself owes before it may say that it is done: to have told the caller, spoken with them, been there. */
function owedFaults(ticket: Ticket, { told }: Submit, now: Instant, own: Assignment): Fault[] {
  const { closure = {}, clocks } = ticket.law.rules;
  const faults: Fault[] = [];
  const wrongly = wrongTold(ticket, told, now);
  if (wrongly) faults.push(wrongly);
  if (closure.told && ticket.wantsReply && !told && !isRelayed(ticket))
    faults.push({ path: 'told', ...because('caller-told', closure.told.source) });
  if (closure.contact && !own.contacted && !isRelayed(ticket))
    faults.push({ path: 'contact', ...because('caller-contacted', closure.contact.source) });
  if (closure.arrival && clocks.arrival && !own.arrived)
    faults.push({ path: 'arrive', ...because('unit-arrived', closure.arrival.source) });
  return faults;
}

/** Assisting units that gave nothing are named, each with why; no others are (BJ-7). */
function withoutFaults(ticket: Ticket, { without = [] }: Submit): Fault[] {
  const source = ticket.law.rules.contribution?.source;
  const silent = owing(ticket);
  const unnamed = silent.filter(({ id }) => !without.includes(id));
  const named = without.flatMap((unit, index) =>
    ticket.assignments.some(
      (it) => it.unit.id === unit && it.role === 'assist' && it.contribution !== 'result',
    )
      ? []
      : [{ path: `without[${index}].unit`, ...because('owes-nothing', { unit }) }],
  );
  return unnamed.length > 0
    ? [{ path: 'without', ...because('name-without', { units: unnamed }, source) }, ...named]
    : named;
}

/** What is not finished is deferred to a day ahead, so often and so far as the rulebook says; or closed as unfinished, never as resolved. */
function deferralFaults(
  ticket: Ticket,
  { outcome, finished = true, deferUntil }: Submit,
  now: Instant,
): Fault[] {
  const { rules, calendar } = ticket.law;
  if (deferUntil === undefined) {
    // What the law does not allow is explained, also with what comes next.
    const honest = finished ? outcome !== 'unfinished' : outcome !== 'resolved';
    return honest ? [] : [{ path: 'outcome', ...because('finished-or-deferred', 'HZ-9') }];
  }
  const { times = 0, longest, source } = rules.deferral ?? {};
  if (ticket.counts.deferred >= times)
    return [{ path: 'deferUntil', ...because('no-deferral-left', { times }, source) }];
  const day = parseDay(deferUntil);
  const latest = longest && deadline(now, longest, calendar, rules.dayEnds).due;
  const possible =
    day !== undefined && day > dayOf(now) && (latest === undefined || momentOn(day, rules.dayEnds) <= latest);
  return possible
    ? []
    : [{ path: 'deferUntil', ...because('a-day-ahead', longest ? { longest } : {}, source) }];
}
