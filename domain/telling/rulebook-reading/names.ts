import type { Rulebook } from '../../law/rules';
import {
  ESCALATIONS,
  isRecipientWord,
  type Kind,
  KINDS,
  type Level,
  type Recipient,
  RECIPIENTS,
} from '../../words';

/** How a rulebook calls what it names by ids. */
export interface Names {
  /** A kind or a grade of urgency. */
  word(id: string): string;
  level(level: Level): string;
  recipients(to: readonly Recipient[]): string;
  unit(id: string): string;
}

/** @param unitName of a unit by its id, as `units.yaml` has it; undefined where it has none */
export function namesOf(
  { urgency, levels }: Pick<Rulebook, 'urgency' | 'levels'>,
  unitName: (id: string) => string | undefined,
): Names {
  const unit = (id: string): string => unitName(id) ?? id;
  return {
    word: (id) => (isKind(id) ? KINDS[id] : (urgency.find((grade) => grade.id === id)?.label ?? id)),
    level: (level) =>
      `${levelOrdinal(level)}（${level === 0 ? ESCALATIONS[0] : (levels[level]?.label ?? ESCALATIONS[level])}）`,
    recipients: (to) => listed(to.map((it) => (isRecipientWord(it) ? RECIPIENTS[it] : unit(it)))),
    unit,
  };
}

/** `二级` */
export const levelOrdinal = (level: Level): string => `${['零', '一', '二', '三'][level]}级`;

const isKind = (id: string): id is Kind => Object.hasOwn(KINDS, id);

/** `甲、乙` */
export const listed = (words: readonly string[]): string => words.join('、');
