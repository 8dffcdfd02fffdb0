import { endOf, extended } from '../ticket/clocks';
import type { Command, CommandOf, Refusal } from './command';
import { orderRefusal } from './dispatching';
import { isReferredTo } from './escalation';
import { evaluationHindrance } from '../ticket/evaluating';
import type { Actor } from '../ticket/event';
import { requestOf, terminationGrounds } from './requests';
import type { Instant } from '../time/instant';
import { type Span, spanText } from '../time/span';
import { type CommandName, COMMANDS, keysOf, REQUESTS, STAGES, STATES, type TicketState } from '../words';
import {
  assignmentOf,
  isOverdue,
  leadOf,
  openClock,
  owing,
  type Ticket,
  workingUnits,
} from '../ticket/ticket';

/** Why a command is not possible, not this actor's, or not complete; undefined where it is applied. */
export const refuse = (ticket: Ticket, command: Command): Refusal | undefined =>
  refuseState(ticket, command) ??
  refuseActor(ticket, command) ??
  refusePart(ticket, command) ??
  refuseBody(ticket, command);

const OPEN = ['registered', 'handling', 'submitted', 'callback'] as const;

/** The states in which each command is possible. */
const POSSIBLE: Readonly<Record<CommandName, readonly TicketState[]>> = {
  answer: ['registered'],
  decline: ['registered'],
  dispatch: ['registered'],
  sign: ['handling'],
  contact: ['handling'],
  arrive: ['handling'],
  progress: ['handling', 'submitted', 'callback'],
  contribute: ['handling'],
  'request-return': ['handling'],
  'request-extension': ['handling'],
  'request-termination': ['handling'],
  decide: ['handling'],
  submit: ['handling'],
  review: ['submitted'],
  callback: ['callback'],
  evaluate: OPEN,
  supplement: OPEN,
  withdraw: OPEN,
  urge: OPEN,
  complain: OPEN,
  dispute: ['handling', 'callback'],
  explain: OPEN,
  supervise: OPEN,
  escalate: OPEN,
  'resolve-escalation': OPEN,
  refer: OPEN,
};

/** The commands that a ticket takes as it stands. */
export const allowedNow = (ticket: Ticket): CommandName[] =>
  keysOf(COMMANDS).filter((name) => hindrance(ticket, name) === undefined);

interface Hindrance {
  readonly why: string;
  readonly rule?: string;
}

/** Why nobody can give this command as the ticket stands; undefined where somebody can. */
function hindrance(ticket: Ticket, name: CommandName): Hindrance | undefined {
  const { rules } = ticket.law;
  if (!POSSIBLE[name].includes(ticket.state)) {
    const what = `${COMMANDS[name]} (${name})`;
    return { why: `${what} is not possible while the ticket is ${STATES[ticket.state]} (${ticket.state}).` };
  }
  switch (name) {
    case 'sign':
      return ticket.assignments.some(({ state }) => state === 'dispatched')
        ? undefined
        : { why: 'Every unit has signed already.' };
    case 'contribute':
      return ticket.assignments.some(
        ({ role, contribution }) => role === 'assist' && contribution !== 'result',
      )
        ? undefined
        : { why: 'No assisting unit (协办单位) owes a result.' };
    case 'request-return':
      return returnHindrance(ticket);
    case 'request-termination':
      return ticket.pending.some(({ request }) => request === 'termination')
        ? { why: 'A termination waits for its decision already.' }
        : undefined;
    case 'request-extension':
      return extensionHindrance(ticket);
    case 'decide':
      return ticket.pending.length > 0 ? undefined : { why: 'Nothing waits for a decision.' };
    case 'submit': {
      const late = owing(ticket).map(({ id }) => id);
      if (late.length === 0) return undefined;
      const why = `Assisting units have given neither their result nor why it is late: ${late.join(', ')}.`;
      return { why, rule: cited(rules.contribution?.source) };
    }
    case 'dispute':
      return ticket.state === 'handling' && !isOverdue(ticket)
        ? { why: 'There is no result yet, and the reply is not overdue.', rule: 'WF-14' }
        : undefined;
    case 'evaluate': {
      const why = 'The intake was evaluated already; the handling is, once its result was approved (待回访).';
      return keysOf(STAGES).some((stage) => !evaluationHindrance(ticket, stage))
        ? undefined
        : { why, rule: 'HZ-10' };
    }
    case 'escalate':
      return ticket.level < 3 ? undefined : { why: 'The ticket is at level 3 already; there is none above.' };
    case 'resolve-escalation':
      return ticket.level > 0 ? undefined : { why: 'The ticket was not escalated.' };
    default:
      return undefined;
  }
}

