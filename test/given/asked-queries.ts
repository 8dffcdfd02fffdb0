import type { mongo } from 'mongoose';
import { QUERIES } from '../../storage/queries/queries';
import type { Key, Query } from '../../storage/queries/query';

type Filter = Readonly<Record<string, unknown>>;

/** What a command finds documents by. */
export interface Asked {
  readonly collection: string;
  readonly filter: Filter;
  readonly sort?: Key;
}

/** What a command that was sent finds documents by; one that changes documents in several ways does so more than once. */
export function askedBy({ commandName, command }: mongo.CommandStartedEvent): Asked[] {
  const of = (filter: unknown, sort?: unknown): Asked => ({
    collection: String(command[commandName]),
    filter: filter as Filter,
    // The driver keeps an order as a map.
    ...(sort ? { sort: Object.fromEntries(sort as Map<string, 1 | -1>) } : {}),
  });
  switch (commandName) {
    case 'find':
      return [of(command.filter, command.sort)];
    case 'aggregate':
      return [of((command.pipeline as { $match: unknown }[])[0]?.$match)];
    case 'distinct':
      return [of({ [String(command.key)]: '' })];
    case 'findAndModify':
      return [of(command.query)];
    case 'update':
    case 'delete':
      return (command[`${commandName}s`] as { q: unknown }[]).map(({ q }) => of(q));
    default:
      return [];
  }
}

/** By what a filter can be answered from an index. */
interface Compared {
  /** Fields that are a value, or one of some, or missing. */
  readonly equal: ReadonlySet<string>;
  readonly ranged: ReadonlySet<string>;
  /** Of each of these one must be true. */
  readonly either: readonly (readonly Filter[])[];
}

export function comparedIn(filter: Filter): Compared {
  const [equal, ranged] = [new Set<string>(), new Set<string>()];
  const either: (readonly Filter[])[] = [];
  const look = (conditions: Filter, within = ''): void => {
    for (const [name, value] of Object.entries(conditions)) {
      if (name === '$and') (value as Filter[]).forEach((it) => look(it));
      else if (name === '$or') either.push(value as Filter[]);
      else compare(within + name, value);
    }
  };
  const compare = (field: string, value: unknown): void => {
    const operators = Object.entries(value ?? {}).filter(([name]) => name.startsWith('$'));
    if (operators.length === 0) equal.add(field);
    for (const [operator, by] of operators) {
      if (['$eq', '$in', '$all'].includes(operator) || (operator === '$exists' && by === false))
        equal.add(field);
      if (['$gt', '$gte', '$lt', '$lte', '$not'].includes(operator)) ranged.add(field);
      if (operator === '$elemMatch') look(by as Filter, `${field}.`);
    }
  };
  look(filter);
  return { equal, ranged, either };
}

/** Whether documents are found by their ids, or between two of them, or all are wanted. */
export function isById({ filter, sort }: Asked): boolean {
  const { equal, ranged, either } = comparedIn(filter);
  const others = [...equal, ...ranged, ...Object.keys(sort ?? {})].filter((field) => field !== '_id');
  const between = Object.keys(filter._id ?? {});
  const bounded = ['$gt', '$lt'].every((bound) => between.some((it) => it.startsWith(bound)));
  return equal.has('_id') || bounded || others.length + either.length === 0;
}

/**
 * What of the table a command is: by as much as it compares with values, or by each of the ways in which it may find something.
 * The narrowest comes first; nothing where the table does not know of it.
 */
export function queriesOf({ collection, filter, sort }: Asked): Query[] {
  const { equal, ranged, either } = comparedIn(filter);
  const all = Object.values(QUERIES[collection] ?? {}).filter(
    ({ equals, range, order }) =>
      equals.every((field) => equal.has(field)) &&
      (range === undefined || ranged.has(range)) &&
      (sort === undefined || JSON.stringify(sort) === JSON.stringify(order)),
  );
  const chosen = all
    .filter(({ equals }) => equals.length > 0)
    .toSorted((a, b) => narrowness(b) - narrowness(a));
  if (chosen.length > 0) return chosen;
  for (const ways of either) {
    if (!ways.every((way) => comparedIn(way).equal.size > 0)) continue;
    const parts = ways.map((way) => queriesOf({ collection, filter: way, ...(sort && { sort }) }));
    return parts.every((it) => it.length > 0) ? parts.flat() : [];
  }
  return equal.size > 0 ? [] : all;
}

const narrowness = ({ equals, range }: Query): number => equals.length + (range === undefined ? 0 : 1);
