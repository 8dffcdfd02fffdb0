import type { EntryAnswer } from '../../../api/knowledge/answers';

type Dated = Pick<EntryAnswer, 'reviewOn' | 'validUntil' | 'proposed'>;

/** How it stands with an entry on a day. */
export function standingOf(
  { reviewOn, validUntil, proposed }: Dated,
  today: string,
): { readonly name: string; readonly tone: 'over' | 'soon' | 'good' } {
  if (proposed) return { name: '待发布', tone: 'soon' };
  // Its last day is a day on which it is an answer still.
  if (validUntil !== undefined && validUntil < today) return { name: '已过有效期', tone: 'over' };
  return reviewOn <= today ? { name: '该复审了', tone: 'soon' } : { name: '有效', tone: 'good' };
}

/** Those that somebody has to look at again, the longest overdue first. */
export const dueForReview = <T extends Dated>(entries: readonly T[], today: string): readonly T[] =>
  entries
    .filter(
      ({ reviewOn, validUntil, proposed }) =>
        !proposed && (reviewOn <= today || (validUntil !== undefined && validUntil < today)),
    )
    .toSorted((a, b) => a.reviewOn.localeCompare(b.reviewOn));

/** An entry as it is typed. */
export type Written = {
  readonly question: string;
  readonly answer: string;
  readonly owner: string;
  readonly source: string;
  readonly validUntil: string;
  readonly reviewOn: string;
  readonly proposedFrom: string;
};

export const NOTHING_WRITTEN: Written = {
  question: '',
  answer: '',
  owner: '',
  source: '',
  validUntil: '',
  reviewOn: '',
  proposedFrom: '',
};

export const writtenOf = (entry: EntryAnswer): Written => ({
  question: entry.question,
  answer: entry.answer,
  owner: entry.owner,
  source: entry.source,
  validUntil: entry.validUntil ?? '',
  reviewOn: entry.reviewOn,
  proposedFrom: '',
});

const NEEDED = {
  question: '请填写问题',
  answer: '请填写答案',
  owner: '请选择负责维护的单位',
  source: '请填写依据：法规、通知或者网页',
  reviewOn: '请选择复审日期',
} as const;

/** What is missing or can't be, at each field. */
export function faultsIn(written: Written, today: string): Readonly<Record<string, string>> {
  const missing = Object.entries(NEEDED).filter(
    ([field]) => written[field as keyof typeof NEEDED].trim() === '',
  );
  const { reviewOn } = written;
  return {
    ...Object.fromEntries(missing),
    ...(reviewOn !== '' && reviewOn <= today ? { reviewOn: '复审日期要在今天之后' } : {}),
  };
}

/** The body of an entry that is added or changed. */
export const entryBody = (written: Written): object =>
  Object.fromEntries(
    Object.entries(written).flatMap(([field, said]: [string, string]) =>
      said.trim() === '' ? [] : [[field, said.trim()]],
    ),
  );
