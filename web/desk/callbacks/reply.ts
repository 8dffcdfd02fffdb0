import type { EventAnswer } from '../../../api/tickets/answers';
import { type Outcome, OUTCOMES } from '../../../domain/words';

type Data = EventAnswer['data'];
const textOf = (data: Data, ...parts: readonly string[]): string[] =>
  parts.flatMap((part) => {
    const said = data[part];
    return typeof said === 'string' && said.trim() !== '' ? [said] : [];
  });
/** The parts of a reply, as they are called. */
const REPLY_PARTS = {
  response: '答复',
  result: '办理结果',
  method: '办理方式',
  process: '办理过程',
  guidance: '引导途径',
  opinion: '承办意见',
} as const;

export interface Reply {
  readonly unit?: string;
  readonly outcome: string;
  readonly parts: readonly { readonly name: string; readonly text: string }[];
}

/** What the lead unit answered in the end. */
export function replyIn(events: readonly EventAnswer[]): Reply | undefined {
  const data = events.findLast(({ type }) => type === 'submitted')?.data;
  if (!data) return undefined;
  return {
    ...(typeof data.unit === 'string' ? { unit: data.unit } : {}),
    outcome: OUTCOMES[data.outcome as Outcome],
    parts: Object.entries(REPLY_PARTS).flatMap(([part, name]) =>
      textOf(data, part).map((text) => ({ name, text })),
    ),
  };
}

/** How often a call was in vain since the ticket last waited for one. */
export const vainCalls = (events: readonly EventAnswer[]): number => {
  const since = events.findLastIndex(({ type }) => type === 'reviewed' || type === 'rehandled');
  return events.slice(since + 1).filter(({ type, data }) => type === 'called-back' && data.reached === false)
    .length;
};
