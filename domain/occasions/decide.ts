import type { UnitId } from '../ids';
import { deadline } from '../time/deadline';
import type { Instant } from '../time/instant';
import { assertNever, keysOf } from '../words';
import type { OccasionCommand, OccasionCommandOf } from './command';
import { evolveAll } from './evolve';
import type { BoundStep, Party } from './kind';
import {
  type Drawn,
  type Occasion,
  type OccasionActor,
  type OccasionEvent,
  type OccasionFact,
  type OccasionInput,
  owing,
  stepOf,
  unchecked,
} from './occasion';
import type { OccasionReason, OccasionRefusal } from './refusal';
import { stamp } from './stamp';
import { OCCASION_COMMANDS, type OccasionCommandName, type StepName } from './words';

export type OccasionDecision =
  | { readonly accepted: true; readonly events: readonly OccasionEvent[] }
  | { readonly accepted: false; readonly refusal: OccasionRefusal };

/** What each command is a step of; none for those that may come at any time. */
const OF_STEP: Readonly<Partial<Record<OccasionCommandName, StepName>>> = {
  draft: 'draft',
  decide: 'decide',
  check: 'check',
  hold: 'hold',
  report: 'carry-out',
  read: 'circulate',
};

/** What a command does to an occasion, or why it does nothing. One that was applied before gives no events. */
export function decide(occasion: Occasion, command: OccasionCommand, now: Instant): OccasionDecision {
  if (occasion.applied.includes(command.id)) return { accepted: true, events: [] };
  const weighed = weigh(occasion, command, now);
  if ('reason' in weighed) {
    const { kind, reason, path } = weighed;
    const rule = stepOf(occasion)?.source ?? occasion.input.kind.source;
    const cited = kind === 'invalid' && rule !== undefined && rule !== 'local' ? { rule } : {};
    const where = path === undefined ? {} : { path };
    return { accepted: false, refusal: { kind, reason, ...where, ...cited, allowed: allowed(occasion) } };
  }
  const { id, actor } = command;
  return { accepted: true, events: stamp(occasion, weighed, { at: now, actor, command: id }) };
}

/** The commands that an occasion takes as it stands, from somebody. */
export function allowed(occasion: Occasion): OccasionCommandName[] {
  if (occasion.outcome !== undefined || occasion.step === undefined) return [];
  const step = stepOf(occasion)?.do;
  return keysOf(OCCASION_COMMANDS).filter((name) => {
    const of = OF_STEP[name];
    if (of !== undefined) return of === step;
    if (name === 'simulate') return occasion.simulated.length < occasion.mayBeSimulated;
    return name === 'withdraw' ? occasion.input.cause !== 'planned' : true;
  });
}

type Weighed =
  | readonly OccasionFact[]
  | { readonly kind: OccasionRefusal['kind']; readonly reason: OccasionReason; readonly path?: string };

function weigh(occasion: Occasion, command: OccasionCommand, now: Instant): Weighed {
  const { input, outcome } = occasion;
  const { actor, name } = command;
  if (outcome !== undefined) return { kind: 'state', reason: 'closed' };
  const step = stepOf(occasion);
  const of = OF_STEP[name];
  if (!step || (of !== undefined && step.do !== of)) return { kind: 'state', reason: 'not-this-step' };
  const own = partiesOfActor(input, actor);
  const hotline = own.some((it) => input.kind.hotline.includes(it as UnitId));
  const theirs = step.who.some((it) => own.includes(it));
  const may = of === undefined ? hotline || (name === 'attach' && theirs) : theirs;
  if (!may) return { kind: 'forbidden', reason: 'not-yours' };
  switch (command.name) {
    case 'draft':
      return draft(occasion, command, now);
    case 'decide':
      if (actor.role === 'operator') return { kind: 'forbidden', reason: 'supervisors-only' };
      return decided(occasion, command, now);
    case 'attach':
      return [{ type: 'attached', data: { tickets: command.tickets } }];
    case 'check':
      return check(occasion, command, now);
    case 'simulate':
      // With approval, and no more than were approved (JE-16).
      return occasion.simulated.length < occasion.mayBeSimulated
        ? [{ type: 'simulated', data: { ticket: command.ticket } }]
        : { kind: 'state', reason: 'none-simulated' };
    case 'hold':
      if (command.held > now) return { kind: 'invalid', reason: 'not-yet', path: 'held' };
      return onwards(occasion, now, {
        type: 'held',
        data: { at: command.held, present: command.present, ...withText(command) },
      });
    case 'report':
    case 'read':
      return told(occasion, command, own, now);
    case 'withdraw':
      if (input.cause === 'planned') return { kind: 'state', reason: 'a-duty' };
      if (actor.role === 'operator') return { kind: 'forbidden', reason: 'supervisors-only' };
      return [
        { type: 'withdrawn', data: withText(command) },
        { type: 'closed', data: { outcome: 'withdrawn' } },
      ];
    default:
      return assertNever(command);
  }
}

const withText = ({ text }: Pick<OccasionCommand, 'text'>) => (text ? { text } : {});

/** For whom somebody acts: people of the hotline for the hotline. */
function partiesOfActor({ kind }: Pick<OccasionInput, 'kind'>, actor: OccasionActor): readonly Party[] {
  switch (actor.role) {
    case 'unit':
      return [actor.unit];
    case 'operator':
    case 'supervisor':
      return kind.hotline;
    case 'leader':
      return ['leader'];
    default:
      return [];
  }
}

