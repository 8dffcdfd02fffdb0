import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CodeAnswer } from '../../../../api/callers/answers';
import type { ErasingAnswer } from '../../../../api/personal-data/answers';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import type { Session } from '../../../shared/session';
import { Button } from '../../../shared/ui/button';
import { Note } from '../../../shared/ui/notes';
import { dataActsQuery } from '../queries';
import { DataActForm } from './data-act-form';
import { DATA_ACTS, type DataAct, dataActsOf } from './data-acts';
import styles from './personal.module.css';

/** What can be done about the caller's code and personal data, by whoever may. */
export function PersonalData({
  ticket,
  session,
}: {
  readonly ticket: TicketAnswer;
  readonly session: Session;
}) {
  const { data } = useQuery({ ...dataActsQuery(ticket.id), enabled: session.role === 'supervisor' });
  const [acting, setActing] = useState<DataAct>();
  /** What was left or done last: there the keyboard goes on. */
  const [left, setLeft] = useState<DataAct>();
  const [done, setDone] = useState<{ readonly act: DataAct; readonly answer: unknown }>();
  const possible = dataActsOf(session.role, ticket, data?.held);
  if (possible.length === 0 && !done) return null;
  const leave = () => {
    setLeft(acting);
    setActing(undefined);
  };
  return (
    <section className={styles.section} aria-labelledby="personal">
      <h2 id="personal">诉求人的信息和查询码</h2>
      {done && <Done {...done} />}
      {acting ? (
        <>
          <h3>{DATA_ACTS[acting].name}</h3>
          <DataActForm
            key={acting}
            ticket={ticket}
            act={acting}
            onClose={leave}
            onDone={(answer) => {
              setDone({ act: acting, answer });
              leave();
            }}
          />
        </>
      ) : (
        <div className={styles.buttons}>
          {possible.map((act) => (
            <Button
              key={act}
              {...(act === 'erase' ? { look: 'danger' } : {})}
              autoFocus={act === left}
              onPress={() => {
                setDone(undefined);
                setActing(act);
              }}
            >
              {DATA_ACTS[act].name}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}

/** What came of it. */
function Done({ act, answer }: { readonly act: DataAct; readonly answer: unknown }) {
  if (act === 'code') {
    const { code } = answer as CodeAnswer;
    return (
      <Note tone="good">
        <p>
          查询码 <strong className={styles.code}>{code}</strong>
        </p>
        <p>请核实是诉求人本人再告知。</p>
      </Note>
    );
  }
  if (act !== 'erase') return <Note tone="good">{DATA_ACTS[act].name}已完成，已记录。</Note>;
  const { items } = answer as ErasingAnswer;
  return (
    <Note tone={items.some(({ is }) => is === 'kept') ? 'soon' : 'good'}>
      <ul>
        {items.map(({ ticket, is, detail }) => (
          <li key={ticket}>
            {ticket}：{is === 'erased' ? '已删除' : `没有删除。${detail ?? ''}`}
          </li>
        ))}
      </ul>
    </Note>
  );
}
