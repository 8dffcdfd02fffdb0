import { useMutation, useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { EntryAnswer } from '../../../api/knowledge/answers';
import type { TicketAnswer } from '../../../api/tickets/answers';
import { useDraft } from '../../shared/drafts';
import { EarlierDraft } from '../../shared/form/earlier-draft';
import { isPassing, problemOf } from '../../shared/problem';
import { rulebookQuery } from '../../shared/reference';
import { momentText } from '../../shared/times';
import { useSending } from '../../shared/sending';
import { Button } from '../../shared/ui/button';
import { ChoiceInput } from '../../shared/ui/fields';
import { Note, Refusal } from '../../shared/ui/notes';
import { useSettled } from '../../shared/use-settled';
import type { Prepared } from './first-step/first-step';
import { CallerFields, MatterFields, MoreFields } from './form';
import { Answers } from './helps/answers';
import { Emergency } from './helps/emergency';
import { Grounds } from './helps/grounds';
import { Limits } from './helps/limits';
import { Repeats } from './helps/repeats';
import { Restricted } from './helps/restricted';
import { bodyOf, faultsOf, isAField, isWorthKeeping, type Matter, missingFrom, NOTHING_YET } from './matter';
import { related, type Related, relationOf } from './relations';
import { Found } from './found';
import styles from './register.module.css';

/** The form, and beside it what helps while it is filled in. */
export function Intake({
  books,
  rulebook,
  onRulebook,
  onRegistered,
}: {
  readonly books: readonly { readonly id: string; readonly title: string }[];
  readonly rulebook: string | undefined;
  readonly onRulebook: (id: string) => void;
  readonly onRegistered: (ticket: TicketAnswer, prepared: Prepared) => void;
}) {
  const [matter, setMatter] = useState(NOTHING_YET);
  const [relations, setRelations] = useState<readonly Related[]>([]);
  const [entry, setEntry] = useState<EntryAnswer>();
  /** Whether the caller is passed on to an emergency number. */
  const [passesOn, setPassesOn] = useState(false);
  const [isTried, setTried] = useState(false);
  const { data: book } = useQuery(rulebookQuery(rulebook));
  const page = useRef<HTMLDivElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const draft = useDraft('register', isWorthKeeping(matter) ? matter : undefined);
  const settled = useSettled(matter);
  const send = useSending();
  const registering = useMutation({
    mutationFn: (body: ReturnType<typeof bodyOf>) => send<TicketAnswer>('/v1/tickets', body),
    onSuccess: (ticket) => {
      void draft.discard();
      onRegistered(ticket, {
        relations,
        ...(entry ? { entry } : {}),
        passesOn,
      });
    },
    onError: () => focusOnFault(page.current),
  });
  const refused = problemOf(registering.error)?.errors ?? [];
  const faults = { ...faultsOf(refused), ...(isTried ? missingFrom(matter, book) : {}) };
  const change = (some: Partial<Matter>) => setMatter((before) => ({ ...before, ...some }));
  const isAtFields = refused.length > 0 && refused.every(({ path }) => isAField(path));
  const isUnknown = registering.isError && isPassing(registering.error);

  const register = () => {
    if (registering.isPending || registering.isSuccess) return;
    setTried(true);
    if (rulebook === undefined || Object.keys(missingFrom(matter, book)).length > 0)
      return focusOnFault(page.current);
    // Where nothing answered it may be registered: what is tried again is the very same.
    registering.mutate(isUnknown && registering.variables ? registering.variables : bodyOf(rulebook, matter));
  };

  useEnter(form, register);

  return (
    <div ref={page} className={styles.page}>
      <div className={styles.head}>
        <h1>登记</h1>
        {books.length > 1 && (
          <ChoiceInput
            label="适用规则"
            required
            choices={books.map(({ id, title }) => ({ id, name: title }))}
            value={rulebook}
            onChange={onRulebook}
            error={rulebook === undefined && isTried ? '请选择适用的规则' : undefined}
          />
        )}
      </div>
      <EarlierDraft draft={draft} onRead={(content) => setMatter({ ...NOTHING_YET, ...content })} />
      <div className={styles.columns}>
        <form
          ref={form}
          className={styles.form}
          aria-label="登记诉求"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            register();
          }}
        >
          <CallerFields matter={matter} onChange={change} faults={faults} />
          <Restricted phone={settled.phone} />
          <MatterFields matter={matter} onChange={change} faults={faults} book={book} />
          <Emergency
            matter={settled}
            book={book}
            isChosen={passesOn}
            does="登记后不予受理"
            onChoose={() => setPassesOn(!passesOn)}
          />
          <MoreFields matter={matter} onChange={change} faults={faults} />
          {registering.isError && isAtFields && (
            <Note tone="bad">有{refused.length}项不符合要求，已标在各项下面。</Note>
          )}
          {registering.isError && !isAtFields && (
            <Refusal
              error={registering.error}
              onRetry={isUnknown && <p>可能已经登记成功：请原样再试一次，不会重复登记。</p>}
            />
          )}
          <div className={styles.foot}>
            <Button type="submit" look="primary" isPending={registering.isPending}>
              {isUnknown ? '原样再试' : '登记'}
            </Button>
            <span className={styles.soft}>Ctrl+Enter</span>
            <Found matter={settled} />
            <span className={styles.soft} role="status">
              {draft.savedAt !== undefined && `草稿已保存 ${momentText(draft.savedAt)}`}
            </span>
          </div>
        </form>
        <aside id="helps" className={styles.helps} aria-label="登记时的参考">
          <Repeats
            matter={settled}
            relation={(ticket) => relationOf(ticket, relations, matter)}
            onRelate={(repeat, how) => {
              if (how === 'follows') {
                change({ follows: matter.follows === repeat.ticket ? '' : repeat.ticket });
                setRelations(relations.filter(({ ticket }) => ticket !== repeat.ticket));
              } else {
                if (matter.follows === repeat.ticket) change({ follows: '' });
                setRelations(related(relations, repeat, how));
              }
            }}
          />
          <Answers asked={settled.title || settled.content} chosen={entry?.id} onChoose={setEntry} />
          <Limits rulebook={rulebook} matter={settled} />
          <Grounds book={book} />
        </aside>
      </div>
    </div>
  );
}

/** Ctrl+Enter registers from anywhere in the form; Enter alone, of who types in haste, registers no half a matter. */
function useEnter(form: RefObject<HTMLFormElement | null>, register: () => void): void {
  const newest = useRef(register);
  useLayoutEffect(() => {
    newest.current = register;
  });
  useEffect(() => {
    const { current } = form;
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      const isMeant = event.ctrlKey || event.metaKey;
      if (isMeant) newest.current();
      if (isMeant || (event.target instanceof HTMLElement && event.target.matches('input')))
        event.preventDefault();
    };
    current?.addEventListener('keydown', pressed);
    return () => current?.removeEventListener('keydown', pressed);
  }, [form]);
}

/** Leads to the first field that is wrong, once it is drawn so. */
function focusOnFault(page: HTMLElement | null): void {
  setTimeout(() => {
    const wrong = page?.querySelector('[data-invalid]');
    wrong?.querySelector<HTMLElement>('input, textarea, button')?.focus();
  });
}