function draft(occasion: Occasion, command: OccasionCommandOf<'draft'>, now: Instant): Weighed {
  const { sections, finish } = command;
  const toWrite = occasion.input.kind.document.flatMap((it) => ('writes' in it ? [it] : []));
  const unknown = sections.find((id) => !toWrite.some((it) => it.id === id));
  if (unknown !== undefined)
    return { kind: 'invalid', reason: 'no-such-section', path: `sections.${unknown}` };
  if (sections.length === 0 && !finish) return { kind: 'invalid', reason: 'nothing-said', path: 'sections' };
  const missing = toWrite.find(
    ({ id, writes }) => writes === 'required' && !sections.includes(id) && occasion.written[id] === undefined,
  );
  if (finish && missing)
    return { kind: 'invalid', reason: 'sections-missing', path: `sections.${missing.id}` };
  const written: OccasionFact[] =
    sections.length > 0 ? [{ type: 'drafted', data: { sections, ...withText(command) } }] : [];
  return finish ? onwards(occasion, now, ...written) : written;
}

function decided(occasion: Occasion, command: OccasionCommandOf<'decide'>, now: Instant): Weighed {
  const { approve, simulated } = command;
  const most = occasion.input.kind.simulated?.most ?? 0;
  if (simulated !== undefined && (!approve || simulated > most))
    return { kind: 'invalid', reason: 'too-many-simulated', path: 'simulated' };
  const fact: OccasionFact = {
    type: 'decided',
    data: { approved: approve, ...(simulated === undefined ? {} : { simulated }), ...withText(command) },
  };
  if (approve) return onwards(occasion, now, fact);
  const { steps } = occasion.input.kind;
  const back = steps.slice(0, occasion.step).findLastIndex((it) => it.do === 'draft');
  // What nobody drafted can't be drafted anew.
  return back >= 0
    ? [fact, ...beginning(occasion, back, now)]
    : [fact, { type: 'closed', data: { outcome: 'refused' } }];
}

function check(occasion: Occasion, command: OccasionCommandOf<'check'>, now: Instant): Weighed {
  const { ticket, passed } = command;
  const left = unchecked(occasion);
  if (!left.includes(ticket)) return { kind: 'invalid', reason: 'not-drawn', path: 'ticket' };
  const fact: OccasionFact = { type: 'checked', data: { ticket, passed, ...withText(command) } };
  return left.length === 1 ? onwards(occasion, now, fact) : [fact];
}

/** A party confirms that it has read it (回执), or tells how far it is; when all have, it goes on. */
function told(
  occasion: Occasion,
  command: OccasionCommandOf<'read' | 'report'>,
  own: readonly Party[],
  now: Instant,
): Weighed {
  const owed = owing(occasion);
  const by = owed.find((it) => own.includes(it));
  if (by === undefined) return { kind: 'state', reason: 'read-already' };
  const fact: OccasionFact =
    command.name === 'read'
      ? { type: 'read', data: { by } }
      : { type: 'reported', data: { by, ...withText(command) } };
  return owed.length === 1 ? onwards(occasion, now, fact) : [fact];
}

/** What is filled and drawn stands in the database: the first step begins. */
export function prepared(
  occasion: Occasion,
  { sections, drawn }: { readonly sections: readonly string[]; readonly drawn?: Drawn },
  now: Instant,
): OccasionEvent[] {
  if (occasion.step !== undefined || occasion.outcome !== undefined) return [];
  const by = { at: now, actor: { role: 'system' } } as const;
  const first = stamp(occasion, [{ type: 'prepared', data: { sections, ...(drawn ? { drawn } : {}) } }], by);
  const ready = evolveAll(occasion, first);
  return [...first, ...stamp(ready, beginning(ready, 0, now), by)];
}

/** Facts, and then the next step. */
const onwards = (occasion: Occasion, now: Instant, ...facts: readonly OccasionFact[]): OccasionFact[] => [
  ...facts,
  ...beginning(occasion, (occasion.step ?? -1) + 1, now),
];

/** A step begins, and those after it where it waits for nobody; after the last the occasion is closed. */
function beginning(occasion: Occasion, at: number, now: Instant): OccasionFact[] {
  const step = occasion.input.kind.steps[at];
  if (!step) return [{ type: 'closed', data: { outcome: 'done' } }];
  const begun: OccasionFact[] = [began(occasion, step, at, now)];
  if (step.do === 'circulate') begun.push({ type: 'circulated', data: { to: step.who } });
  return waitsForNobody(occasion, step) ? [...begun, ...beginning(occasion, at + 1, now)] : begun;
}

function waitsForNobody(occasion: Occasion, step: BoundStep): boolean {
  switch (step.do) {
    case 'circulate':
      return step.unconfirmed === true || step.who.every((it) => occasion.read.includes(it));
    case 'check':
      return unchecked(occasion).length === 0;
    default:
      return step.who.length === 0;
  }
}

function began(occasion: Occasion, step: BoundStep, at: number, now: Instant): OccasionFact {
  const { limit, source } = step;
  const counted = limit && deadline(now, limit, occasion.calendar, occasion.input.kind.dayEnds);
  return {
    type: 'began',
    data: { step: at, ...(limit && counted ? { limit, ...counted } : {}), ...(source ? { source } : {}) },
  };
}
