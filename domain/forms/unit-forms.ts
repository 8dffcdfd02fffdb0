import { owing, type Ticket, type UnitRef } from '../ticket/ticket';
import { OUTCOMES, type CommandName } from '../words';
import type { Field } from './field';
import {
  type Asking,
  choicesOf,
  citing,
  fieldsOf,
  FREE,
  isGiven,
  isNotGiven,
  isOneOf,
  namedChoices,
  REQUIRED,
  unitChoices,
  WHOLE_REPLY,
} from './making';

type Forms = { readonly [N in CommandName]?: (asking: Asking) => readonly Field[] };

/** What units send. */
export const UNIT_FORMS = {
  sign: () => [fieldsOf('sign').text('note')],
  contact: ({ ticket }) => {
    const { text, attempts } = fieldsOf('contact');
    return [text('note'), attempts(citing(ticket.law.rules.closure?.contact?.source))];
  },
  arrive: ({ ticket }) => {
    const { boolean, text } = fieldsOf('arrive');
    return [boolean('settled', citing(ticket.law.rules.clocks.handling?.onTheSpot?.source)), text('note')];
  },
  progress: (asking) => {
    const { text, date, told } = fieldsOf('progress');
    const renewed = asking.ticket.law.rules.clocks.handling?.renewedByProgress;
    return [text('note'), date('expectedBy', citing(renewed?.source)), ...told(asking)];
  },
  contribute: ({ ticket }) => {
    const { text, long, date } = fieldsOf('contribute');
    const late = [isNotGiven('result')];
    const rule = citing(ticket.law.rules.contribution?.source);
    return [
      long('result', { requiredIf: [isNotGiven('reason')], ...rule }),
      text('reason', { requiredIf: [isGiven('progress')], onlyIf: late, ...rule }),
      text('progress', { requiredIf: [isGiven('reason')], onlyIf: late, ...rule }),
      date('expectedBy', { onlyIf: late, ...rule }),
    ];
  },
  summon: ({ ticket }) => {
    const { units, text } = fieldsOf('summon');
    const rule = citing(ticket.law.rules.dispatch?.summon?.source);
    return [units('units', { ...REQUIRED, least: 1, ...rule }), text('reason', REQUIRED)];
  },
  'hand-down': ({ ticket, own }) => {
    const { unit, text } = fieldsOf('hand-down');
    const rule = citing(ticket.law.rules.dispatch?.handDown?.source);
    return [
      unit('to', { ...REQUIRED, ...(own ? { parent: own.unit.id } : {}), ...rule }),
      text('reason', REQUIRED),
    ];
  },
  'request-return': (asking) => {
    const { text, unit, told } = fieldsOf('request-return');
    return [text('reason', REQUIRED), unit('suggest', bodiesOf(asking.ticket)), ...told(asking)];
  },
  'request-extension': (asking) => {
    const { span, text, told } = fieldsOf('request-extension');
    return [
      span('limit', { ...REQUIRED, ...citing(asking.ticket.law.rules.extension?.source) }),
      text('reason', REQUIRED),
      text('plan', REQUIRED),
      text('progress'),
      ...told(asking),
    ];
  },
  'request-termination': (asking) => {
    const { choice, text, told } = fieldsOf('request-termination');
    const { decline, termination = [] } = asking.ticket.law.rules;
    const { named } = asking;
    const choices = namedChoices(
      [...decline.filter(({ instead }) => !instead), ...termination],
      [...(named.decline ?? []), ...(named.termination ?? [])],
    );
    return [choice('ground', { ...REQUIRED, choices }), text('reason', REQUIRED), ...told(asking)];
  },
  'report-unsolvable': (asking) => {
    const { text, told } = fieldsOf('report-unsolvable');
    return [text('reason', REQUIRED), text('tried', REQUIRED), ...told(asking)];
  },
  submit: (asking) => submission(asking),
  explain: () => [fieldsOf('explain').text('text', REQUIRED)],
} satisfies Forms;

/** Bodies that the hotline dispatches to, where a city names them (WF-9). */
export function bodiesOf({ law }: Ticket): Pick<Field, 'levels' | 'source'> {
  const { bodies } = law.rules.dispatch ?? {};
  return bodies ? { levels: bodies.levels, ...citing(bodies.source) } : {};
}

/** The closure application with all that its city demands of it (JN-4, JN-6, WF-20, HZ-8, HZ-9, BJ-7). */
function submission(asking: Asking): Field[] {
  const { choice, group, groups, unit, text, date, told } = fieldsOf('submit');
  const { ticket } = asking;
  const { closure = {}, contribution, deferral } = ticket.law.rules;
  const deferred = isGiven('deferUntil');
  const part = (name: string): Field => text(name, { longest: name === 'method' ? FREE : WHOLE_REPLY });
  const assisted = ticket.assignments.some(({ role }) => role === 'assist') ? (closure.assisted ?? []) : [];
  const wanted = (name: string): Pick<Field, 'required' | 'requiredIf' | 'source'> => {
    if (assisted.includes(name)) return { ...REQUIRED, ...citing(closure.source) };
    if (!closure.explained?.includes(name)) return {};
    return { requiredIf: [isOneOf('outcome', 'explained')], ...citing(closure.source) };
  };
  const silent = silentOf(ticket);
  const mayDefer = ticket.counts.deferred < (deferral?.times ?? 0);
  const unfinished = (name: string): Field =>
    text(name, {
      requiredIf: [
        isOneOf('outcome', 'unfinished'),
        deferred,
        ...['reason', 'progress', 'plan'].filter((it) => it !== name).map(isGiven),
      ],
      source: 'HZ-9',
    });
  return [
    choice('outcome', {
      requiredIf: [isNotGiven('deferUntil')],
      choices: choicesOf(OUTCOMES, ['resolved', 'explained', 'unfinished']),
    }),
    group('reply', {
      ...REQUIRED,
      longest: WHOLE_REPLY,
      fields: [
        ...['response', 'result', 'method'].map((name) => ({ ...part(name), ...REQUIRED })),
        ...['process', 'guidance', 'opinion'].map((name) => ({ ...part(name), ...wanted(name) })),
      ],
    }),
    ...told(asking, closure.told && ticket.wantsReply ? { ...REQUIRED, ...citing(closure.told.source) } : {}),
    ...(silent.length > 0
      ? [
          groups('without', {
            ...(owing(ticket).length > 0 ? REQUIRED : {}),
            ...citing(contribution?.source),
            fields: [unit('unit', { ...REQUIRED, choices: unitChoices(silent) }), text('reason', REQUIRED)],
          }),
        ]
      : []),
    ...(mayDefer
      ? [
          date('deferUntil', citing(deferral?.source)),
          text('measures', { requiredIf: [deferred], onlyIf: [deferred], source: 'JN-4' }),
        ]
      : []),
    ...['reason', 'progress', 'plan'].map(unfinished),
  ];
}

/** Assisting units whose result is not there (BJ-7). */
const silentOf = ({ assignments }: Ticket): UnitRef[] =>
  assignments
    .filter(({ role, contribution }) => role === 'assist' && contribution !== 'result')
    .map(({ unit }) => unit);
