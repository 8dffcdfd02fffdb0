import type { PageCounts } from '../../domain/bulk/bulk';

/** What the workflow of a bulk asks of the outside world. */
export interface BulkActivities {
  /**
   * Gives the command to the tickets of a page, several at a time, and notes what came of each; told twice, a ticket does it once.
   * @param ask which tickets: those that were not told yet, or those that gave no answer
   * @returns how the page stands now; `away` where so many gave no answer in a row that no further one was asked; `stopped` where somebody
   * asked for that
   */
  tellBulkPage(ask: {
    readonly bulk: string;
    readonly page: number;
    readonly which: 'waiting' | 'unavailable';
  }): Promise<{
    readonly counts: PageCounts;
    readonly waiting: number;
    readonly away: boolean;
    readonly stopped: boolean;
  }>;
  /** Notes that a bulk has come to its end, and lets go of its texts. */
  closeBulk(ask: { readonly bulk: string; readonly stopped: boolean }): Promise<void>;
}
