import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { UNIT_LEVELS } from '../../../domain/words';
import { unitsQuery, useUnitNames } from '../reference';
import { Button } from '../ui/button';
import { type Choice, SearchInput } from '../ui/fields';
import styles from './form.module.css';

interface Shown {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly only: Only;
}

/** Which units are possible: just these; or those of these levels, or below this one, and what else is named beside them; or all. */
interface Only {
  readonly choices?: readonly Choice[] | undefined;
  readonly also?: readonly Choice[] | undefined;
  readonly levels?: readonly string[] | undefined;
  readonly parent?: string | undefined;
}

function useUnitChoices({ choices, also = [], levels, parent }: Only): readonly Choice[] {
  const { data = [] } = useQuery(unitsQuery);
  if (choices) return choices;
  const units = data.filter(
    (it) =>
      it.successor === undefined &&
      (levels === undefined || levels.includes(it.level)) &&
      (parent === undefined || it.parent === parent),
  );
  return [...also, ...units.map(({ id, name, level }) => ({ id, name, more: UNIT_LEVELS[level] }))];
}

export function UnitInput({
  value,
  onChange,
  only,
  ...shown
}: Shown & {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  return <SearchInput {...shown} value={value} onChange={onChange} choices={useUnitChoices(only)} />;
}

/** Several units, each once. */
export function UnitsInput({
  value,
  onChange,
  most = Infinity,
  only,
  ...shown
}: Shown & {
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly most?: number | undefined;
}) {
  const units = useUnitChoices(only);
  const nameOf = useUnitNames();
  const [typed, setTyped] = useState('');
  return (
    <div className={styles.radios}>
      <SearchInput
        {...shown}
        value={undefined}
        typed={typed}
        onTyped={setTyped}
        onChange={(id) => {
          if (id === undefined || value.length >= most) return;
          onChange([...value, id]);
          // It is free for the next, and keeps the focus.
          setTyped('');
        }}
        choices={units.filter(({ id }) => !value.includes(id))}
      />
      {value.length > 0 && (
        <ul className={styles.chosen} aria-label={`已选${shown.label}`}>
          {value.map((id) => (
            <li key={id}>
              {nameOf(id)}
              <Button
                look="quiet"
                aria-label={`去掉${nameOf(id)}`}
                onPress={() => onChange(value.filter((it) => it !== id))}
              >
                ✕
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
