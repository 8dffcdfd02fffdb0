import { z } from 'zod';
import type { Config } from '../../config/load';
import { MOST_IN_BULK } from '../../domain/bulk/bulk';
import { TICKET_NUMBER, ticketId } from '../../domain/ids';
import { BULK_OUTCOMES, type BulkCommand, IN_BULK, keysOf, type Role } from '../../domain/words';
import type { Texts } from '../../storage/ledger/command-texts';
import { commandDoors } from '../commands/doors';
import { pageQuery } from '../http/page-query';
import { ticketsQuery } from '../tickets/reading';

/** So many tickets a request may name itself; whoever means more chooses by a query. */
const MOST_NAMED = 5_000;
/** In kB: so many numbers, and a command. */
export const MOST_BODY = 500;

/** What a query of a list says in an address, as it may stand in JSON. */
const asInAddress = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).map(([name, it]) => [
          name,
          typeof it === 'boolean' || typeof it === 'number' ? String(it) : it,
        ]),
      )
    : value;

const query = z
  .preprocess(
    asInAddress,
    ticketsQuery.omit({ cursor: true, limit: true, count: true }).refine(({ q }) => q?.by !== 'phone', {
      path: ['q'],
      error: 'expected words or a ticket’s number: no set is made of who a caller is',
    }),
  )
  .meta({
    description: 'The filters of `GET /v1/tickets`: all that match, and not one page of them',
    type: 'object',
  });

const number = z
  .string()
  .trim()
  .regex(TICKET_NUMBER, { error: 'expected the number of a ticket' })
  .meta({ example: 'HY-7K3M-9Q2X-4V1B' });

const named = z
  .array(
    z
      .union([number, z.strictObject({ id: number, seq: z.int().min(0) })], {
        error: 'expected the number of a ticket, or { id, seq } with the `seq` at which it was seen',
      })
      .transform((it) => (typeof it === 'string' ? { id: ticketId(it) } : { ...it, id: ticketId(it.id) })),
  )
  .min(1)
  .max(MOST_NAMED);

export const chosen = z
  .union([z.strictObject({ query }), z.strictObject({ tickets: named })], {
    error: 'expected either query or tickets',
  })
  .meta({ description: 'Of which tickets: those that a query finds, or those that are named' });
export type Chosen = z.output<typeof chosen>;

/** What many tickets are told: the command, by whom it may be given, and its body as of a single one. */
export interface BulkOrder {
  readonly command: BulkCommand;
  readonly who: readonly Role[];
  readonly said: { readonly texts: Texts; readonly facts: object };
}

/** What names something of one ticket alone. */
const OF_ONE = ['requestId', 'submission'] as const;

export function bulkBodies(config: Config) {
  const doors = commandDoors(config);
  const shape = {
    command: z.enum(IN_BULK),
    body: z
      .record(z.string(), z.unknown())
      .meta({ description: 'The body of the command, as a single ticket is sent it' }),
    of: chosen,
  };
  const more = {
    expected: z.int().min(1).max(MOST_IN_BULK).optional().meta({
      description: '`count` of the preview: where the set has another number by now, nothing begins',
    }),
    despiteChanges: z.literal(true).optional().meta({
      description: 'Tickets that went on since they were seen are told too; without it they refuse',
    }),
  };
  return {
    preview: z.strictObject(shape).transform(ordered),
    begin: z.strictObject({ ...shape, ...more }).transform(ordered),
  };

  /** A body, and in it the order that its command is. */
  function ordered<
    T extends { readonly command: BulkCommand; readonly body: Readonly<Record<string, unknown>> },
  >(
    { command, body, ...rest }: T,
    context: z.RefinementCtx,
  ): Omit<T, 'command' | 'body'> & { readonly order: BulkOrder } {
    for (const part of OF_ONE)
      if (body[part] !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['body', part],
          message: 'expected only for a single ticket',
        });
    const { who, body: schema } = doors[command];
    const read = schema.safeParse(body);
    if (read.success) return { ...rest, order: { command, who, said: read.data } };
    // As the schema of the command found them.
    for (const issue of read.error.issues) context.addIssue({ ...issue, path: ['body', ...issue.path] });
    return z.NEVER;
  }
}

export const bulkPath = z.object({ id: z.string().meta({ example: 'BK-7K3M-9Q2X-4V1B' }) });

export const itemsQuery = z.strictObject({ outcome: z.enum(keysOf(BULK_OUTCOMES)).optional(), ...pageQuery });
export const bulksQuery = z.strictObject(pageQuery);
