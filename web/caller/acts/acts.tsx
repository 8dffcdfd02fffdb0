import { useQuery } from '@tanstack/react-query';
import type { TicketAnswer } from '../../../api/tickets/answers';
import type { CommandName } from '../../../domain/words';
import type { Access } from '../access/fragment';
import styles from '../caller.module.css';
import { formsQuery } from '../ticket/queries';
import { More, Told } from '../ui';
import { TEXT_ACTS, WHY_NOT } from '../words/acts';
import { refusedText } from '../words/refused';
import { Attachments } from './attachments';
import { Evaluation } from './evaluate';
import { TextAct } from './text-act';

/** What the caller can do with the ticket as it stands; of what can't be done, why. */
export function Acts({
  access,
  ticket,
  newest,
}: {
  readonly access: Access;
  readonly ticket: TicketAnswer;
  readonly newest: string | undefined;
}) {
  const { data, error } = useQuery(formsQuery(access));
  const whyNot = (command: CommandName): string | undefined => {
    const form = data?.items.find((it) => it.command === command);
    if (form?.possible) return undefined;
    return form?.message ?? WHY_NOT[command] ?? '现在办不了。';
  };
  const hasResult = ticket.state === 'callback' || ticket.state === 'closed';
  return (
    <section className={styles.card} aria-labelledby="acts">
      <h2 id="acts">我可以做的</h2>
      {error && !data && <Told tone="bad">{refusedText(error)}</Told>}
      {!data && !error && <p role="status">正在读取……</p>}
      <More name="评价" isOpen={hasResult}>
        <Evaluation access={access} />
      </More>
      {data &&
        TEXT_ACTS.map((act) => (
          <More key={act.command} name={act.name}>
            <TextAct act={act} access={access} etag={ticket.etag} newest={newest} why={whyNot(act.command)} />
          </More>
        ))}
      <More name="附件">
        <Attachments access={access} isClosed={ticket.state === 'closed'} />
      </More>
    </section>
  );
}
