import type { Condition, Field } from './field';

type Filled = Readonly<Record<string, unknown>>;

/** What is wrong with a form as it is filled in: what is required and not there, and what is there and may not be. */
export interface Lack {
  readonly path: string;
  readonly is: 'required' | 'not-here' | 'unknown';
}

/** Whether anything stands there: a list of nothing is nothing. */
const isThere = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

const at = (body: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((of, name) => (of as Filled | undefined)?.[name], body);

const holds = (body: Filled, condition: Condition): boolean => {
  if ('all' in condition) return condition.all.every((it) => holds(body, it));
  const value = at(body, condition.field);
  return 'is' in condition ? condition.is.some((it) => it === value) : isThere(value) === condition.given;
};

/**
 * What a form lacks before it can be sent. It says what is there, and not whether it is good: that the command's own schema and its
 * procedure say.
 */
export function lacking(fields: readonly Field[], body: Filled): Lack[] {
  const look = (some: readonly Field[], filled: Filled, prefix: string): Lack[] => [
    ...Object.keys(filled).flatMap((name): Lack[] =>
      some.some((it) => it.name === name) || !isThere(filled[name])
        ? []
        : [{ path: prefix + name, is: 'unknown' }],
    ),
    ...some.flatMap((field): Lack[] => {
      const path = prefix + field.name;
      const value = filled[field.name];
      const { required, requiredIf = [], onlyIf = [], fields: inner } = field;
      if (!isThere(value)) {
        const wanted = required === true || requiredIf.some((it) => holds(body, it));
        return wanted ? [{ path, is: 'required' }] : [];
      }
      if (!onlyIf.every((it) => holds(body, it))) return [{ path, is: 'not-here' }];
      if (!inner) return [];
      return Array.isArray(value)
        ? value.flatMap((each, i) => look(inner, each as Filled, `${path}[${i}].`))
        : look(inner, value as Filled, `${path}.`);
    }),
  ];
  return look(fields, body, '');
}
