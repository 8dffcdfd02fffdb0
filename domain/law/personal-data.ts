import { because, type Because } from '../procedures/refusal';
import { DAY, type Instant, instant } from '../time/instant';
import type { ErasureGround, RectifiedPart, TicketState } from '../words';
import type { RetentionRule } from './rules';

/** What was done about the personal data of a ticket's caller (个人信息保护法 arts. 19, 46, 47). */
export type DataAct =
  /** A duty to keep it that goes before its erasure: a law's period, a lawsuit, an inquiry (art. 47). */
  | { readonly type: 'held' }
  | { readonly type: 'lifted' }
  | { readonly type: 'rectified'; readonly parts: readonly RectifiedPart[] }
  /** @property ground none where it was erased before, and is again after a restore */
  | { readonly type: 'erased'; readonly ground?: ErasureGround };

/** Whether it has to be kept. */
export const isHeld = (acts: readonly Pick<DataAct, 'type'>[]): boolean =>
  acts.findLast(({ type }) => type === 'held' || type === 'lifted')?.type === 'held';

export const isErased = (acts: readonly Pick<DataAct, 'type'>[]): boolean =>
  acts.some(({ type }) => type === 'erased');

/**
 * Why the personal data of a ticket can't be erased (yet): what it was collected for goes on, or it has to be kept (art. 47).
 * @param runs its workflow goes on: its last messages are being sent
 */
export function erasureHindrance(
  { state, runs }: { readonly state: TicketState; readonly runs: boolean },
  acts: readonly Pick<DataAct, 'type'>[],
): Because | undefined {
  if (state !== 'closed') return because('still-open');
  if (runs) return because('still-telling');
  return isHeld(acts) ? because('on-hold') : undefined;
}

/** What was closed before this moment is erased; undefined where a city sets no end to it. */
export const keptUntil = (rule: RetentionRule | undefined, now: Instant): Instant | undefined =>
  rule && instant(now - rule.after.days * DAY);
