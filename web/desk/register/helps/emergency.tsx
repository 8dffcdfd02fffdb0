import { useQuery } from '@tanstack/react-query';
import type { RulebookAnswer } from '../../../../api/law/rulebook-answer';
import { emergenciesIn } from '../../../../domain/suggestions/emergencies';
import { emergenciesQuery } from '../../../shared/reference';
import { Button } from '../../../shared/ui/button';
import { Note } from '../../../shared/ui/notes';
import type { Matter } from '../matter';
import styles from './helps.module.css';

/** The ground of declining that is for emergencies, in every rulebook that has one. */
export const EMERGENCY = 'emergency';

type Said = Pick<Matter, 'category' | 'title' | 'content'>;

function useFound(matter: Said) {
  const { data: known = [] } = useQuery(emergenciesQuery);
  return emergenciesIn(matter, known);
}

const numbersOf = (found: ReturnType<typeof useFound>): string =>
  found.map(({ number }) => number).join('、');

/** What the caller has to dial, e.g. `119、120`; undefined where nothing sounds like danger. */
export const useNumbers = (matter: Said): string | undefined => numbersOf(useFound(matter)) || undefined;

/** Says which number the caller has to dial at once, where the matter sounds like danger (WF-39, JE-2, HZ-14); a person decides. */
export function Emergency({
  matter,
  book,
  isChosen,
  does,
  onChoose,
}: {
  readonly matter: Said;
  readonly book: Pick<RulebookAnswer, 'decline'> | undefined;
  /** Whether the caller is going to be passed on. */
  readonly isChosen: boolean;
  /** On the button. */
  readonly does: string;
  readonly onChoose: () => void;
}) {
  const found = useFound(matter);
  if (found.length === 0) return null;
  const ground = book?.decline?.find(({ id }) => id === EMERGENCY);
  const numbers = numbersOf(found);
  return (
    <Note tone="bad">
      <p className={styles.alarm}>可能是紧急情况：请来电人立即拨打{numbers}</p>
      <ul>
        {found.map(({ number, label, by }) => (
          <li key={number}>
            {number}：{label}（“{by}”）
          </li>
        ))}
      </ul>
      {ground && (
        <>
          <p>
            {ground.label}
            {ground.source !== undefined && `（${ground.source}）`}，不由热线受理。
          </p>
          <div>
            <Button aria-pressed={isChosen} onPress={onChoose}>
              {isChosen ? '✓ ' : ''}
              {does}，引导拨打{numbers}
            </Button>
          </div>
        </>
      )}
    </Note>
  );
}
