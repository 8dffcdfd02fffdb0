import type { CallbackRule, Rulebook } from '../law/rules';
import { type Assignment, isRelayed, type Ticket, type UnitRef } from '../ticket/ticket';
import { type CommandName, SATISFACTIONS } from '../words';
import type { Choice, Condition, Field } from './field';
import { labelOf } from './labels';

/** For whom a form is, and of which ticket. */
export interface Asking {
  readonly ticket: Ticket;
  /** The part of the unit that asks; none of people of the hotline. */
  readonly own?: Assignment | undefined;
  /** What the rulebook calls what it lets choose; ids stand for what is not at hand. */
  readonly named: Named;
}

/** What only a rulebook's file says, and no ticket is bound to. */
export type Named = Partial<Pick<Rulebook, 'decline' | 'termination' | 'urgency' | 'kinds'>>;

/** How long (characters) a free text of a command may be, a reply or matter, all parts of a reply together, and a short note on how. */
export const FREE = 2_000;
export const LONG = 5_000;
export const WHOLE_REPLY = 10_000;
const HOW = 200;
/** Of lists of units and of attempts. */
const MOST = 20;

type Rest = Omit<Field, 'name' | 'label' | 'kind'>;

/** Makes fields of a command's form. */
export const fieldsOf = (command: CommandName) => {
  const field =
    (kind: Field['kind'], always: Rest = {}) =>
    (name: string, rest: Rest = {}): Field => ({
      name,
      label: labelOf(command, name),
      kind,
      ...always,
      ...rest,
    });
  const some = (of: NonNullable<Field['of']>) => field('list', { of, most: MOST });
  const text = field('text', { longest: FREE });
  const moment = field('moment');
  const how = field('text', { longest: HOW });
  const attempts = (rest: Rest = {}): Field =>
    some('group')('attempts', {
      least: 1,
      fields: [moment('at', REQUIRED), how('how', REQUIRED)],
      ...rest,
    });
  return {
    text,
    long: field('text', { longest: LONG }),
    choice: field('choice'),
    boolean: field('boolean'),
    number: field('number'),
    date: field('date'),
    span: field('span'),
    unit: field('unit'),
    units: some('unit'),
    ticket: field('ticket'),
    category: field('category'),
    knowledge: field('knowledge'),
    group: field('group'),
    groups: some('group'),
    attempts,
    /** When and how the caller was told, or each attempt to; none where the unit knows no way to the caller (WF-11). */
    told: ({ ticket }: Asking, rest: Rest = {}): Field[] => {
      if (isRelayed(ticket)) return [];
      const reached = isNotGiven('told.attempts');
      return [
        field('group')('told', {
          ...rest,
          fields: [
            moment('at', { requiredIf: [reached], onlyIf: [reached] }),
            how('how', { requiredIf: [reached], onlyIf: [reached] }),
            field('text', { longest: 100 })('by', { onlyIf: [reached] }),
            attempts({ onlyIf: [isNotGiven('told.at')] }),
          ],
        }),
      ];
    },
  };
};

export const REQUIRED = { required: true } as const;
export const isGiven = (field: string): Condition => ({ field, given: true });
export const isNotGiven = (field: string): Condition => ({ field, given: false });
export const isOneOf = (field: string, ...is: readonly (string | boolean)[]): Condition => ({ field, is });

/** The rule of a value; what a city set for itself is no rule's to cite. */
export const citing = (source: string | undefined): Pick<Field, 'source'> =>
  source === undefined || source === 'local' ? {} : { source };

/** Words of ours, to choose from. */
export const choicesOf = <W extends string>(
  words: Readonly<Record<W, string>>,
  only: readonly W[] = Object.keys(words) as W[],
): Choice[] => only.map((value) => ({ value, label: { zh: words[value], en: value } }));

/** What a city calls by its own words. */
export const namedChoices = (
  ids: readonly { readonly id: string; readonly source?: string }[],
  named: readonly { readonly id: string; readonly label: string }[] = [],
): Choice[] =>
  ids.map(({ id, source }) => {
    const zh = named.find((it) => it.id === id)?.label ?? id;
    return { value: id, label: { zh, en: id }, ...citing(source) };
  });

export const unitChoices = (units: readonly UnitRef[]): Choice[] =>
  units.map(({ id, name }) => ({ value: id, label: { zh: name, en: name } }));

export const scaleChoices = (rule: CallbackRule | undefined): Choice[] =>
  (rule?.scale ?? []).map((value) => ({ value, label: { zh: SATISFACTIONS[value] ?? value, en: value } }));
