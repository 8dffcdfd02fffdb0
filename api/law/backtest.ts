import { z } from 'zod';
import { backtest } from '../../activities/backtesting';
import { unitRef } from '../../config/units-file';
import { instant, momentOn, parseDay } from '../../domain/time/instant';
import type { Asked } from '../http/address';
import { EVEN_IF_WRONG } from '../http/fields';
import { parsed } from '../http/parsed';
import { invalid } from '../http/problem';
import type { Parts } from '../parts';
import { proposedRulebook } from './preview';

/** So many tickets at most by address: they take a minute or so. */
export const MOST_TICKETS = 20_000;

const day = z
  .string()
  .transform((written, context) => {
    const found = parseDay(written);
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: 'expected a date, e.g. 2025-01-01' });
    return z.NEVER;
  })
  .meta({ format: 'date', example: '2025-01-01' });

/** Besides the rulebook, which is checked as a file is. */
export const backtestBody = z
  .strictObject({
    rulebook: z.looseObject({ id: z.string() }).meta({ description: 'As its file says it' }),
    from: day.meta({ description: 'Of tickets that were received from this day on' }),
    to: day.meta({ description: 'Up to and including this day' }),
  })
  .superRefine(({ from, to }, context) => {
    if (typeof from === 'number' && typeof to === 'number' && to < from)
      context.addIssue({ code: 'custom', path: ['to'], message: 'expected a day that is not before `from`' });
  }, EVEN_IF_WRONG)
  .meta({ id: 'ProposedBacktest' });

/** What tickets of a time would have come to under another rulebook; nothing is written. */
export const backtestingRulebook =
  ({ config, database }: Pick<Parts, 'config' | 'database'>) =>
  async ({ request: { body } }: Pick<Asked, 'request'>) => {
    const { rulebook: sent, from, to } = parsed(backtestBody, body ?? {});
    const book = proposedRulebook(sent, config, 'rulebook.');
    const store = await database.store();
    const found = await backtest(
      store,
      { book, units: config.units.all.map(unitRef) },
      { from: momentOn(from, 0), to: momentOn(to, 24 * 60) },
      instant(Date.now()),
      {
        passed: (tickets) => {
          if (tickets > MOST_TICKETS) throw tooMany();
        },
      },
    );
    const { id, version } = book;
    return {
      json: { rulebook: { id, version }, ...found, units: [...found.units], refused: [...found.refused] },
    };
  };

const tooMany = () =>
  invalid('There are too many tickets.', [
    {
      path: 'to',
      message: `expected a time with at most ${MOST_TICKETS} tickets of this rulebook; \`npm run backtest\` takes any`,
    },
  ]);
