import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import type { RulebookAnswer } from '../../../../api/law/rulebook-answer';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import { COORDINATIONS } from '../../../../domain/words';
import { useDraft } from '../../../shared/drafts';
import { EarlierDraft } from '../../../shared/form/earlier-draft';
import { UnitsInput } from '../../../shared/form/units-input';
import { unitsQuery } from '../../../shared/reference';
import { Button } from '../../../shared/ui/button';
import { ChoiceInput, SearchInput, TextInput } from '../../../shared/ui/fields';
import { useAct } from '../../ticket/acting/use-act';
import styles from '../register.module.css';
import { Confirm } from './confirm';
import { draftOfOrder, freeUnits, missingFromOrder, NO_ORDER, type Order, orderBody, orderOf } from './order';
import { OrderPreview } from './order-preview';
import { Refused } from './refused';
import { usePreview } from './use-preview';
import { Suggestions } from './suggestions';

/** Puts the order together, and shows it before it is sent. */
export function DispatchForm({
  ticket,
  book,
}: {
  readonly ticket: TicketAnswer;
  readonly book: RulebookAnswer | undefined;
}) {
  const [typed, setOrder] = useState<Order>();
  const order = typed ?? NO_ORDER;
  const draft = useDraft(
    `${ticket.id}:dispatch`,
    useMemo(() => typed && draftOfOrder(typed), [typed]),
  );
  const { data: units = [] } = useQuery(unitsQuery);
  const act = useAct(ticket, 'dispatch', draft.discard);
  const { isTried, isShown, hide, show, send } = usePreview(act);
  const preview = useRef<HTMLDivElement>(null);
  const missing = missingFromOrder(order);
  const errorOf = (field: string) => (isTried ? missing[field] : undefined);
  const change = (some: Partial<Order>) => setOrder({ ...order, ...some });
  const free = freeUnits(units, order);
  const leads = order.lead === undefined ? free : [...units.filter(({ id }) => id === order.lead), ...free];
  const coordination = book?.dispatch?.coordination;
  /** Whoever has a part gets another one by being chosen for it. */
  const lead = (unit: string | undefined) =>
    change({
      lead: unit,
      assist: order.assist.filter((id) => id !== unit),
      copy: order.copy.filter((id) => id !== unit),
    });
  return (
    <form
      className={styles.card}
      noValidate
      aria-label="派单"
      onSubmit={(event) => show(event, Object.keys(missing).length === 0)}
    >
      <EarlierDraft draft={draft} onRead={(content) => setOrder(orderOf(content))} />
      <Suggestions
        ticket={ticket}
        lead={order.lead}
        onLead={(unit) => {
          lead(unit);
          // The most likely next is to send it.
          preview.current?.querySelector('button')?.focus();
        }}
      />
      <div className={styles.two}>
        <SearchInput
          label="主办单位"
          required
          choices={leads}
          value={order.lead}
          onChange={lead}
          error={errorOf('lead')}
        />
        <UnitsInput
          label="协办单位"
          value={order.assist}
          only={{ choices: free }}
          onChange={(assist) => change({ assist })}
        />
        <UnitsInput
          label="抄送单位"
          value={order.copy}
          only={{ choices: free }}
          onChange={(copy) => change({ copy })}
        />
      </div>
      <TextInput
        label="派单说明"
        lines={2}
        longest={2_000}
        value={order.note}
        onChange={(note) => change({ note })}
      />
      <details className={styles.more} open={order.settledWith.length > 0 || order.days !== '' || undefined}>
        <summary>
          {coordination ? `派单前的${COORDINATIONS[coordination.how]}、法定时限` : '派单前的商定、法定时限'}
        </summary>
        <div className={styles.two}>
          <UnitsInput
            label="参加商定的单位"
            value={order.settledWith}
            only={{}}
            onChange={(settledWith) => change({ settledWith })}
            error={errorOf('settledWith')}
          />
          <TextInput
            label="商定的意见"
            lines={2}
            longest={2_000}
            value={order.opinion}
            onChange={(opinion) => change({ opinion })}
            error={errorOf('opinion')}
          />
          <TextInput
            label="法定时限（天数）"
            inputMode="numeric"
            longest={3}
            value={order.days}
            onChange={(days) => change({ days })}
            error={errorOf('days')}
          />
          <ChoiceInput
            label="按"
            choices={[
              { id: 'workdays', name: '工作日' },
              { id: 'days', name: '自然日' },
            ]}
            value={order.daysAre}
            onChange={(daysAre) => change({ daysAre: daysAre === 'days' ? 'days' : 'workdays' })}
          />
          <TextInput
            label="法定依据"
            longest={2_000}
            value={order.legalBasis}
            onChange={(legalBasis) => change({ legalBasis })}
            error={errorOf('legalBasis')}
          />
        </div>
      </details>
      <Refused ticket={ticket} act={act} />
      <div className={styles.acts} ref={preview}>
        <Button type="submit" look="primary" isPending={act.isSending} isDisabled={act.mustLook}>
          预览派单
        </Button>
      </div>
      {isShown && (
        <Confirm title="即将派单" does="确认派单" onClose={hide} onConfirm={() => send(orderBody(order))}>
          <OrderPreview ticket={ticket} order={order} book={book} />
        </Confirm>
      )}
    </form>
  );
}
