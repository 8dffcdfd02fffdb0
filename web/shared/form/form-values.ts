import type { FormFieldAnswer } from '../../../api/forms/answers';
import { errorText } from '../problem';

/** What is filled in, by the names of the fields; a group has values of its own, a list many. */
export type Values = Readonly<Record<string, unknown>>;

/** A field at any depth; how deep the contract lets them be, is its own matter. */
export type Field = Omit<FormFieldAnswer, 'fields'> & { readonly fields?: readonly Field[] | undefined };

type Condition = NonNullable<Field['onlyIf']>[number];

/** Whether nothing is filled in. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.every(isEmpty);
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

/** What stands at a path such as `told.attempts`. */
function at(values: Values, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Values)[key] : undefined),
      values,
    );
}

function holds(condition: Condition, all: Values): boolean {
  if ('all' in condition) return condition.all.every((it) => holds(it, all));
  const { field, is, given } = condition;
  const value = at(all, field);
  if (is !== undefined) return is.includes(value as string | boolean);
  return given === !isEmpty(value);
}

/** @param all the values of the whole form, to which conditions point */
export const isShown = ({ onlyIf = [] }: Field, all: Values): boolean => onlyIf.every((it) => holds(it, all));

export const isRequired = ({ required, requiredIf = [] }: Field, all: Values): boolean =>
  required || requiredIf.some((it) => holds(it, all));

/** What is missing or too long before it can be sent: the path of each field, and what to say there. */
export function faultsOf(fields: readonly Field[], values: Values): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  look(fields, values, '', values, faults);
  return faults;
}

function look(
  fields: readonly Field[],
  values: Values,
  path: string,
  all: Values,
  faults: Map<string, string>,
): void {
  for (const field of fields) {
    if (!isShown(field, all)) continue;
    const value = values[field.name];
    const here = `${path}${field.name}`;
    if (isRequired(field, all) && isEmpty(value)) {
      const before = faults.size;
      // Of a group it is said which of its fields are missing, where it is one of them.
      if (field.kind === 'group') look(field.fields ?? [], {}, `${here}.`, all, faults);
      if (faults.size === before) faults.set(here, `请填写${field.label}`);
      continue;
    }
    if (isEmpty(value)) continue;
    lookAt(field, value, here, all, faults);
  }
}

function lookAt(field: Field, value: unknown, here: string, all: Values, faults: Map<string, string>): void {
  const { kind, label, longest, least = 0, fields = [] } = field;
  if (longest !== undefined && lengthOf(value) > longest)
    faults.set(here, `${label}最多${longest}字，现有${lengthOf(value)}字`);
  if (kind === 'group') look(fields, value as Values, `${here}.`, all, faults);
  if (kind === 'list' && Array.isArray(value)) {
    if (value.length < least) faults.set(here, `${label}至少${least}项，现有${value.length}项`);
    if (field.of === 'group')
      value.forEach((entry, index) => look(fields, entry as Values, `${here}.${index}.`, all, faults));
  }
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, it) => sum + lengthOf(it), 0);
}

/** The body of the command: what is filled in and belongs there now, as the contract wants it. */
export function bodyOf(fields: readonly Field[], values: Values): Values {
  return bodyIn(fields, values, values);
}

function bodyIn(fields: readonly Field[], values: Values, all: Values): Values {
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const value = values[field.name];
      return isShown(field, all) && !isEmpty(value) ? [[field.name, sent(field, value, all)]] : [];
    }),
  );
}

function sent(field: Field, value: unknown, all: Values): unknown {
  const { kind, fields = [] } = field;
  switch (kind) {
    case 'group':
      return bodyIn(fields, value as Values, all);
    case 'list':
      return (value as unknown[])
        .filter((it) => !isEmpty(it))
        .map((it) => (field.of === undefined ? it : sent({ ...field, kind: field.of }, it, all)));
    case 'number':
      return Number(value);
    case 'moment':
      return momentOf(String(value));
    case 'text':
      return String(value).trim();
    default:
      return value;
  }
}

/** `2026-10-12T22:00`, as an input of the page has it, is a moment of the city's. */
const momentOf = (text: string): string =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? `${text}:00+08:00` : text;

/** What only one thing can be filled into stands there already. */
export const onlyChoices = (fields: readonly Field[]): Values =>
  Object.fromEntries(
    fields.flatMap(({ name, required, choices: [only, ...more] = [] }): [string, unknown][] =>
      required && only && more.length === 0 ? [[name, only.value]] : [],
    ),
  );

interface Refused {
  readonly path: string;
  readonly message: string;
  readonly rule?: string | undefined;
}

/** What a problem says of the fields that are shown, by their paths; and of others, which is told of the whole. */
export function refusedFields<T extends Refused>(
  errors: readonly T[],
  fields: readonly Field[],
  values: Values,
): { readonly at: ReadonlyMap<string, string>; readonly others: T[] } {
  const shown = new Map(labelsOf(fields, values, '', values));
  const found = new Map<string, string>();
  const others: T[] = [];
  for (const error of errors) {
    const { path, message, rule } = error;
    const label = shown.get(path);
    if (label === undefined) {
      others.push(error);
      continue;
    }
    const said = errorText(message, label);
    const text = rule === undefined ? said : `${said}（${rule}）`;
    found.set(path, [found.get(path), text].filter(Boolean).join('；'));
  }
  return { at: found, others };
}

/** What each field that is shown is called, by its path. */
function labelsOf(
  fields: readonly Field[],
  values: Values,
  path: string,
  all: Values,
): readonly (readonly [path: string, label: string])[] {
  return fields
    .filter((it) => isShown(it, all))
    .flatMap(({ name, label, kind, of, fields: own = [] }) => {
      const here = `${path}${name}`;
      const value = values[name];
      const itself = [here, label] as const;
      if (kind === 'group') return [itself, ...labelsOf(own, (value ?? {}) as Values, `${here}.`, all)];
      if (kind !== 'list' || !Array.isArray(value)) return [itself];
      return [
        itself,
        ...value.flatMap((entry, index) => [
          [`${here}.${index}`, label] as const,
          ...(of === 'group' ? labelsOf(own, entry as Values, `${here}.${index}.`, all) : []),
        ]),
      ];
    });
}
