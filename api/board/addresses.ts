import { z } from 'zod';
import type { Config } from '../../config/load';
import { dayOf, instant, isoDay } from '../../domain/time/instant';
import { keysOf } from '../../domain/words';
import { present } from '../commands/body-parts';
import { type Address, address, answers, roles } from '../http/address';
import { oneOf } from '../http/fields';
import { asParameter, pageQuery, whole } from '../http/page-query';
import type { Parts } from '../parts';
import { BOARD_NUMBERS, boardAnswer, boardTicketsAnswer } from './answers';
import { boardBy, countingOf } from './figures';
import { ticketJson, ticketsCsv } from './tickets';

/** So many tickets are on one page at most: a whole table for a spreadsheet. */
const MOST = 10_000;

const READERS = roles('operator', 'supervisor', 'leader', 'auditor');

const districtOf = ({ units }: Pick<Config, 'units'>) =>
  oneOf(
    units.ofLevel('district').map(({ id }) => id),
    'the id of a district',
  )
    .optional()
    .meta({ description: 'Only tickets of this district' });

const ticketsQuery = (config: Config) =>
  z.strictObject({
    of: z.enum(keysOf(BOARD_NUMBERS)).meta({ description: 'Which number of the board is opened' }),
    district: districtOf(config),
    unit: oneOf(
      config.units.all.map(({ id }) => id),
      'the id of a unit',
    )
      .optional()
      .meta({
        description:
          'Only those that this unit leads or assists with; of `overdue`, of which a limit of its own is overdue',
      }),
    cursor: pageQuery.cursor,
    limit: whole(1, MOST)
      .default(100)
      .meta({ ...asParameter(1, MOST), default: 100 }),
  });

/** The figures of the hall, and the tickets behind them; nothing of a person. */
export function boardAddresses(parts: Parts): Address[] {
  const { config, database } = parts;
  const board = boardBy(parts);
  return [
    address({
      id: 'readBoard',
      method: 'get',
      path: '/v1/board',
      tag: 'reports',
      summary:
        '大屏 · what is open, due and overdue, by unit; hot spots; the month’s rates; what comes if nobody acts',
      who: READERS,
      query: z.strictObject({ district: districtOf(config) }),
      answers: { 200: answers(boardAnswer) },
      shows: [],
      handler: async ({ query: { district } }) => ({ json: await board(district) }),
    }),
    address({
      id: 'listBoardTickets',
      method: 'get',
      path: '/v1/board/tickets',
      tag: 'reports',
      summary: '大屏工单 · the tickets behind a number of the board, the most urgent first',
      description:
        'JSON, or `text/csv` by `Accept` for a spreadsheet; where there are more, `nextCursor`, and of a table the header `Link`, lead on.',
      who: READERS,
      query: ticketsQuery(config),
      answers: {
        200: {
          ...answers(boardTicketsAnswer, 'As asked', { Link: 'Of a table: the next page, as `rel="next"`' }),
          media: ['text/csv'],
        },
      },
      shows: [],
      async handler({ query, request }) {
        const { of, district, unit, cursor, limit } = query;
        const store = await database.store();
        const now = instant(Date.now());
        const counting = { ...countingOf(now, district), ...(unit === undefined ? {} : { unit }) };
        const { items, nextCursor = null } = await store.board.tickets(of, counting, cursor, limit);
        const headers = { Vary: 'Accept' };
        if (request.accepts(['application/json', 'text/csv']) !== 'text/csv')
          return { headers, json: { items: items.map(ticketJson), nextCursor } };
        const next = new URLSearchParams({
          of,
          ...present({ district, unit, cursor: nextCursor ?? undefined }),
          limit: String(limit),
        });
        return {
          text: ticketsCsv(config, items),
          type: 'text/csv',
          headers: {
            ...headers,
            'Content-Disposition': `attachment; filename="board-${of}-${isoDay(dayOf(now))}.csv"`,
            ...(nextCursor === null ? {} : { Link: `</v1/board/tickets?${next.toString()}>; rel="next"` }),
          },
        };
      },
    }),
  ];
}
