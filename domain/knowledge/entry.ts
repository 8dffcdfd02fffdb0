import { type Day, dayOf, type Instant, momentOn } from '../time/instant';

/** An answer that anybody may be given (WF-31): public text, which says nothing of any person. */
export interface Entry {
  readonly id: string;
  /** From 1; each change is another. */
  readonly version: number;
  readonly question: string;
  readonly answer: string;
  /** The unit that keeps it right (WF-31: 承办单位应当及时更新). */
  readonly owner: string;
  /** What it rests on: a law, a notice, a page. */
  readonly source: string;
  /** Its last day; without it, it is good until it is changed. */
  readonly validUntil?: Day;
  /** The day on which its owner looks at it again. */
  readonly reviewOn: Day;
  /** Written from a ticket's reply, and not yet looked at by a second person: nobody finds or cites it. */
  readonly proposed?: true;
  /** The ticket whose reply it was written from. */
  readonly proposedFrom?: string;
}

/** Whether it may be given as an answer at this moment: it is no mere proposal, and its last day is not over. */
export const isGood = (
  { proposed, validUntil }: Pick<Entry, 'proposed' | 'validUntil'>,
  now: Instant,
): boolean => proposed !== true && (validUntil === undefined || dayOf(now) <= validUntil);

/** In minutes after 00:00: nobody is reminded at night. */
const MORNING = 9 * 60;

/** When its owner is reminded to look at it: on the morning of that day. */
export const remindedAt = ({ reviewOn }: Pick<Entry, 'reviewOn'>): Instant => momentOn(reviewOn, MORNING);

/** Which text somebody was answered from. */
export type EntryRef = Pick<Entry, 'id' | 'version'>;