function returnHindrance(ticket: Ticket): Hindrance | undefined {
  const free = ticket.assignments.filter(({ role, fixed }) => role !== 'copy' && !fixed);
  if (free.length === 0) {
    const why = 'The units were assigned directly, or their return was refused: they may not return it.';
    return { why, rule: 'WF-22' };
  }
  return free.every(({ unit }) => isReturning(ticket, unit.id))
    ? { why: 'The return waits for its decision already.' }
    : undefined;
}

const isReturning = (ticket: Ticket, unit: string): boolean =>
  ticket.pending.some((it) => it.request === 'return' && it.unit === unit);

function extensionHindrance(ticket: Ticket): Hindrance | undefined {
  const { extension } = ticket.law.rules;
  const rule = cited(extension?.source);
  const clock = openClock(ticket, 'handling');
  if (!extension || extension.times === 0) return { why: 'The rulebook knows no extension.', rule };
  if (ticket.counts.extended >= extension.times)
    return { why: `The ticket was extended ${extension.times} time(s) already, which is all.`, rule };
  if (ticket.pending.some(({ request }) => request === 'extension'))
    return { why: 'An extension waits for its decision already.' };
  if (clock?.state !== 'running')
    return { why: 'The handling limit (办理时限) has passed: an extension is asked for before that.', rule };
  return undefined;
}

/** A rule's id; what a city set for itself has none. */
const cited = (source: string | undefined): string | undefined => (source === 'local' ? undefined : source);

/** A command that is not possible now, with what is. */
const notNow =
  (ticket: Ticket, name: CommandName) =>
  (detail: string, rule?: string): Refusal => ({
    kind: 'state',
    detail,
    allowed: allowedNow(ticket).filter((it) => it !== name),
    ...(rule === undefined ? {} : { rule }),
  });

function refuseState(ticket: Ticket, command: Command): Refusal | undefined {
  const not = notNow(ticket, command.name);
  const hindered = hindrance(ticket, command.name);
  if (hindered) return not(hindered.why, hindered.rule);
  switch (command.name) {
    case 'escalate':
      return command.level <= ticket.level
        ? not(`The ticket is at level ${ticket.level} already; a level only rises.`, 'WF-23')
        : undefined;
    case 'decide':
      return requestOf(ticket, command)
        ? undefined
        : not(`No ${REQUESTS[command.request]} (${command.request}) waits for a decision.`);
    case 'refer':
      return isReferredTo(ticket, command.to) ? not(`It was referred to ${command.to} already.`) : undefined;
    case 'evaluate': {
      const hindered = evaluationHindrance(ticket, command.stage);
      if (hindered === undefined) return undefined;
      return hindered === 'evaluated'
        ? not('The intake was evaluated already.', 'HZ-10')
        : not('The handling is evaluated once its result was approved (待回访).', 'HZ-10');
    }
    default:
      return undefined;
  }
}

const isActor = (actor: Actor, unit: string): boolean => actor.role === 'unit' && actor.unit === unit;

/** Commands that only a unit gives which has a part in the ticket; those of `LEAD` only the lead. */
const OF_UNITS: readonly CommandName[] = [
  'sign',
  'contact',
  'arrive',
  'progress',
  'contribute',
  'request-return',
  'request-extension',
  'request-termination',
  'submit',
];
const OF_LEAD: readonly CommandName[] = ['request-extension', 'request-termination', 'submit'];

