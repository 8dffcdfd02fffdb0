import { parseSpan, spokenSpan } from '../../../domain/time/span';
import type { ClockName } from '../../../domain/words';
import type { LimitsAnswer } from '../../../api/law/limits-answer';

export type ToldLimit = LimitsAnswer['items'][number] & { readonly limit: string };

/** What a caller asks about, and who dispatches has to know; the rest stands in the ticket. */
const TOLD: readonly ClockName[] = ['dispatching', 'arrival', 'contact', 'handling', 'reply', 'overall'];

/** Which of the limits bind a matter that came by this channel, in the order of its life. */
export const limitsToTell = (
  { items }: Pick<LimitsAnswer, 'items'>,
  channel: string,
  told: readonly ClockName[] = TOLD,
): readonly ToldLimit[] =>
  told.flatMap((name) =>
    items.filter(
      (it): it is ToldLimit =>
        it.clock === name && it.limit !== null && !(it.channels && !it.channels.some((by) => by === channel)),
    ),
  );

/** `5个工作日` for `5 workdays`. */
export function spokenLimit(written: string): string {
  const span = parseSpan(written);
  return span ? spokenSpan(span) : written;
}
