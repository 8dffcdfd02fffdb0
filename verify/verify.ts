import { inclusionsOf, type Keys, keptOf } from './checkpoints';
import { deadlinesOf } from './deadlines';
import { ledgerOf, strayFields, supersededOf } from './ledger';
import type { Finding, KeptCheckpoint, Pack } from './pack';
import { textsOf } from './texts';

export const FORMAT = 'huiyin evidence 1';
const FIELDS = ['format', 'ticket', 'exportedAt', 'lines', 'superseded', 'law', 'texts', 'inclusions'];

/**
 * Everything that a pack of evidence proves, and all that does not hold.
 * @param keys of the installation, which its receiver has from elsewhere
 * @param kept checkpoints that its receiver kept, or has from somebody who did
 */
export function verified(pack: Pack, keys: Keys, kept: readonly KeptCheckpoint[] = []): Finding[] {
  const checks: Readonly<Record<string, () => Finding>> = {
    pack: () => ({
      of: 'pack',
      proven: [],
      wrong: [
        ...strayFields(pack, FIELDS, 'pack'),
        ...(pack.format === FORMAT ? [] : [`pack: expected the format “${FORMAT}”, found “${pack.format}”`]),
      ],
    }),
    ledger: () => ledgerOf(pack),
    superseded: () => supersededOf(pack),
    checkpoints: () => inclusionsOf(pack, keys),
    kept: () => keptOf(pack, kept, keys),
    texts: () => textsOf(pack),
    deadlines: () => deadlinesOf(pack),
  };
  return Object.entries(checks).map(([of, check]) => {
    try {
      return check();
    } catch (error) {
      return {
        of,
        proven: [],
        wrong: [`can’t be read: ${error instanceof Error ? error.message : String(error)}`],
      };
    }
  });
}