function refuseActor(ticket: Ticket, { name, actor }: Command): Refusal | undefined {
  const byUnit = OF_UNITS.includes(name) || (name === 'explain' && actor.role === 'unit');
  if (!byUnit) return undefined;
  const lead = leadOf(ticket)?.unit;
  if (OF_LEAD.includes(name) && !(lead && isActor(actor, lead.id))) {
    return {
      kind: 'forbidden',
      detail: `${COMMANDS[name]} (${name}) is for the lead unit (主办单位) only; here that is ${lead?.id ?? 'nobody'}.`,
    };
  }
  if (
    name === 'contribute' &&
    !ticket.assignments.some(({ role, unit }) => role === 'assist' && isActor(actor, unit.id))
  ) {
    return { kind: 'forbidden', detail: 'Only an assisting unit (协办单位) contributes.' };
  }
  if (!workingUnits(ticket).some(({ id }) => isActor(actor, id))) {
    return { kind: 'forbidden', detail: 'Only a unit that the ticket was dispatched to does this.' };
  }
  return undefined;
}

/** What this unit, of those that have a part, cannot do any more. */
function refusePart(ticket: Ticket, { name, actor }: Command): Refusal | undefined {
  const own = actor.role === 'unit' ? assignmentOf(ticket, actor.unit ?? '') : undefined;
  if (!own) return undefined;
  const not = notNow(ticket, name);
  if (name === 'sign' && own.state !== 'dispatched') return not('This unit has signed already.');
  if (name === 'contribute' && own.contribution === 'result')
    return not('This unit has contributed already.');
  if (name === 'request-return') {
    if (own.fixed) {
      return not(
        'This unit was assigned directly, or its return was refused: it may not return the ticket.',
        'WF-22',
      );
    }
    if (isReturning(ticket, own.unit.id)) return not('This unit’s return waits for its decision already.');
  }
  return undefined;
}

function refuseBody(ticket: Ticket, command: Command): Refusal | undefined {
  switch (command.name) {
    case 'decline':
      return refuseGround(ticket, command);
    case 'dispatch':
      return refuseOrder(ticket, command);
    case 'request-return': {
      const { suggest, actor } = command;
      const own = ticket.assignments.find(({ unit }) => isActor(actor, unit.id))?.unit;
      const wrong = suggest && own && orderRefusal(ticket, { lead: suggest, assist: [], from: [own] });
      return wrong && invalid('The unit may not suggest this one.', 'suggest', wrong.message, wrong.source);
    }
    case 'request-extension':
      return refuseExtension(ticket, command);
    case 'request-termination': {
      const grounds = terminationGrounds(ticket).map(({ id }) => id);
      return grounds.includes(command.ground)
        ? undefined
        : invalid(
            'The ground is not in the rulebook.',
            'ground',
            `expected one of: ${grounds.join(', ')}`,
            'WF-21',
          );
    }
    case 'decide':
      return refuseDecision(ticket, command);
    case 'submit':
      return refuseReply(ticket, command);
    case 'callback':
    case 'evaluate':
      return refuseAnswer(ticket, command.satisfaction);
    case 'resolve-escalation':
      return (command.assign ?? command.limit) !== undefined &&
        ticket.state !== 'handling' &&
        !(command.assign && ticket.state === 'registered')
        ? invalid(
            'A decision names a unit or a limit while the matter is handled.',
            command.assign ? 'assign' : 'limit',
            `expected only while it is handled; it is ${STATES[ticket.state]} (${ticket.state})`,
          )
        : undefined;
    default:
      return undefined;
  }
}

function refuseGround(
  ticket: Ticket,
  { ground: id, earlier, parts }: CommandOf<'decline'>,
): Refusal | undefined {
  const { decline } = ticket.law.rules;
  const ground = decline.find((it) => it.id === id);
  const known = decline.filter(({ instead }) => !instead).map((it) => it.id);
  if (!ground) {
    const message = `expected one of: ${known.join(', ') || 'none'}`;
    return invalid('The ground is not in the rulebook.', 'ground', message);
  }
  if (ground.instead) {
    const message = `expected the command ${ground.instead}: such a matter is answered at once with the result that there is`;
    return invalid(`This is no ground to refuse a matter here.`, 'ground', message, ground.source);
  }
  const given = earlier === undefined ? parts : [...parts, 'earlier'];
  const missing = ground.needs.filter((part) => !given.includes(part));
  if (missing.length === 0) return undefined;
  const errors = missing.map((path) => ({
    path,
    message: `required for the ground ${id}`,
    rule: cited(ground.source),
  }));
  return { kind: 'invalid', detail: `A refusal on the ground ${id} needs more.`, errors };
}

