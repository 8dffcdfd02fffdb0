import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { unitId } from '../domain/ids';
import { instant } from '../domain/time/instant';
import { eachAtOnce } from '../engine/at-once';
import { startGathering } from '../engine/start-gathering';
import type { WorkerMetrics } from '../telemetry/worker-metrics';
import type { GatheredDelivery, GatheringActivities } from './contract';
import type { OutsideWorld } from './outside-world';
import { countedByTopic, TOPICS } from './texts';

/** So many messages are one, at most: about 300 kB. */
export const MOST = 500;

/** What is gathered for a unit, from when it is fixed until it is settled. */
export function gathering({
  store,
  units,
}: Pick<OutsideWorld, 'store' | 'units'>): Pick<GatheringActivities, 'gather' | 'giveUp'> {
  return { gather, giveUp };

  async function gather({ unit }: { readonly unit: string }): Promise<GatheredDelivery | undefined> {
    const waiting = await store.outbox.gatheredFor(unit, MOST + 1);
    const ids = waiting.slice(0, MOST).map(({ id }) => id);
    if (ids.length > 0)
      await store.gatherings.begin({ unit, id: idOf(unit, ids), at: instant(Date.now()), messages: ids });
    const fixed = await store.gatherings.find(unit);
    if (!fixed) return undefined;
    const { id, messages } = fixed;
    const told = await store.outbox.among(messages);
    const name = units.today(unit)?.name ?? unit;
    const [only] = messages.length === 1 ? told : [];
    return {
      unit,
      id,
      // More than one message holds; or what was fixed earlier went first.
      more: waiting.length > MOST || (ids.length > 0 && id !== idOf(unit, ids)),
      summary: only ? `通知${name} · ${TOPICS[only.template]}` : `合并通知${name} · ${countedByTopic(told)}`,
    };
  }

  async function giveUp({ unit, id }: Parameters<GatheringActivities['giveUp']>[0]): Promise<void> {
    const fixed = await store.gatherings.find(unit);
    if (fixed?.id !== id) return;
    await store.outbox.release(fixed.messages);
    await store.gatherings.settle(unit, id);
  }
}

/**
 * Sees to it that every unit is sent what is gathered for it.
 * @param period ms, as `GatheringInput` has it
 * @returns how many units these are
 */
export async function startGatherings({
  store,
  client,
  units,
  period,
  metrics,
}: Pick<OutsideWorld, 'store' | 'units'> & {
  readonly client: Client;
  readonly period: number;
  readonly metrics: Pick<WorkerMetrics, 'gathered'>;
}): Promise<number> {
  const gathered = await store.outbox.gathered();
  metrics.gathered(gathered);
  await eachAtOnce(gathered, ({ unit, since }) =>
    startGathering(client, { unit: unitId(unit), since, period }, units.today(unit)?.name ?? unit),
  );
  return gathered.length;
}

/** The same for the same messages, and for no others: what one was told under an id is never told otherwise. */
const idOf = (unit: string, ids: readonly string[]): string =>
  `gathered:${unit}:${createHash('sha256').update(ids.join()).digest('hex').slice(0, 16)}`;
