import { queryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { STATES } from '../../../domain/words';
import type { EntryAnswer } from '../../../api/knowledge/answers';
import type { TicketSummary } from '../../../api/tickets/answers';
import { queryOf, request } from '../request';
import { Button } from '../ui/button';
import { TextInput } from '../ui/fields';
import { useSettled } from '../use-settled';
import styles from './form.module.css';

/** What every input of a value that may be none is given. */
export interface Shown {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly required?: boolean;
}

interface Found {
  readonly id: string;
  readonly name: ReactNode;
}

/** What is found by words, and taken from what was found. */
function FoundInput({
  value,
  onChange,
  found,
  chosen,
  words,
  onWords,
  none,
  ...shown
}: Shown & {
  readonly found: readonly Found[] | undefined;
  readonly chosen: ReactNode;
  readonly words: string;
  readonly onWords: (words: string) => void;
  readonly none: string;
}) {
  if (value !== undefined && value !== '')
    return (
      <div className={styles.radios}>
        <span className={styles.label}>{shown.label}</span>
        <div className={styles.pick}>
          <span>{chosen}</span>
          <Button look="quiet" aria-label={`${shown.label}：另选`} onPress={() => onChange(undefined)}>
            另选
          </Button>
        </div>
        {shown.error !== undefined && <span className={styles.error}>{shown.error}</span>}
      </div>
    );
  return (
    <div className={styles.radios}>
      <TextInput {...shown} type="search" value={words} onChange={onWords} longest={100} />
      {found && found.length > 0 && (
        <ul className={styles.found} aria-label={`找到的${shown.label}`}>
          {found.map(({ id, name }) => (
            <li key={id}>
              <button type="button" onClick={() => onChange(id)}>
                {name}
              </button>
            </li>
          ))}
        </ul>
      )}
      {found?.length === 0 && (
        <p className={styles.hint} role="status">
          {none}
        </p>
      )}
    </div>
  );
}

const ticketsFound = (q: string) =>
  queryOptions({
    queryKey: ['tickets-found', q],
    enabled: q !== '',
    queryFn: ({ signal }) =>
      request<{ items: readonly TicketSummary[] }>(`/v1/tickets${queryOf({ q, limit: 8 })}`, { signal }).then(
        ({ items }) => items,
      ),
  });

const ticketText = ({ id, title, state }: TicketSummary) => `${title}（${id}，${STATES[state]}）`;

/** Another ticket, by its number or by words of it. @property except the ticket that it is another than */
export function TicketInput({ except, ...shown }: Shown & { readonly except?: string | undefined }) {
  const [words, setWords] = useState('');
  const { data } = useQuery(ticketsFound(useSettled(words.trim())));
  const { data: named } = useQuery(ticketsFound(shown.value ?? ''));
  const chosen = named?.find(({ id }) => id === shown.value);
  return (
    <FoundInput
      {...shown}
      hint={shown.hint ?? '工单编号，或标题、内容中的词'}
      words={words}
      onWords={setWords}
      none="没有找到这样的工单。请核对编号，或者换一个词。"
      chosen={chosen ? ticketText(chosen) : shown.value}
      found={data?.filter(({ id }) => id !== except).map((it) => ({ id: it.id, name: ticketText(it) }))}
    />
  );
}

const entriesFound = (q: string) =>
  queryOptions({
    queryKey: ['knowledge-found', q],
    enabled: q !== '',
    queryFn: ({ signal }) =>
      request<{ items: readonly EntryAnswer[] }>(`/v1/knowledge${queryOf({ q, limit: 8 })}`, { signal }).then(
        ({ items }) => items,
      ),
  });

const entryQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: ['knowledge', id],
    enabled: id !== undefined && id !== '',
    queryFn: ({ signal }) => request<EntryAnswer>(`/v1/knowledge/${id}`, { signal }),
  });

/** An entry of the knowledge base that an answer is taken from: only one that may be given as an answer (WF-31). */
export function KnowledgeInput(shown: Shown) {
  const [words, setWords] = useState('');
  const { data } = useQuery(entriesFound(useSettled(words.trim())));
  const { data: chosen } = useQuery(entryQuery(shown.value));
  return (
    <FoundInput
      {...shown}
      hint={shown.hint ?? '问题或答案中的词'}
      words={words}
      onWords={setWords}
      none="知识库里没有可以引用的条目。"
      chosen={chosen ? chosen.question : shown.value}
      found={data
        ?.filter(({ good }) => good)
        .map(({ id, question, answer }) => ({
          id,
          name: (
            <>
              {question}
              <br />
              <span className={styles.hint}>{answer.slice(0, 80)}</span>
            </>
          ),
        }))}
    />
  );
}
