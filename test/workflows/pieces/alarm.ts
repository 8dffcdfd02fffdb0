import { condition, defineQuery, defineUpdate, setHandler } from '@temporalio/workflow';
import { type Instant, instant } from '../../../domain/time/instant';
import { Alarm } from '../../../workflows/alarm';

/** Arms it for a moment, or disarms it. */
export const arm = defineUpdate<void, [Instant | null]>('arm');
/** How many times it rang. */
export const rings = defineQuery<number>('rings');

/** An alarm that a test sets. */
export async function alarm(): Promise<void> {
  let rung = 0;
  const clock = new Alarm(() => {
    rung++;
  });
  setHandler(arm, (at) => clock.arm(at ?? undefined, instant(Date.now()), () => '等待'));
  setHandler(rings, () => rung);
  await condition(() => false);
}
