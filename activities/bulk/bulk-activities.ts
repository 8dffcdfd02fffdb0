import { cancellationSignal, cancelled, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Units } from '../../config/units-file';
import { bulkCommandId } from '../../domain/bulk/bulk';
import type { Command } from '../../domain/procedures/command';
import { because, invalid, notNow, wrong } from '../../domain/procedures/refusal';
import type { Actor } from '../../domain/ticket/event';
import { instant } from '../../domain/time/instant';
import { eachAtOnce } from '../../engine/at-once';
import type { Engine } from '../../engine/commands';
import { carryingOut } from '../../engine/sending/carrying-out';
import type { Bulk, BulkItem } from '../../storage/bulk/bulks';
import type { Texts } from '../../storage/ledger/command-texts';
import { hindranceOf } from '../../storage/errors';
import { pages } from '../../storage/page';
import type { Store } from '../../storage/store';
import { errorFields } from '../../telemetry/fault';
import type { BulkActivities } from './contract';

/** Who started a bulk starts its workflow within this time (ms); after it the sweep does. */
const START_TIME = 5_000;
/** After so many in a row that gave no answer no further one is asked: what is away is asked again later. */
const AWAY = 8;
/** How often (ms) the engine is told that the work goes on: one ticket alone may be waited for longer. */
const ALIVE = 3_000;

/** Gives a command to many tickets, each by the same way as a single one. */
export function makeBulkActivities({
  store,
  engine,
  units,
  log,
}: {
  readonly store: Store;
  readonly engine: Pick<Engine, 'send' | 'start' | 'reopen' | 'isRunning' | 'startBulk'>;
  readonly units: Pick<Units, 'successions'>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}): BulkActivities & {
  /** Starts bulks that were begun while the engine was away. @returns how many were looked at */
  startWaiting(now: number): Promise<number>;
} {
  const hands = carryingOut({ engine, successions: units.successions, log });
  return { tellBulkPage, closeBulk, startWaiting };

  async function tellBulkPage({
    bulk: id,
    page,
    which,
  }: Parameters<BulkActivities['tellBulkPage']>[0]): ReturnType<BulkActivities['tellBulkPage']> {
    const bulk = await bulkOf(id);
    const texts = await store.bulks.textsOf(id);
    const items = await store.bulks.page(bulk, page);
    const asked = items.flatMap((item, place) => (item.outcome === which ? [{ item, place }] : []));
    // One that has come to its end tells nobody: its workflow was reset, or its server set back.
    let [stopped, silent] = [bulk.ended?.stopped ?? false, 0];
    const failed: unknown[] = [];
    const act = async ({ item, place }: (typeof asked)[number]): Promise<void> => {
      if (silent >= AWAY || failed.length > 0 || cancellationSignal().aborted) return;
      stopped ||= await store.bulks.isToStop(id);
      if (stopped) return;
      const came = await told(bulk, texts ?? {}, item).catch((error: unknown) => unlessFault(item, error));
      silent = came.outcome === 'unavailable' ? silent + 1 : 0;
      await store.bulks.note(bulk, page, place, which, came);
    };
    const alive = setInterval(heartbeat, ALIVE);
    try {
      // One that meets an outage stops the others too: no hand goes on after the answer.
      if (texts) await eachAtOnce(asked, (it) => act(it).catch((error: unknown) => failed.push(error)));
    } finally {
      clearInterval(alive);
    }
    if (failed.length > 0) throw failed[0];
    if (cancellationSignal().aborted) await cancelled();
    const outcomes = (await store.bulks.page(bulk, page)).map(({ outcome }) => outcome);
    const having = (wanted: BulkItem['outcome']): number => outcomes.filter((it) => it === wanted).length;
    return {
      counts: [having('done'), having('refused'), having('unavailable')],
      waiting: having('waiting'),
      away: silent >= AWAY,
      stopped,
    };
  }

  /** Gives one ticket the command. @throws the driver's error while the database is away */
  async function told(
    bulk: Bulk,
    texts: Texts,
    { ticket: id, seq }: BulkItem,
  ): Promise<Pick<BulkItem, 'outcome' | 'refusal'>> {
    const ticket = await store.tickets.find(id);
    if (!ticket)
      return {
        outcome: 'refused',
        refusal: invalid(wrong(because('not-this-ticket'), '', because('a-known-ticket'))),
      };
    const { command: name, facts, by, at, despiteChanges } = bulk;
    // `facts` are those of this command: its body's schema made them.
    const command = {
      id: bulkCommandId(bulk.id, id),
      name,
      actor: { role: by.role } as Actor,
      at,
      parts: Object.keys(texts),
      // Of one that had only just been stored nothing was there to be seen.
      ...(despiteChanges || seq === 0 ? {} : { seen: seq }),
      ...facts,
    } as unknown as Command;
    const order = { command, texts, by, at };
    const over = await hands.isOver(ticket);
    if (over === undefined) return { outcome: 'unavailable' };
    const carried = over
      ? await hands.settled(store, ticket, order)
      : await hands.carryOut(store, ticket, order);
    switch (carried.is) {
      case 'done':
        return { outcome: 'done' };
      case 'refused':
        return { outcome: 'refused', refusal: carried.refusal };
      case 'over':
        return { outcome: 'refused', refusal: notNow(because('closed'), []) };
      case 'unavailable':
        return { outcome: 'unavailable' };
    }
  }

  /** A ticket that is broken stops no other: nobody knows what came of it. @throws where the database is away */
  function unlessFault({ ticket }: BulkItem, error: unknown): Pick<BulkItem, 'outcome'> {
    if (hindranceOf(error)) throw error;
    log.error({ ticket, ...errorFields(error) }, 'a ticket of a bulk met a fault');
    return { outcome: 'unavailable' };
  }

  async function closeBulk({ bulk, stopped }: Parameters<BulkActivities['closeBulk']>[0]): Promise<void> {
    await store.bulks.end(bulk, { at: instant(Date.now()), stopped });
    log.info(
      { bulk, stopped, ...(await store.bulks.counts(await bulkOf(bulk))) },
      'a bulk has come to its end',
    );
  }

  async function bulkOf(id: string): Promise<Bulk> {
    const bulk = await store.bulks.find(id);
    if (!bulk) throw ApplicationFailure.retryable('the bulk is not in the database', 'NoSuchBulk');
    return bulk;
  }

  async function startWaiting(now: number): Promise<number> {
    let count = 0;
    const read = (after: string, limit: number) => store.bulks.open(after, limit);
    for await (const some of pages(read, ({ id }) => id))
      for (const bulk of some.filter(({ at }) => at < now - START_TIME)) {
        count++;
        await engine
          .startBulk(bulk)
          .catch((error: unknown) =>
            log.error({ bulk: bulk.id, ...errorFields(error) }, 'a bulk could not be started'),
          );
        heartbeat();
      }
    return count;
  }
}
