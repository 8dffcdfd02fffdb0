import { type Entry, isGood } from '../../domain/knowledge/entry';
import { instant, isoDay, isoInstant } from '../../domain/time/instant';
import type { WrittenEntry } from '../../storage/knowledge/knowledge';
import type { EntryAnswer, PublicEntry } from './answers';

const saidBy = ({ id, question, answer, owner, source, validUntil }: Entry) => ({
  id,
  question,
  answer,
  owner,
  source,
  ...(validUntil === undefined ? {} : { validUntil: isoDay(validUntil) }),
});

export const entryJson = (entry: WrittenEntry, now = instant(Date.now())): EntryAnswer => ({
  ...saidBy(entry),
  version: entry.version,
  reviewOn: isoDay(entry.reviewOn),
  good: isGood(entry, now),
  ...(entry.proposed ? { proposed: true } : {}),
  ...(entry.proposedFrom === undefined ? {} : { proposedFrom: entry.proposedFrom }),
  at: isoInstant(entry.at),
  by: entry.by.role,
  etag: `"${entry.version}"`,
});

export const publicEntryJson = (
  entry: WrittenEntry,
  unitName: (id: string) => string | undefined,
): PublicEntry => ({
  ...saidBy(entry),
  owner: unitName(entry.owner) ?? entry.owner,
  updatedOn: isoInstant(entry.at).slice(0, 10),
});
