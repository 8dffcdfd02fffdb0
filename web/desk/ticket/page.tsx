import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import type { CommandName } from '../../../domain/words';
import { type Session, useSession, workflowAddress } from '../../shared/session';
import { Empty, Loading, Refusal } from '../../shared/ui/notes';
import { problemOf } from '../../shared/problem';
import { ActPanel } from './acting/act-panel';
import { Actions } from './acting/actions';
import { type Done, Undo } from './acting/undo';
import { Attachments } from './beside/attachments';
import { Audit } from './beside/audit';
import { Messages } from './beside/messages';
import { Clocks } from './clocks';
import { Head } from './head';
import { Matter } from './matter';
import { Ahead } from './ahead';
import { PersonalData } from './personal/personal-data';
import { useTicket } from './queries';
import { PrintButton } from './print';
import { Story } from './story/story';
import styles from './ticket.module.css';
import type { TicketAnswer } from '../../../api/tickets/answers';

const route = getRouteApi('/tickets/$id');

/** One ticket, for whoever may see it: how it stands, its story, and what can be done. */
export function TicketPage() {
  const { id } = route.useParams();
  const session = useSession();
  // Another ticket begins anew: nothing that was begun at this one stays open.
  return <OneTicket key={id} id={id} session={session} />;
}

function OneTicket({ id, session }: { readonly id: string; readonly session: Session }) {
  const { ticket, forms } = useTicket(id, session.role);
  if (ticket.data) return <Shown ticket={ticket.data} session={session} forms={forms} />;
  if (problemOf(ticket.error)?.status === 404)
    return <Empty>没有编号为{id}的工单，或者您没有查看它的权限。请核对编号。</Empty>;
  if (ticket.error) return <Refusal error={ticket.error} />;
  return <Loading what="正在读取工单……" />;
}

function Shown({
  ticket,
  session,
  forms,
}: {
  readonly ticket: TicketAnswer;
  readonly session: Session;
  readonly forms: ReturnType<typeof useTicket>['forms'];
}) {
  const [acting, setActing] = useState<CommandName>();
  const [left, setLeft] = useState<CommandName>();
  const [done, setDone] = useState<Done>();
  /** The line after which the story goes on by what was just done: there the eye goes next. */
  const [goesOnAfter, setGoesOnAfter] = useState<number>();
  const seen = useCallback(() => setGoesOnAfter(undefined), []);
  const close = () => {
    setLeft(acting);
    setActing(undefined);
  };
  return (
    <article className={styles.page} aria-labelledby="title">
      <Head ticket={ticket} tools={<Tools workflow={workflowAddress(session, ticket.id)} />} />
      <div className={styles.columns}>
        <div className={styles.aside}>
          {acting === undefined && <Undo id={ticket.id} done={done} forms={forms.data} onAct={setActing} />}
          {acting === undefined ? (
            <Actions
              forms={forms.data}
              error={forms.error}
              ticket={ticket}
              session={session}
              focused={left}
              onAct={setActing}
            />
          ) : (
            <ActPanel
              key={acting}
              ticket={ticket}
              command={acting}
              onClose={close}
              onAct={setActing}
              onDone={(before) => {
                setActing(undefined);
                setLeft(undefined);
                setDone({ command: acting, before });
                setGoesOnAfter(before);
              }}
            />
          )}
          <Clocks ticket={ticket} />
          <Ahead ticket={ticket} role={session.role} />
        </div>
        <div className={styles.main}>
          <Matter ticket={ticket} />
          <Story ticket={ticket} goesOnAfter={goesOnAfter} onSeen={seen} />
          <Messages id={ticket.id} />
          <Attachments ticket={ticket} session={session} />
          <PersonalData ticket={ticket} session={session} />
          <Audit id={ticket.id} role={session.role} />
        </div>
      </div>
    </article>
  );
}

/** @param workflow where supervisors look into what runs behind it */
function Tools({ workflow }: { readonly workflow: string | undefined }) {
  return (
    <span>
      {workflow !== undefined && (
        <a href={workflow} target="_blank" rel="noreferrer">
          查看流程
        </a>
      )}
      <PrintButton />
    </span>
  );
}
