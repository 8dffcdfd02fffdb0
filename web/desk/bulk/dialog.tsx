import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { BulkAnswer, BulkPreviewAnswer } from '../../../api/bulk/answers';
import { COMMANDS, keysOf } from '../../../domain/words';
import { useDraft } from '../../shared/drafts';
import { EarlierDraft } from '../../shared/form/earlier-draft';
import { problemOf } from '../../shared/problem';
import { unitsQuery } from '../../shared/reference';
import { newKey, request } from '../../shared/request';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { ChoiceInput, SearchInput, TextInput } from '../../shared/ui/fields';
import { Note, Refusal } from '../../shared/ui/notes';
import type { TicketsSearch } from '../tickets/search';
import { bodyOf, type BulkField, type BulkOrder, type Filled, missingIn } from './orders';

export type BulkSet =
  | { readonly query: TicketsSearch }
  | { readonly tickets: readonly { readonly id: string; readonly seq: number }[] };

const NOTHING_FILLED: Filled = {};

/** Filled in, looked at beforehand, and then begun: it goes on by itself, whatever this browser does. */
export function BulkDialog({
  order,
  of,
  set,
  onClose,
}: {
  readonly order: BulkOrder;
  readonly of: BulkSet;
  readonly set: string;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const [typed, setFilled] = useState<Filled>();
  const filled = typed ?? NOTHING_FILLED;
  const draft = useDraft(`bulk:${order.command}`, typed);
  const [isTried, setTried] = useState(false);
  // One act, however often it is sent; another as soon as something else is meant.
  const [key, setKey] = useState(newKey);
  const said = { command: order.command, body: bodyOf(order, filled), of };
  const preview = useMutation({
    mutationFn: () => request<BulkPreviewAnswer>('/v1/bulk/preview', { body: said, key: newKey() }),
  });
  const begin = useMutation({
    mutationFn: (expected: number) => request<BulkAnswer>('/v1/bulk', { body: { ...said, expected }, key }),
    async onSuccess({ id }) {
      await draft.discard();
      void navigate({ to: '/bulk/$id', params: { id } });
    },
  });
  const missing = missingIn(order, filled);
  const error = preview.error ?? begin.error;
  const errorAt = (name: string): string | undefined =>
    isTried && missing.includes(name)
      ? '请填写'
      : problemOf(error)?.errors?.find(({ path }) => path === `body.${name}`)?.message;
  const fill = (now: Filled) => {
    setFilled(now);
    setKey(newKey());
    preview.reset();
    begin.reset();
  };
  const look = () => {
    setTried(true);
    if (missing.length === 0) preview.mutate();
  };
  const seen = preview.data;
  return (
    <Dialog
      title={`批量${COMMANDS[order.command]}：${set}`}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>取消</Button>
          {seen ? (
            <Button
              key="begin"
              look="primary"
              isPending={begin.isPending}
              isDisabled={seen.count === 0 || seen.count > seen.most}
              onPress={() => begin.mutate(seen.count)}
            >
              开始办理{seen.count}件
            </Button>
          ) : (
            <Button key="look" look="primary" isPending={preview.isPending} onPress={look}>
              先看结果
            </Button>
          )}
        </>
      }
    >
      <EarlierDraft draft={draft} onRead={(content) => fill(content as Filled)} />
      {order.fields.map((field) => (
        <BulkInput
          key={field.name}
          field={field}
          value={filled[field.name]}
          error={errorAt(field.name)}
          onChange={(value) => fill({ ...filled, [field.name]: value })}
        />
      ))}
      {seen && <Foreseen preview={seen} />}
      {error && <Refusal error={error} />}
    </Dialog>
  );
}

function BulkInput({
  field: { label, kind, choices = {}, optional },
  value,
  error,
  onChange,
}: {
  readonly field: BulkField;
  readonly value: string | undefined;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const { data: units = [] } = useQuery({ ...unitsQuery, enabled: kind === 'unit' });
  const shown = { label, error, required: !optional };
  switch (kind) {
    case 'text':
      return <TextInput {...shown} value={value ?? ''} onChange={onChange} lines={3} longest={2_000} />;
    case 'unit':
      return <SearchInput {...shown} value={value} onChange={(id) => onChange(id ?? '')} choices={units} />;
    case 'choice':
      return (
        <ChoiceInput
          {...shown}
          value={value}
          onChange={onChange}
          choices={keysOf(choices).map((id) => ({ id, name: choices[id] ?? id }))}
        />
      );
    case 'yes-or-no':
      return (
        <ChoiceInput
          {...shown}
          value={value}
          onChange={onChange}
          choices={[
            { id: 'yes', name: '同意' },
            { id: 'no', name: '不同意' },
          ]}
        />
      );
  }
}

/** What is read next, and where the keyboard goes on: nobody begins by a second press of what only looked. */
function Foreseen({ preview }: { readonly preview: BulkPreviewAnswer }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => frame.current?.focus(), []);
  return (
    <div ref={frame} tabIndex={-1}>
      <Told preview={preview} />
    </div>
  );
}

function Told({ preview: { count, most, refused, refusals } }: { readonly preview: BulkPreviewAnswer }) {
  if (count > most)
    return (
      <Note tone="bad">
        共{count}件，一次最多{most}件。请把条件收窄后再办。
      </Note>
    );
  return (
    <Note tone={refused > 0 ? 'soon' : 'good'}>
      <p>
        共{count}件，预计可以办理{count - refused}件{refused > 0 && `，${refused}件办不了：`}
      </p>
      {refusals.length > 0 && (
        <ul>
          {refusals.map((it) => (
            <li key={it.reason}>
              {it.reason}（{it.count}件，如{it.tickets.slice(0, 3).join('、')}）
            </li>
          ))}
        </ul>
      )}
    </Note>
  );
}
