import type { Sourced } from '../../law/rules';

/** A sentence of a rulebook's reading: what it says, where that comes from, and what hangs on it. */
export interface Sentence {
  readonly text: string;
  /** A rule's id, or {@link LOCAL}; nothing where the sentence leads to others that say it themselves. */
  readonly from?: string;
  readonly note?: string;
}

/** What people read together: a clock with its limits and its ladder, one procedure. */
export interface Section {
  readonly title: string;
  readonly sentences: readonly Sentence[];
}

/** For what the city set for itself. */
export const LOCAL = '本地设定';

/** A sentence with where it comes from. */
export const sentence = (text: string, { source, note }: Sourced = {}): Sentence => ({
  text,
  ...(source === undefined ? {} : { from: source === 'local' ? LOCAL : source }),
  ...(note === undefined ? {} : { note }),
});

/** `时限5个工作日。〔本地设定〕`, with its note: as plain text has it. */
export const plainSentence = ({ text, from, note }: Sentence): string =>
  [text, from === undefined ? '' : `〔${from}〕`, note === undefined ? '' : `（${note}）`].join('');
