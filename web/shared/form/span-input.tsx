import { ChoiceInput, TextInput } from '../ui/fields';
import type { Shown } from './found-inputs';
import styles from './form.module.css';

const UNITS = [
  { id: 'workdays', name: '个工作日' },
  { id: 'days', name: '日（自然日）' },
  { id: 'hours', name: '小时' },
  { id: 'minutes', name: '分钟' },
];

/** A length of time: so many of a unit. @property value `5 workdays`; without a number as long as none is filled in */
export function SpanInput({ value = '', onChange, ...shown }: Shown) {
  const found = /^(\d*) ?([a-z]*)$/.exec(value);
  const count = found?.[1] ?? '';
  const unit = UNITS.find(({ id }) => id === found?.[2] || id === `${found?.[2]}s`)?.id ?? 'workdays';
  const say = (count: string, unit: string) => onChange(count === '' ? undefined : `${count} ${unit}`);
  return (
    <div className={styles.row}>
      <TextInput
        {...shown}
        inputMode="numeric"
        longest={4}
        value={count}
        onChange={(text) => say(text.replace(/\D/g, ''), unit)}
      />
      <ChoiceInput
        label="单位"
        choices={UNITS}
        value={unit}
        onChange={(chosen) => say(count === '' ? '1' : count, chosen)}
      />
    </div>
  );
}
