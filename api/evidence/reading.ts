import type { Checkpoint } from '../../storage/evidence/checkpoint';
import { instant, isoInstant } from '../../domain/time/instant';
import type { Asked } from '../http/address';
import { noTicket, notFound } from '../http/problem';
import type { Parts } from '../parts';
import type { FoundTicket } from '../tickets/visible-ticket';
import type { CheckpointAnswer, EvidenceAnswer } from './answers';

/** All that proves a ticket's course; what it shows its reader reads by the ticket's other addresses too. */
export async function readEvidence({
  found: { store, ticket },
}: Pick<Asked<unknown, unknown, unknown, FoundTicket>, 'found'>) {
  const evidence = await store.ledger.evidenceOf(ticket.id);
  if (!evidence) throw noTicket();
  const { inclusions, ...rest } = evidence;
  const json = {
    format: 'huiyin evidence 1',
    ticket: ticket.id,
    exportedAt: isoInstant(instant(Date.now())),
    ...rest,
    inclusions: inclusions.map(({ checkpoint, ...it }) => ({
      checkpoint: checkpointJson(checkpoint),
      ...it,
    })),
  };
  // The lines are given as they are hashed: an answer of today's shape would prove nothing.
  return { json: json as unknown as EvidenceAnswer };
}

export const listCheckpoints =
  ({ database }: Pick<Parts, 'database'>) =>
  async ({ query: { cursor, limit } }: { query: { cursor?: number | undefined; limit: number } }) => {
    const store = await database.store();
    const found = await store.checkpoints.list(cursor, limit + 1);
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return { json: { items: items.map(checkpointJson), nextCursor: last ? String(last.number) : null } };
  };

export const readCheckpoint =
  ({ database }: Pick<Parts, 'database'>) =>
  async ({ params: { number } }: { params: { number: string } }) => {
    const store = await database.store();
    const found = /^[1-9]\d{0,8}$/.test(number) ? await store.checkpoints.find(Number(number)) : undefined;
    if (!found) throw notFound('There is no such checkpoint.');
    return { json: { ...checkpointJson(found.checkpoint), heads: found.heads } };
  };

export const readKeys =
  ({ database }: Pick<Parts, 'database'>) =>
  async () => {
    const store = await database.store();
    const found = await store.checkpoints.keys();
    return { json: { keys: found.map(({ key, from, at }) => ({ ...key, from, since: isoInstant(at) })) } };
  };

const checkpointJson = ({ at, ...rest }: Checkpoint): CheckpointAnswer => ({ ...rest, at: isoInstant(at) });
