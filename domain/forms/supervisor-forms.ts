import { workingUnits } from '../ticket/ticket';
import { highestLevel, levelName } from '../ticket/accounting/levels';
import { type CommandName, type Level, MODES, RECIPIENTS, REFERRED_TO, REQUESTS } from '../words';
import type { Choice, Field } from './field';
import {
  type Asking,
  choicesOf,
  citing,
  fieldsOf,
  isNotGiven,
  isOneOf,
  REQUIRED,
  unitChoices,
} from './making';
import { bodiesOf } from './unit-forms';

type Forms = { readonly [N in CommandName]?: (asking: Asking) => readonly Field[] };

/** What supervisors send. */
export const SUPERVISOR_FORMS = {
  decide: ({ ticket }) => {
    const { choice, boolean, text, unit } = fieldsOf('decide');
    const { pending } = ticket;
    const sorts = [...new Set(pending.map(({ request }) => request))];
    const asking = pending.map(({ unit: id }) => ticket.assignments.find((it) => it.unit.id === id)?.unit);
    const several = sorts.filter((sort) => pending.filter(({ request }) => request === sort).length > 1);
    const ids = pending.flatMap(({ id, request }): Choice[] =>
      id === undefined ? [] : [{ value: id, label: { zh: `${REQUESTS[request]} ${id}`, en: id } }],
    );
    return [
      choice('request', { ...REQUIRED, choices: choicesOf(REQUESTS, sorts) }),
      choice('requestId', {
        choices: ids,
        ...(several.length > 0
          ? { requiredIf: [{ all: [isOneOf('request', ...several), isNotGiven('unit')] }] }
          : {}),
      }),
      boolean('approve', REQUIRED),
      text('reason', REQUIRED),
      unit('assign', { onlyIf: [isOneOf('request', 'return')], ...bodiesOf(ticket), source: 'WF-22' }),
      unit('unit', { choices: unitChoices(asking.flatMap((it) => it ?? [])) }),
    ];
  },
  review: ({ ticket }) => {
    const { boolean, text, number } = fieldsOf('review');
    const { submitted } = ticket.counts;
    const choices = [{ value: submitted, label: { zh: String(submitted), en: String(submitted) } }];
    return [boolean('approve', REQUIRED), text('reason', REQUIRED), number('submission', { choices })];
  },
  supervise: ({ ticket }) => {
    const { choice, text, unit } = fieldsOf('supervise');
    return [
      choice('mode', { ...REQUIRED, choices: choicesOf(MODES) }),
      text('reason', REQUIRED),
      unit('unit', { choices: unitChoices(workingUnits(ticket)) }),
    ];
  },
  'end-supervision': ({ ticket }) => {
    const { text, unit, choice } = fieldsOf('end-supervision');
    const goingOn = ticket.supervision.filter(({ endedAt }) => endedAt === undefined);
    const { modes = [], source } = ticket.law.rules.lookBack ?? {};
    const [wanted, others] = [
      goingOn.filter(({ mode }) => modes.includes(mode)),
      goingOn.filter(({ mode }) => !modes.includes(mode)),
    ];
    // Where others go on too, it is wanted by whom is named; all of them, where nobody is.
    const only = wanted.length > 0 && others.length === 0;
    const units = workingUnits(ticket).filter(({ id }) => goingOn.some((it) => it.unit === id));
    const going = [...new Set(goingOn.map(({ mode }) => mode))];
    return [
      text('conclusion', REQUIRED),
      text('lookBack', {
        ...(only ? REQUIRED : {}),
        ...(wanted.length > 0 && !only
          ? { requiredIf: [isNotGiven('mode'), isOneOf('mode', ...modes)] }
          : {}),
        ...(wanted.length > 0 ? citing(source) : {}),
      }),
      unit('unit', { choices: unitChoices(units) }),
      choice('mode', { choices: choicesOf(MODES, going) }),
    ];
  },
  correct: ({ ticket }) => {
    const { text, unit } = fieldsOf('correct');
    return [
      text('reason', { ...REQUIRED, ...citing(ticket.law.rules.correction?.source) }),
      unit('unit', { choices: unitChoices(workingUnits(ticket)) }),
    ];
  },
  escalate: ({ ticket }) => {
    const { choice, text } = fieldsOf('escalate');
    const { levels } = ticket.law.rules;
    const above = ([1, 2, 3] as const)
      .filter((level) => level > ticket.level && level <= highestLevel(ticket) && (!levels || levels[level]))
      .map((value: Level): Choice => {
        const label = { zh: levelName(ticket, value), en: String(value) };
        return { value, label };
      });
    return [choice('level', { ...REQUIRED, choices: above, source: 'WF-23' }), text('reason', REQUIRED)];
  },
  'resolve-escalation': ({ ticket }) => {
    const { long, boolean, text, unit, span } = fieldsOf('resolve-escalation');
    return [
      long('decision', REQUIRED),
      boolean('settled', { source: 'WF-23' }),
      text('reason'),
      unit('assign', bodiesOf(ticket)),
      span('limit', citing(ticket.law.rules.decision?.source)),
    ];
  },
  refer: ({ ticket }) => {
    const { unit, text } = fieldsOf('refer');
    return [
      unit('to', { ...REQUIRED, also: choicesOf(RECIPIENTS, [...REFERRED_TO]) }),
      unit('unit', { choices: unitChoices(workingUnits(ticket)) }),
      text('reason', REQUIRED),
    ];
  },
} satisfies Forms;
