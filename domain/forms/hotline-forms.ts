import { COORDINATIONS, keysOf, KINDS, STAGES, type CommandName } from '../words';
import type { Field } from './field';
import {
  type Asking,
  choicesOf,
  citing,
  fieldsOf,
  isOneOf,
  namedChoices,
  REQUIRED,
  scaleChoices,
  unitChoices,
} from './making';
import { bodiesOf } from './unit-forms';

type Forms = { readonly [N in CommandName]?: (asking: Asking) => readonly Field[] };

const said = (name: CommandName) => (): readonly Field[] => [fieldsOf(name).text('text', REQUIRED)];

/** What operators send, and callers through them or themselves. */
export const HOTLINE_FORMS = {
  answer: () => {
    const { long, ticket, knowledge, unit } = fieldsOf('answer');
    return [
      long('reply', REQUIRED),
      knowledge('knowledge', { source: 'WF-31' }),
      ticket('earlier', { source: 'JE-4' }),
      unit('threeWay', { source: 'JE-21' }),
    ];
  },
  decline: ({ ticket: { law }, named }) => {
    const { choice, text, ticket } = fieldsOf('decline');
    const grounds = law.rules.decline.filter(({ instead }) => !instead);
    const needing = (part: string): Pick<Field, 'requiredIf'> => {
      const those = grounds.filter(({ needs }) => needs.includes(part)).map(({ id }) => id);
      return those.length > 0 ? { requiredIf: [isOneOf('ground', ...those)] } : {};
    };
    const others = grounds.flatMap(({ needs }) => needs).filter((part) => part !== 'earlier');
    return [
      choice('ground', { ...REQUIRED, choices: namedChoices(grounds, named.decline) }),
      text('reason', REQUIRED),
      ...[...new Set(['guidance', ...others])].map((part) => text(part, needing(part))),
      ticket('earlier', needing('earlier')),
    ];
  },
  dispatch: ({ ticket }) => {
    const { unit, units, group, span, text } = fieldsOf('dispatch');
    const { coordination } = ticket.law.rules.dispatch ?? {};
    return [
      unit('lead', { ...REQUIRED, ...bodiesOf(ticket) }),
      units('assist', bodiesOf(ticket)),
      units('copy'),
      group('statutory', { fields: [span('limit', REQUIRED), text('legalBasis', REQUIRED)] }),
      {
        ...group('coordination', {
          ...citing(coordination?.source),
          fields: [units('units', { ...REQUIRED, least: 1 }), text('opinion', REQUIRED)],
        }),
        ...(coordination ? { label: { zh: COORDINATIONS[coordination.how], en: coordination.how } } : {}),
      },
      text('note'),
    ];
  },
  supplement: said('supplement'),
  withdraw: said('withdraw'),
  urge: said('urge'),
  complain: said('complain'),
  dispute: said('dispute'),
  release: ({ ticket }) => {
    const { unit, text } = fieldsOf('release');
    const assisting = ticket.assignments.filter(({ role }) => role === 'assist').map((it) => it.unit);
    return [unit('unit', { ...REQUIRED, choices: unitChoices(assisting) }), text('reason', REQUIRED)];
  },
  callback: ({ ticket }) => {
    const { boolean, choice, text } = fieldsOf('callback');
    const { callback } = ticket.law.rules;
    const reached = [isOneOf('reached', true)];
    return [
      boolean('reached', REQUIRED),
      boolean('resolved', { requiredIf: reached, onlyIf: reached, source: 'WF-25' }),
      choice('satisfaction', {
        onlyIf: reached,
        choices: scaleChoices(callback),
        ...citing(callback?.source),
      }),
      text('comment'),
    ];
  },
  evaluate: ({ ticket }) => {
    const { choice, text } = fieldsOf('evaluate');
    return [
      choice('stage', { ...REQUIRED, choices: choicesOf(STAGES), source: 'HZ-10' }),
      choice('satisfaction', { ...REQUIRED, choices: scaleChoices(ticket.law.rules.callback) }),
      text('comment'),
    ];
  },
  amend: ({ ticket, named }) => {
    const { choice, category, unit, boolean, text } = fieldsOf('amend');
    const { kinds = keysOf(KINDS), urgency = [] } = named;
    return [
      choice('kind', { choices: choicesOf(KINDS, kinds) }),
      category('category'),
      unit('district', { levels: ['district'] }),
      ...(urgency.length > 0 ? [choice('urgency', { choices: namedChoices(urgency, urgency) })] : []),
      ...(ticket.confidential ? [] : [boolean('confidential', { source: 'WF-11' })]),
      text('reason', REQUIRED),
    ];
  },
  link: () => {
    const { ticket, text } = fieldsOf('link');
    return [ticket('with', REQUIRED), text('reason', REQUIRED)];
  },
  merge: () => {
    const { ticket, text } = fieldsOf('merge');
    return [ticket('into', REQUIRED), text('reason', REQUIRED)];
  },
  split: () => [fieldsOf('split').text('reason', REQUIRED)],
} satisfies Forms;
