import {
  ESCALATIONS,
  isRecipientWord,
  type Level,
  RECIPIENTS,
  ROLES,
  SATISFACTIONS,
} from '../../../../domain/words';
import type { EventAnswer } from '../../../../api/tickets/answers';
import type { RulebookAnswer } from '../../../../api/law/rulebook-answer';

/** What is called how, for whoever reads. */
export interface Names {
  readonly unit: (id: string) => string;
  /** A ground of not accepting, as the ticket's rulebook words it. */
  readonly ground: (id: string) => string;
  /** A ground of ending early. */
  readonly termination: (id: string) => string;
  readonly level: (level: Level) => string;
  /** How urgent it is. */
  readonly grade: (id: string) => string;
  /** A grade of satisfaction. */
  readonly answer: (id: string) => string;
}

type Words = Pick<RulebookAnswer, 'decline' | 'termination' | 'levels' | 'urgency'>;

/** @param book the ticket's rulebook, where it is known by now */
export function namesFrom(unit: (id: string) => string, book: Words | undefined): Names {
  const labelIn =
    (list: readonly { readonly id: string; readonly label: string }[] | undefined) => (id: string) =>
      list?.find((it) => it.id === id)?.label ?? id;
  return {
    unit,
    ground: labelIn(book?.decline),
    termination: labelIn(book?.termination),
    level: (level) => (level === 0 ? undefined : book?.levels?.[level]?.label) ?? ESCALATIONS[level],
    grade: labelIn(book?.urgency),
    answer: (id) => SATISFACTIONS[id] ?? id,
  };
}

/** A unit, or a word such as `hotline` or `caller`. */
export const addresseeName = (to: string, { unit }: Pick<Names, 'unit'>): string =>
  isRecipientWord(to) ? RECIPIENTS[to] : unit(to);

/** Who did it: `市城市管理局`, `话务员 op-1`, `系统`. */
export function actorName({ role, unit, sub }: EventAnswer['actor'], names: Pick<Names, 'unit'>): string {
  if (role === 'system') return '系统';
  if (unit !== undefined) return names.unit(unit);
  return sub === undefined || role === 'caller' ? ROLES[role] : `${ROLES[role]} ${sub}`;
}
