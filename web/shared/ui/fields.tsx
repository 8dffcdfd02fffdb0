import type { ReactNode } from 'react';
import {
  Button,
  Checkbox,
  ComboBox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components';
import styles from './field.module.css';

interface Shown {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with it; nothing where it is all right. */
  readonly error?: string | undefined;
  readonly required?: boolean;
}

const labelOf = ({ label, required }: Shown) => (
  <Label className={`${styles.label} ${required ? styles.required : ''}`}>{label}</Label>
);

const below = ({ hint, error }: Shown) => (
  <>
    {hint !== undefined && (
      <Text slot="description" className={styles.hint ?? ''}>
        {hint}
      </Text>
    )}
    <FieldError className={styles.error ?? ''}>{error}</FieldError>
  </>
);

/** @property lines more than one where people write sentences */
export function TextInput({
  value,
  onChange,
  lines = 1,
  longest,
  type = 'text',
  inputMode,
  autoFocus,
  ...shown
}: Shown & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly lines?: number;
  readonly longest?: number;
  readonly type?: 'text' | 'tel' | 'date' | 'datetime-local' | 'email' | 'search' | 'number';
  readonly inputMode?: 'numeric' | 'tel' | 'text';
  readonly autoFocus?: boolean;
}) {
  return (
    <TextField
      className={styles.field ?? ''}
      value={value}
      onChange={onChange}
      isInvalid={shown.error !== undefined}
      isRequired={shown.required ?? false}
      validationBehavior="aria"
      type={type}
      {...(longest === undefined ? {} : { maxLength: longest })}
      {...(inputMode === undefined ? {} : { inputMode })}
      {...(autoFocus === undefined ? {} : { autoFocus })}
    >
      {labelOf(shown)}
      {lines > 1 ? (
        <TextArea className={styles.input ?? ''} rows={lines} />
      ) : (
        <Input className={styles.input ?? ''} />
      )}
      {below(shown)}
    </TextField>
  );
}

export interface Choice {
  readonly id: string;
  readonly name: string;
  /** Told beside it. */
  readonly more?: string;
}

const itemOf = ({ id, name, more }: Choice) => (
  <ListBoxItem key={id} id={id} textValue={name} className={styles.item ?? ''}>
    <Text slot="label">{name}</Text>
    {more !== undefined && (
      <Text slot="description" className={styles.hint ?? ''}>
        {' '}
        {more}
      </Text>
    )}
  </ListBoxItem>
);

/** One of few. */
export function ChoiceInput({
  value,
  onChange,
  choices,
  autoFocus = false,
  ...shown
}: Shown & {
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
  readonly choices: readonly Choice[];
  readonly autoFocus?: boolean;
}) {
  return (
    <Select
      autoFocus={autoFocus}
      className={styles.field ?? ''}
      value={value ?? null}
      onChange={(key) => onChange(String(key))}
      isInvalid={shown.error !== undefined}
      isRequired={shown.required ?? false}
      validationBehavior="aria"
      placeholder="请选择"
    >
      {labelOf(shown)}
      <Button className={`${styles.input} ${styles.select}`}>
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      {below(shown)}
      <Popover className={styles.popover ?? ''}>
        <ListBox>{choices.map(itemOf)}</ListBox>
      </Popover>
    </Select>
  );
}

/** One of many, found by typing a part of its name, or of what is told beside it. */
export function SearchInput({
  value,
  onChange,
  choices,
  autoFocus = false,
  typed,
  onTyped,
  ...shown
}: Shown & {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  readonly choices: readonly Choice[];
  readonly autoFocus?: boolean;
  /** What stands in it, where that is another thing than what is chosen. */
  readonly typed?: string;
  readonly onTyped?: (typed: string) => void;
}) {
  const more = new Map(choices.map((it) => [it.name, it.more]));
  return (
    <ComboBox
      autoFocus={autoFocus}
      {...(typed === undefined ? {} : { inputValue: typed })}
      {...(onTyped === undefined ? {} : { onInputChange: onTyped })}
      defaultFilter={(name, typed) =>
        `${name} ${more.get(name) ?? ''}`.toLowerCase().includes(typed.trim().toLowerCase())
      }
      className={styles.field ?? ''}
      value={value ?? null}
      onChange={(key) => onChange(key === null ? undefined : String(key))}
      isInvalid={shown.error !== undefined}
      isRequired={shown.required ?? false}
      validationBehavior="aria"
      menuTrigger="focus"
    >
      {labelOf(shown)}
      <div className={styles.combo}>
        <Input className={styles.input ?? ''} />
        <Button className={styles.open ?? ''}>▾</Button>
      </div>
      {below(shown)}
      <Popover className={styles.popover ?? ''}>
        <ListBox>{choices.map(itemOf)}</ListBox>
      </Popover>
    </ComboBox>
  );
}

export function CheckInput({
  label,
  value,
  onChange,
}: {
  readonly label: ReactNode;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}) {
  return (
    <Checkbox className={styles.check ?? ''} isSelected={value} onChange={onChange}>
      {({ isSelected }) => (
        <>
          <span className={styles.box} aria-hidden="true">
            {isSelected ? '✓' : ''}
          </span>
          {label}
        </>
      )}
    </Checkbox>
  );
}
