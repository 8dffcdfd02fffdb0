import { FieldError, Label, Radio, RadioGroup, Text } from 'react-aria-components';
import { Button } from '../ui/button';
import type { Choice } from '../ui/fields';
import styles from './form.module.css';

/** One of few that are all seen at once. */
export function RadioInput({
  label,
  value,
  onChange,
  choices,
  hint,
  error,
  required = false,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  readonly choices: readonly Choice[];
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly required?: boolean;
}) {
  return (
    <RadioGroup
      className={styles.radios ?? ''}
      value={value ?? null}
      onChange={onChange}
      isRequired={required}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      orientation="horizontal"
    >
      <Label className={`${styles.label} ${required ? styles.required : ''}`}>{label}</Label>
      <div className={styles.options}>
        {choices.map(({ id, name, more }) => (
          <Radio key={id} value={id} className={styles.option ?? ''}>
            {name}
            {more !== undefined && <span className={styles.hint}>{more}</span>}
          </Radio>
        ))}
        {!required && value !== undefined && (
          <Button look="quiet" onPress={() => onChange(undefined)}>
            不填
          </Button>
        )}
      </div>
      {hint !== undefined && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </RadioGroup>
  );
}
