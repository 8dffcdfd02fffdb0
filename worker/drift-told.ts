import type { InjectedSinks } from '@temporalio/worker';
import type { DriftSinks } from '../workflows/drift';

/**
 * Tells of tickets that, replayed, come to another than they did when they lived.
 * @param tell the ticket, and the last event of the turn
 */
export const driftTold = (tell: (ticket: string, seq: number) => void): InjectedSinks<DriftSinks> => ({
  drift: { found: { fn: (_info, ticket, seq) => tell(ticket, seq), callDuringReplay: true } },
});
