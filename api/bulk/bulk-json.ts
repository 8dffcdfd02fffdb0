import { stringify } from 'csv-stringify/sync';
import { type BulkCounts, bulkState, spokenOutcome } from '../../domain/bulk/bulk';
import { isoInstant } from '../../domain/time/instant';
import { BULK_OUTCOMES, type Language } from '../../domain/words';
import type { Bulk, BulkItem } from '../../storage/bulk/bulks';
import { present } from '../commands/body-parts';
import type { BulkAnswer, BulkPageAnswer } from './answers';

export function bulkJson(bulk: Bulk, counts: BulkCounts): BulkAnswer {
  const { id, command, at, by, total, stopAskedAt, ended } = bulk;
  return {
    id,
    command,
    state: bulkState(bulk),
    at: isoInstant(at),
    by: by.sub,
    ...present({
      stopAskedAt: stopAskedAt === undefined ? undefined : isoInstant(stopAskedAt),
      endedAt: ended && isoInstant(ended.at),
    }),
    total,
    counts,
  };
}

export const itemJson = (
  { ticket, outcome, refusal }: BulkItem,
  language: Language,
): BulkPageAnswer['items'][number] => ({
  ticket,
  outcome,
  ...(refusal ? spokenOutcome(refusal, language) : {}),
});

/** Its tickets as a table for a spreadsheet, which takes it for UTF-8 by its first character. */
export const bulkCsv = (items: readonly BulkItem[], language: Language): string =>
  stringify(
    [
      ['ticket', 'outcome', '结果', 'code', 'reason'],
      ...items.map((item) => {
        const { ticket, outcome, code = '', reason = '' } = itemJson(item, language);
        return [ticket, outcome, BULK_OUTCOMES[outcome], code, reason];
      }),
    ],
    { bom: true, escape_formulas: true, record_delimiter: 'windows' },
  );
