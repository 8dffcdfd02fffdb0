import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { categoriesQuery } from '../reference';
import { Button } from '../ui/button';
import { ChoiceInput, SearchInput, TextInput } from '../ui/fields';
import { RadioInput } from './choices';
import { type Field, isEmpty, isRequired, isShown, type Values } from './form-values';
import styles from './form.module.css';
import { KnowledgeInput, TicketInput } from './found-inputs';
import { SpanInput } from './span-input';
import { UnitInput, UnitsInput } from './units-input';

/** What all fields of a form know of it. */
export interface OfForm {
  readonly all: Values;
  /** Nobody needs the group that these fields are in as long as it is empty; then none of them is marked as required. */
  readonly unbegun?: boolean;
  /** What is wrong where, by the paths of the fields. */
  readonly errors: ReadonlyMap<string, string>;
  /** The ticket that the form is about. */
  readonly ticket?: string;
}

/** The fields of a form as the service describes them; what belongs only to something else that is filled in appears with it. */
export function FormFields({
  fields,
  values,
  onChange,
  path = '',
  form,
}: {
  readonly fields: readonly Field[];
  readonly values: Values;
  readonly onChange: (values: Values) => void;
  readonly path?: string;
  readonly form: OfForm;
}) {
  return (
    <div className={styles.fields}>
      {fields
        .filter((it) => isShown(it, form.all))
        .map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            path={`${path}${field.name}`}
            value={values[field.name]}
            onChange={(value) => onChange({ ...values, [field.name]: value })}
            form={form}
          />
        ))}
    </div>
  );
}

interface OfField {
  readonly field: Field;
  readonly path: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly form: OfForm;
}

/** More choices than this are opened, and not shown all at once. */
const SHOWN_AT_ONCE = 6;
/** Texts that may be longer than this are written on several lines. */
const ONE_LINE = 200;

function FieldInput({ field, path, value, onChange, form }: OfField) {
  const { label, kind, choices } = field;
  const error = form.errors.get(path);
  const shown = {
    label,
    required: !form.unbegun && isRequired(field, form.all),
    ...(error === undefined ? {} : { error }),
    ...(field.source === undefined ? {} : { hint: `依据${field.source}` }),
  };
  const text = typeof value === 'string' ? value : '';
  const chosen = typeof value === 'number' ? String(value) : text || undefined;
  const one = typeof value === 'string' && value !== '' ? value : undefined;
  const offered = offeredOf(choices);
  const choose = (id: string | undefined) =>
    onChange(choices?.find((it) => String(it.value) === id)?.value ?? id);
  const only = { choices: offered, also: offeredOf(field.also), levels: field.levels, parent: field.parent };
  switch (kind) {
    case 'text':
      return (
        <TextInput
          {...shown}
          value={text}
          onChange={onChange}
          lines={(field.longest ?? 0) > ONE_LINE ? 4 : 1}
          {...(field.longest === undefined ? {} : { longest: field.longest })}
        />
      );
    case 'choice':
      return (offered?.length ?? 0) > SHOWN_AT_ONCE ? (
        <ChoiceInput {...shown} value={chosen} onChange={choose} choices={offered ?? []} />
      ) : (
        <RadioInput {...shown} value={chosen} onChange={choose} choices={offered ?? []} />
      );
    case 'boolean':
      return (
        <RadioInput
          {...shown}
          value={typeof value === 'boolean' ? String(value) : undefined}
          onChange={(is) => onChange(is === undefined ? undefined : is === 'true')}
          choices={offered ?? YES_OR_NO}
        />
      );
    case 'number':
      return (
        <TextInput
          {...shown}
          inputMode="numeric"
          value={typeof value === 'number' ? String(value) : text}
          onChange={(it) => onChange(it.replace(/\D/g, ''))}
        />
      );
    case 'date':
      return <TextInput {...shown} type="date" value={text} onChange={onChange} />;
    case 'moment':
      return <TextInput {...shown} type="datetime-local" value={text} onChange={onChange} />;
    case 'span':
      return <SpanInput {...shown} value={one} onChange={onChange} />;
    case 'unit':
      return <UnitInput {...shown} value={one} onChange={onChange} only={only} />;
    case 'ticket':
      return offered ? (
        <ChoiceInput {...shown} value={one} onChange={onChange} choices={offered} />
      ) : (
        <TicketInput {...shown} value={one} onChange={onChange} except={form.ticket} />
      );
    case 'category':
      return <CategoryInput {...shown} value={one} onChange={onChange} />;
    case 'knowledge':
      return <KnowledgeInput {...shown} value={one} onChange={onChange} />;
    case 'group':
      return (
        <Group
          label={label}
          required={shown.required}
          source={field.source}
          error={error}
          isFolded={!shown.required && isEmpty(value)}
        >
          <FormFields
            fields={field.fields ?? []}
            values={(value ?? {}) as Values}
            onChange={onChange}
            path={`${path}.`}
            form={{ ...form, unbegun: !shown.required && isEmpty(value) }}
          />
        </Group>
      );
    case 'list':
      return field.of === 'unit' ? (
        <UnitsInput
          {...shown}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={onChange}
          only={only}
          most={field.most}
        />
      ) : (
        <ListInput field={field} path={path} value={value} onChange={onChange} form={form} />
      );
  }
}

