import type { Connection } from 'mongoose';
import type { Instant } from '../../domain/time/instant';

/**
 * Forgets what came before `before`, at most `limit` of it: all at once may take longer than a call may. A TTL index would do it in one
 * kind of database, and only for moments that are dates; this does it in any.
 * @returns how many
 */
export async function forgetBefore(
  { collection }: { readonly collection: ReturnType<Connection['collection']> },
  before: Instant,
  limit: number,
): Promise<number> {
  const old = await collection.find({ at: { $lt: before } }, { projection: { _id: 1 }, limit }).toArray();
  return (await collection.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } })).deletedCount;
}
