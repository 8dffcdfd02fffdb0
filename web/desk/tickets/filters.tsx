import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { keysOf, KINDS, STATES } from '../../../domain/words';
import { useShortcut } from '../../shared/shortcuts';
import { Button } from '../../shared/ui/button';
import { ChoiceInput, TextInput } from '../../shared/ui/fields';
import { ticketsSearch, type TicketsSearch } from './search';
import styles from './tickets.module.css';

const ALL = 'all';
const choicesOf = (words: Readonly<Record<string, string>>) => [
  { id: ALL, name: '全部' },
  ...keysOf(words).map((id) => ({ id, name: words[id] ?? id })),
];

/** Narrows the list; what is chosen stands in the page's address. */
export function Filters({ search }: { readonly search: TicketsSearch }) {
  const navigate = useNavigate({ from: '/tickets' });
  const [q, setQ] = useState(search.q ?? '');
  const form = useRef<HTMLFormElement>(null);
  const choose = (some: Readonly<Record<string, unknown>>) =>
    void navigate({ search: (before) => ticketsSearch({ ...before, ...some }) });
  useShortcut({ key: '/', does: '查找', run: () => form.current?.querySelector('input')?.focus() });
  return (
    <form
      ref={form}
      role="search"
      className={styles.filters}
      onSubmit={(event) => {
        event.preventDefault();
        choose({ q });
      }}
    >
      <TextInput
        label="查找"
        hint="工单编号，或标题、内容中的词"
        type="search"
        value={q}
        onChange={setQ}
        longest={100}
      />
      <ChoiceInput
        label="状态"
        choices={choicesOf(STATES)}
        value={search.state ?? ALL}
        onChange={(state) => choose({ state })}
      />
      <ChoiceInput
        label="类型"
        choices={choicesOf(KINDS)}
        value={search.kind ?? ALL}
        onChange={(kind) => choose({ kind })}
      />
      <ChoiceInput
        label="期限"
        choices={[
          { id: ALL, name: '全部' },
          { id: 'true', name: '已超期' },
          { id: 'false', name: '未超期' },
        ]}
        value={String(search.overdue ?? ALL)}
        onChange={(overdue) => choose({ overdue: overdue === ALL ? undefined : overdue === 'true' })}
      />
      <Button type="submit" look="primary">
        查找
      </Button>
      <Button
        onPress={() => {
          setQ('');
          void navigate({ search: {} });
        }}
      >
        清空
      </Button>
    </form>
  );
}