function refuseOrder(ticket: Ticket, { lead, assist }: CommandOf<'dispatch'>): Refusal | undefined {
  const wrong = orderRefusal(ticket, { lead, assist });
  return wrong && invalid('The rulebook wants another order.', 'lead', wrong.message, wrong.source);
}

function refuseExtension(ticket: Ticket, { limit }: CommandOf<'request-extension'>): Refusal | undefined {
  const { extension } = ticket.law.rules;
  const clock = openClock(ticket, 'handling');
  if (!extension || !clock) return undefined;
  const dueWith = (more: Span): Instant => {
    const basis = extended(clock, ticket.law, more);
    return basis ? endOf(basis, ticket.law).due : clock.due;
  };
  const due = dueWith(limit);
  if (due <= clock.due)
    return invalid('The extension is none.', 'limit', 'expected a length of time of more than 0');
  return due > dueWith(extension.longest)
    ? invalid(
        'The extension is too long.',
        'limit',
        `expected at most ${spanText(extension.longest)}`,
        extension.source,
      )
    : undefined;
}

function refuseDecision(ticket: Ticket, command: CommandOf<'decide'>): Refusal | undefined {
  const { request, approve, assign } = command;
  if (!assign) return undefined;
  if (request !== 'return')
    return invalid('Only a return ends in an assignment.', 'assign', 'expected only for a return', 'WF-22');
  const returning = ticket.assignments.find(({ unit }) => unit.id === requestOf(ticket, command)?.unit);
  if (approve && assign.id === returning?.unit.id)
    return invalid(
      'Its return is approved.',
      'assign',
      'expected another unit than the one that returns it',
      'WF-22',
    );
  if (returning && assign.id !== returning.unit.id) {
    const asLead = returning.role === 'lead';
    if (!asLead && assign.id === leadOf(ticket)?.unit.id)
      return invalid(
        'The lead cannot assist itself.',
        'assign',
        'expected another unit than the lead',
        'WF-22',
      );
    const others = workingUnits(ticket).filter(({ id }) => id !== returning.unit.id && id !== assign.id);
    const lead = asLead ? assign : leadOf(ticket)?.unit;
    const assist = others.filter(({ id }) => id !== lead?.id);
    const wrong =
      lead &&
      orderRefusal(
        ticket,
        asLead ? { lead, assist, from: [returning.unit] } : { lead, assist: [...assist, assign] },
      );
    return wrong && invalid('The rulebook wants another order.', 'assign', wrong.message, wrong.source);
  }
  return undefined;
}

/** The parts of a reply that this city demands where others assisted, or where the matter was only explained (HZ-8). */
function refuseReply(ticket: Ticket, { outcome, parts }: CommandOf<'submit'>): Refusal | undefined {
  const { assisted = [], explained = [], source } = ticket.law.rules.closure ?? {};
  const hasAssisted = ticket.assignments.some(({ role }) => role === 'assist');
  const needed = [...(hasAssisted ? assisted : []), ...(outcome === 'explained' ? explained : [])];
  const missing = [...new Set(needed)].filter((part) => !parts.includes(part));
  if (missing.length === 0) return undefined;
  const errors = missing.map((part) => ({
    path: `reply.${part}`,
    message: `required ${assisted.includes(part) && hasAssisted ? 'where other units assisted' : 'where the matter was explained and not resolved'}`,
    rule: cited(source),
  }));
  return { kind: 'invalid', detail: 'The reply does not answer the caller in full.', errors };
}

function refuseAnswer(ticket: Ticket, satisfaction: string | undefined): Refusal | undefined {
  const { callback } = ticket.law.rules;
  const scale = callback?.scale ?? [];
  if (satisfaction === undefined || scale.includes(satisfaction)) return undefined;
  const message =
    scale.length > 0 ? `expected one of: ${scale.join(', ')}` : 'expected none: the rulebook has no scale';
  return invalid('The answer is not on the rulebook’s scale.', 'satisfaction', message, callback?.source);
}

const invalid = (detail: string, path: string, message: string, rule?: string): Refusal => ({
  kind: 'invalid',
  detail,
  errors: [{ path, message, rule: cited(rule) }],
});
