import { useState } from 'react';
import { COMMANDS, type Role } from '../../../domain/words';
import { Button } from '../../shared/ui/button';
import type { TicketsSearch } from '../tickets/search';
import styles from './bulk.module.css';
import { BulkDialog } from './dialog';
import { BULK_ORDERS, type BulkOrder } from './orders';

/** What can be told many tickets at once: those that were chosen, or all that match. */
export function BulkBar({
  role,
  search,
  count,
  chosen,
  onDone,
}: {
  readonly role: Role;
  readonly search: TicketsSearch;
  readonly count: number | undefined;
  /** Their numbers, and the `seq` at which each was seen. */
  readonly chosen: ReadonlyMap<string, number>;
  readonly onDone: () => void;
}) {
  const [order, setOrder] = useState<BulkOrder>();
  const named = chosen.size > 0;
  const set = named
    ? `选中的${chosen.size}件`
    : count === undefined
      ? '符合条件的全部'
      : `符合条件的全部${count}件`;
  return (
    <div className={styles.bar} role="group" aria-label="批量办理">
      <span aria-live="polite">{set}：</span>
      {BULK_ORDERS.filter(({ roles }) => roles.includes(role)).map((it) => (
        <Button key={it.command} onPress={() => setOrder(it)} isDisabled={!named && !count}>
          批量{COMMANDS[it.command]}
        </Button>
      ))}
      {named && (
        <Button look="quiet" onPress={onDone}>
          取消选择
        </Button>
      )}
      {order && (
        <BulkDialog
          order={order}
          of={named ? { tickets: [...chosen].map(([id, seq]) => ({ id, seq })) } : { query: search }}
          set={set}
          onClose={() => setOrder(undefined)}
        />
      )}
    </div>
  );
}
