import { z } from 'zod';
import type { Config } from '../../config/load';
import { type Assessment, OVERALL } from '../../domain/reports/assessment';
import { type Grouping, partOf, PARTS } from '../../domain/reports/report';
import { isoInstant } from '../../domain/time/instant';
import { KINDS, keysOf } from '../../domain/words';
import { cursorText, parseCursor } from '../../storage/page';
import type { Store } from '../../storage/store';
import { pageQuery } from '../http/page-query';
import { forbidden, invalid } from '../http/problem';
import { actsFor, type Subject } from '../requests/subject';
import type { BehindAnswer } from './answers';
import { type Asking, countingOf, reportQuery, ticketsOf } from './asking';

/** Which number of a report is opened, and which page of its tickets. */
export const behindQuery = (config: Pick<Config, 'assessments'>) =>
  reportQuery(config).extend({
    key: z.string().max(100).optional().meta({ description: 'Of which row; of all where it is left out' }),
    indicator: z.string().max(40).meta({ example: 'on-time' }),
    part: z.enum(keysOf(PARTS)),
    ...pageQuery,
  });
export type BehindQuery = z.output<ReturnType<typeof behindQuery>>;

type Behind = BehindAnswer['items'][number] & { readonly place: string };

/**
 * The tickets that make up a number, in the order of their numbers. What is held grows with a page, and not with the month.
 * @throws a 422 for a row or an indicator that there is not, a 403 for another unit's row
 */
export async function ticketsBehind(
  config: Config,
  store: Store,
  asking: Asking,
  { key, indicator, part, cursor, limit }: BehindQuery,
  subject: Subject,
): Promise<BehindAnswer> {
  const { assessment, by, keyOf, isShown } = asking;
  assertThere(config, assessment, { by, key, indicator }, subject);
  const after = cursor === undefined ? '' : (parseCursor(cursor)?.id ?? '');
  const counts = await countingOf(store, asking);
  // One more than is shown tells whether there is a next page.
  const first = smallest<Behind>(limit + 1, ({ place }) => place);
  for await (const ticket of ticketsOf(store, asking)) {
    const { id, counted } = ticket;
    for (const order of counted.orders) {
      const place = `${id} ${order.unit ?? ''}`;
      if (place <= after || !isShown(order)) continue;
      const row = keyOf(counted, order);
      if (row === undefined || (key !== undefined && row !== key)) continue;
      const count = partOf(counts, indicator, part, ticket, order);
      if (count === 0) continue;
      const { kind, category, district, state, outcome, closedAt } = counted;
      first.add({
        place,
        ticket: id,
        ...(order.unit === undefined ? {} : { unit: order.unit }),
        count,
        kind,
        category,
        district,
        state,
        ...(outcome === undefined ? {} : { outcome }),
        ...(closedAt === undefined ? {} : { closedAt: isoInstant(closedAt) }),
      });
    }
  }
  const found = first.all();
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ place: _, ...item }) => item),
    nextCursor: found.length > limit && last ? cursorText({ at: 0, id: last.place }) : null,
  };
}

function assertThere(
  config: Config,
  assessment: Assessment,
  {
    by,
    key,
    indicator,
  }: { readonly by: Grouping; readonly key: string | undefined; readonly indicator: string },
  subject: Subject,
): void {
  const indicators = [...assessment.indicators.map(({ id }) => id), OVERALL.id];
  const errors = [
    ...(indicators.includes(indicator)
      ? []
      : [
          {
            path: 'indicator',
            message: `expected an indicator of the report, one of: ${indicators.join(', ')}`,
          },
        ]),
    ...(key === undefined || isRow(config, assessment, by, key)
      ? []
      : [{ path: 'key', message: `expected the key of a row of the report by ${by}` }]),
  ];
  if (errors.length > 0) throw invalid('There is no such number.', errors);
  if (by === 'unit' && key !== undefined && subject.role === 'unit' && !actsFor(subject).includes(key))
    throw forbidden('A unit sees its own figures.');
}

function isRow({ units, categories }: Config, { tiers }: Assessment, by: Grouping, key: string): boolean {
  switch (by) {
    case 'unit':
      return units.byId(key) !== undefined;
    case 'district':
      return units.byId(key)?.level === 'district';
    case 'tier':
      return tiers.some(({ id, classes }) => key === id || classes.some((it) => key === `${id}/${it.id}`));
    case 'kind':
      return Object.hasOwn(KINDS, key);
    case 'category':
      return categories.has(key);
  }
}

/** The first so many of what is added, in the order of a text of each; it never holds more than twice as many. */
function smallest<T>(most: number, textOf: (item: T) => string) {
  let kept: T[] = [];
  const cut = (): T[] => (kept = kept.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1)).slice(0, most));
  return {
    add(item: T): void {
      kept.push(item);
      if (kept.length >= 2 * most) cut();
    },
    all: (): readonly T[] => cut(),
  };
}
