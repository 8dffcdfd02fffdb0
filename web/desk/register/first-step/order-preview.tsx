import { useQuery } from '@tanstack/react-query';
import type { RulebookAnswer } from '../../../../api/law/rulebook-answer';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import { COORDINATIONS } from '../../../../domain/words';
import { unitsQuery, useUnitNames } from '../../../shared/reference';
import { Due } from '../helps/limits';
import { limitsQuery } from '../queries';
import styles from '../register.module.css';
import { limitsToTell, spokenLimit } from '../told-limits';
import { type Order, type Part, PARTS, statutoryLimit, toldBy } from './order';

/** Who gets what, and by when, if it is sent now. */
export function OrderPreview({
  ticket,
  order,
  book,
}: {
  readonly ticket: TicketAnswer;
  readonly order: Order;
  readonly book: RulebookAnswer | undefined;
}) {
  const { data: units = [] } = useQuery(unitsQuery);
  const nameOf = useUnitNames();
  const { data: limits } = useQuery(
    limitsQuery(ticket.rulebook.id, ticket.kind, ticket.category, ticket.urgency ?? ''),
  );
  const isUnknown = ticket.kind === 'report' || ticket.caller?.confidential === true;
  const statutory = statutoryLimit(order);
  const limitsOf = (part: Part) => {
    if (!limits || part === 'copy') return [];
    const told = limitsToTell(
      limits,
      ticket.channel,
      part === 'lead' ? ['signing', 'arrival', 'contact', 'handling', 'reply'] : ['signing', 'assist'],
    );
    return told.map((it) =>
      statutory !== undefined && it.clock === 'handling'
        ? { ...it, limit: statutory, label: '法定办理时限', from: undefined }
        : it,
    );
  };
  return (
    <>
      <table className={styles.told}>
        <thead>
          <tr>
            <th scope="col">单位</th>
            <th scope="col">身份</th>
            <th scope="col">什么时候之前</th>
          </tr>
        </thead>
        <tbody>
          {toldBy(order, units, book?.dispatch).map(({ unit, part, added }) => (
            <tr key={unit}>
              <th scope="row">{nameOf(unit)}</th>
              <td>
                {PARTS[part]}
                {added && '（规则要求）'}
              </td>
              <td>
                {part === 'copy'
                  ? '知悉即可'
                  : limitsOf(part).map((it) => (
                      <div key={it.clock}>
                        {it.label}：{spokenLimit(it.limit)}，
                        <Due
                          rulebook={ticket.rulebook.id}
                          limit={it.limit}
                          from={it.from === 'receipt' ? ticket.receivedAt : ''}
                        />
                      </div>
                    ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        单位看到：标题、内容、地址
        {order.note.trim() !== '' && '、派单说明'}
        {isUnknown ? '；看不到诉求人的姓名和电话。' : '，以及诉求人的姓名和电话。'}
      </p>
      {order.note.trim() !== '' && <p className={styles.text}>派单说明：{order.note}</p>}
      {order.settledWith.length > 0 && (
        <p className={styles.text}>
          派单前{COORDINATIONS[book?.dispatch?.coordination?.how ?? 'coordination']}：
          {order.settledWith.map(nameOf).join('、')}。{order.opinion}
        </p>
      )}
      {statutory !== undefined && <p className={styles.text}>法定依据：{order.legalBasis}</p>}
    </>
  );
}
