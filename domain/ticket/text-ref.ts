import type { CommandId } from '../ids';

/**
 * Free text stays in the database; an event says under which reference it lies there and which parts it has,
 * and the ledger joins them again for readers (claim check).
 */
export interface TextRef {
  readonly ref: CommandId;
  readonly parts: readonly string[];
  /** Binds to all texts under the reference without telling any of them: it proves that they are what was said. */
  readonly commitment?: string;
}
