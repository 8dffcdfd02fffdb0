import { heartbeat } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { ARCHIVE, archivesUntil } from '../domain/law/archive';
import type { ArchiveRule } from '../domain/law/rules';
import { HOUR, type Instant } from '../domain/time/instant';
import { eachAtOnce } from '../engine/at-once';
import { isRunning } from '../engine/is-running';
import { reconcileTicket } from '../engine/recovery/reconcile';
import type { Store } from '../storage/store';
import { errorFields } from '../telemetry/fault';

/** How many tickets one sweep looks at: few enough that nothing else waits long for its own. */
const LOOKED_AT = 200;
/** How long nothing is looked for (ms) where all was looked at: nobody waits for it. */
const RESTS = HOUR;

/** What became of those that were looked at; what is under way, or was changed meanwhile, is neither. */
export interface Archiving {
  readonly archived: number;
  /** Those that could not be archived, each in the log: the next pass tries them again, and they stop no other. */
  readonly unarchived: number;
}

/** Where a pass through all that is closed goes on. */
interface Pass {
  /** The rulebooks that are left; the cursor is of the first. */
  readonly rulebooks: readonly string[];
  readonly cursor?: string;
}

/** Moves tickets into the archive that were closed long enough ago, some at each call. */
export function archiving({
  store,
  client,
  rulebooks,
  log,
}: {
  readonly store: Store;
  readonly client: Client;
  readonly rulebooks: ReadonlyMap<string, { readonly archive: ArchiveRule }>;
  readonly log: Pick<Logger, 'info' | 'error'>;
}): (now: Instant) => Promise<Archiving> {
  let pass: Pass | undefined;
  let restsUntil = 0;

  return async (now) => {
    const counts = { archived: 0, unarchived: 0 };
    if (now < restsUntil) return counts;
    const each = async (tickets: readonly string[], act: (id: string) => Promise<boolean>): Promise<void> => {
      await eachAtOnce(tickets, async (ticket) => {
        try {
          if (await act(ticket)) counts.archived++;
        } catch (error) {
          counts.unarchived++;
          log.error({ ticket, ...errorFields(error) }, 'a ticket could not be archived');
        }
        heartbeat();
      });
    };
    await each(await store.archive.clearing(LOOKED_AT), store.archive.finish);
    for (let left = LOOKED_AT; left > 0;) {
      pass ??= { rulebooks: [...new Set([...rulebooks.keys(), ...(await store.rulebooks.ids())])] };
      const [rulebook, ...rest] = pass.rulebooks;
      if (rulebook === undefined) {
        pass = undefined;
        restsUntil = now + RESTS;
        break;
      }
      const until = archivesUntil(rulebooks.get(rulebook)?.archive ?? ARCHIVE, now);
      const { items, nextCursor } = await store.archive.closed(rulebook, until, pass.cursor, left);
      pass = nextCursor === undefined ? { rulebooks: rest } : { ...pass, cursor: nextCursor };
      left -= items.length;
      await each(
        items.map(({ id }) => id),
        (id) => archive(id, now),
      );
    }
    if (counts.archived > 0) log.info(counts, 'tickets archived');
    return counts;
  };

  /** One that still runs sends its last messages; or the engine was set back, and is told that it is over: its time comes later. */
  async function archive(id: string, now: Instant): Promise<boolean> {
    if (!(await isRunning(client, id))) return store.archive.put(id, now);
    await reconcileTicket({ client, store }, id);
    return false;
  }
}
