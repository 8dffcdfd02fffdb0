import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { EntryAnswer } from '../../../../api/knowledge/answers';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import { draftsQuery } from '../../../shared/drafts';
import { rulebookQuery } from '../../../shared/reference';
import { useShortcut } from '../../../shared/shortcuts';
import { Button } from '../../../shared/ui/button';
import { Loading, Note, Refusal } from '../../../shared/ui/notes';
import { ticketQuery } from '../../tickets/queries';
import { Emergency, useNumbers } from '../helps/emergency';
import { matterOf } from '../matter';
import styles from '../register.module.css';
import type { Related } from '../relations';
import { AnswerForm } from './answer-form';
import { DeclineForm } from './decline-form';
import { DispatchForm } from './dispatch-form';
import { Done } from './done';
import { RelateForm } from './relate-form';

/** What was chosen while the matter was taken down. */
export interface Prepared {
  readonly relations: readonly Related[];
  /** The entry of the knowledge base that answers it. */
  readonly entry?: EntryAnswer;
  /** Its caller is passed on to an emergency number, and the matter not accepted (WF-39). */
  readonly passesOn: boolean;
}
/** Of a page that was loaded anew. */
export const NOTHING_PREPARED: Prepared = { relations: [], passesOn: false };

const STEPS = {
  dispatch: { name: '派单', key: 'd' },
  answer: { name: '即时答复', key: 'a' },
  decline: { name: '不予受理', key: 'x' },
} as const;
type Step = keyof typeof STEPS;
const STEP_NAMES = Object.keys(STEPS) as readonly Step[];

interface OfFirstStep {
  /** The caller's, of a ticket that was registered just now. */
  readonly code: string | undefined;
  readonly prepared: Prepared;
  readonly onNext: () => void;
}

/** The ticket is registered: what the caller is told, and what becomes of it first. */
export function FirstStep({ id, ...rest }: OfFirstStep & { readonly id: string }) {
  const { data: ticket, error } = useQuery({
    ...ticketQuery(id),
    // Its own workflow takes it over a moment later; what is done next is done to that.
    refetchInterval: ({ state: { data } }) => (data?.seq === 0 ? 300 : false),
  });
  if (ticket) return <Registered ticket={ticket} {...rest} />;
  if (!error) return <Loading />;
  return <Refusal error={error} onRetry={<Button onPress={rest.onNext}>登记下一件</Button>} />;
}

function Registered({ ticket, code, prepared, onNext }: OfFirstStep & { readonly ticket: TicketAnswer }) {
  const [settled, setSettled] = useState<readonly string[]>([]);
  // One after the other: where it is merged, there is nothing more to do with it.
  const relation = prepared.relations.find((it) => !settled.includes(it.ticket));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const isOpen = ticket.state === 'registered';
  return (
    <div className={styles.page}>
      <h1 ref={heading} tabIndex={-1}>
        {isOpen ? '已登记，请告知来电人' : '登记'}
      </h1>
      <Note tone="good">
        <div className={styles.registered}>
          <div>
            <div className={styles.soft}>工单编号</div>
            <div className={styles.large}>{ticket.id}</div>
          </div>
          {code !== undefined && (
            <div>
              <div className={styles.soft}>查询码（只显示这一次）</div>
              <div className={styles.large}>{code}</div>
            </div>
          )}
        </div>
        <p>来电人凭编号和查询码可以查进度、补充情况、评价。</p>
      </Note>
      {!isOpen ? (
        <Done ticket={ticket} onNext={onNext} />
      ) : (
        <div className={styles.columns}>
          <div className={styles.page}>
            {ticket.seq === 0 ? (
              <NotYet onNext={onNext} />
            ) : relation ? (
              <RelateForm
                key={relation.ticket}
                ticket={ticket}
                relation={relation}
                onSettled={() => setSettled([...settled, relation.ticket])}
              />
            ) : (
              <Steps ticket={ticket} prepared={prepared} onNext={onNext} />
            )}
          </div>
          <aside className={styles.card} aria-label="登记的诉求">
            <h2>{ticket.title}</h2>
            <p className={styles.soft}>{ticket.category}</p>
            {ticket.address !== undefined && <p>{ticket.address}</p>}
            <p className={styles.text}>{ticket.content}</p>
          </aside>
        </div>
      )}
    </div>
  );
}

/** What becomes of it first: what was prepared, or what somebody has begun to write. */
function Steps({
  ticket,
  prepared,
  onNext,
}: {
  readonly ticket: TicketAnswer;
  readonly prepared: Prepared;
  readonly onNext: () => void;
}) {
  const { data: book } = useQuery(rulebookQuery(ticket.rulebook.id));
  const { data: drafts = [] } = useQuery(draftsQuery);
  const matter = matterOf(ticket);
  const numbers = useNumbers(matter);
  const [passesOn, setPassesOn] = useState(prepared.passesOn);
  const [chosen, setStep] = useState<Step>();
  const begun = STEP_NAMES.find((name) => drafts.some(({ key }) => key === `${ticket.id}:${name}`));
  const wanted = passesOn && numbers !== undefined ? 'decline' : prepared.entry && 'answer';
  const step = chosen ?? wanted ?? begun ?? 'dispatch';
  return (
    <>
      <Emergency
        matter={matter}
        book={book}
        isChosen={passesOn && step === 'decline'}
        does="不予受理"
        onChoose={() => {
          setPassesOn(true);
          setStep('decline');
        }}
      />
      <div className={styles.acts} role="group" aria-label="下一步">
        {STEP_NAMES.map((name) => (
          <StepButton key={name} step={name} isChosen={step === name} onChoose={() => setStep(name)} />
        ))}
        <NextButton onNext={onNext} />
      </div>
      {step === 'dispatch' && <DispatchForm ticket={ticket} book={book} />}
      {step === 'answer' && <AnswerForm ticket={ticket} entry={prepared.entry} />}
      {step === 'decline' && (
        <DeclineForm ticket={ticket} book={book} passedOn={passesOn ? numbers : undefined} />
      )}
    </>
  );
}

function StepButton({
  step,
  isChosen,
  onChoose,
}: {
  readonly step: Step;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) {
  const { name, key } = STEPS[step];
  useShortcut({ key, does: name, run: onChoose });
  return (
    <Button aria-pressed={isChosen} {...(isChosen ? { look: 'primary' as const } : {})} onPress={onChoose}>
      {name}（{key}）
    </Button>
  );
}

/** It is stored safely, and its workflow has not taken it over yet: mostly for a moment, while the engine is away for longer. */
function NotYet({ onNext }: { readonly onNext: () => void }) {
  return (
    <>
      <Loading what="正在建立工单……时限从收到时起算，稍后也可以在“工单”里办理。" />
      <div>
        <NextButton onNext={onNext} />
      </div>
    </>
  );
}

/** Leaves it among the registered, for who dispatches. */
function NextButton({ onNext }: { readonly onNext: () => void }) {
  useShortcut({ key: 'n', does: '登记下一件', run: onNext });
  return (
    <Button look="quiet" onPress={onNext}>
      先不处理，登记下一件（n）
    </Button>
  );
}