const offeredOf = (choices: Field['choices']) =>
  choices?.map(({ value, label, source }) => ({
    id: String(value),
    name: label,
    ...(source === undefined ? {} : { more: source }),
  }));

const YES_OR_NO = [
  { id: 'true', name: '是' },
  { id: 'false', name: '否' },
];

function CategoryInput(
  shown: Parameters<typeof SearchInput>[0] extends infer P ? Omit<P & object, 'choices'> : never,
) {
  const { data = [] } = useQuery(categoriesQuery);
  return (
    <SearchInput
      {...(shown as Parameters<typeof SearchInput>[0])}
      choices={data.map(({ id }) => ({ id, name: id }))}
    />
  );
}

/** @property isFolded nobody needs it, and nothing is in it: it is unfolded by whoever wants it */
function Group({
  label,
  required,
  source,
  error,
  isFolded = false,
  children,
}: {
  readonly label: string;
  readonly required: boolean;
  readonly source?: string | undefined;
  readonly error?: string | undefined;
  readonly isFolded?: boolean;
  readonly children: ReactNode;
}) {
  const [unfolded, setUnfolded] = useState(false);
  const frame = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (unfolded) frame.current?.querySelector<HTMLElement>('input, textarea, button')?.focus();
  }, [unfolded]);
  if (isFolded && !unfolded && error === undefined)
    return (
      <div>
        <Button onPress={() => setUnfolded(true)}>{`填写${label}`}</Button>
      </div>
    );
  return (
    <fieldset ref={frame} className={styles.group}>
      <legend className={required ? styles.required : ''}>{label}</legend>
      {source !== undefined && <p className={styles.hint}>{`依据${source}`}</p>}
      {error !== undefined && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
      {children}
    </fieldset>
  );
}

/** Entries one below the other; each can be taken away again. */
function ListInput({ field, path, value, onChange, form }: OfField) {
  const { label, of = 'text', most = Infinity } = field;
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const put = (index: number, entry: unknown) => onChange(entries.map((it, i) => (i === index ? entry : it)));
  return (
    <Group
      label={label}
      required={isRequired(field, form.all)}
      source={field.source}
      error={form.errors.get(path)}
    >
      {entries.map((entry, index) => (
        // Entries have no names of their own: their places are what tells them apart.
        <div key={`${path}.${index}`} className={styles.row}>
          <FieldInput
            field={{
              ...field,
              kind: of,
              label: `第${index + 1}项`,
              // Who adds an entry fills it in, or takes it away again.
              required: true,
              requiredIf: undefined,
              source: undefined,
            }}
            path={`${path}.${index}`}
            value={entry}
            onChange={(it) => put(index, it)}
            form={{ ...form, unbegun: false }}
          />
          <Button
            look="quiet"
            aria-label={`去掉${label}第${index + 1}项`}
            onPress={() => onChange(entries.filter((_, i) => i !== index))}
          >
            去掉
          </Button>
        </div>
      ))}
      {entries.length < most && (
        <Button onPress={() => onChange([...entries, of === 'group' ? {} : ''])}>{`添加${label}`}</Button>
      )}
    </Group>
  );
}
