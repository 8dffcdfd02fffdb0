import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { BoardAnswer } from '../../../api/board/answers';
import type { Role } from '../../../domain/words';
import { csvText } from './csv';
import { useUnitNames } from '../../shared/reference';
import { requestTable } from '../../shared/request';
import { save } from '../../shared/save';
import type { Session } from '../../shared/session';
import { Button } from '../../shared/ui/button';
import { Empty, Loading, Refusal } from '../../shared/ui/notes';
import type { Behind as BehindNumber } from '../address';
import { dayText } from '../days';
import { FIGURES } from '../figures';
import { Drawer } from './drawer';
import { type Line, tableOf } from './lines';
import { Lines } from './list';
import { behindQuery, figureAddress, type Part, reportAddress } from './queries';
import styles from './tickets.module.css';

/** So many lines of a table the service gives at once. */
const TABLE = 10_000;

/** Who may read single tickets; a leader reads what is counted of them. */
const READERS: readonly Role[] = ['operator', 'supervisor', 'auditor', 'admin'];

/** The tickets behind a number, and the same as a table to save. */
export function Behind({
  session,
  behind,
  board,
  district,
  onClose,
}: {
  readonly session: Session;
  readonly behind: BehindNumber;
  readonly board: BoardAnswer | undefined;
  readonly district: string | undefined;
  readonly onClose: () => void;
}) {
  const [part, setPart] = useState<Part>('numerator');
  const unitName = useUnitNames();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    behindQuery({ behind, district, part }),
  );
  const lines = data?.pages.flatMap((page) => page.lines) ?? [];
  const title = titleOf(behind, board, unitName);
  return (
    <Drawer
      title={title}
      onClose={onClose}
      more={<Table behind={behind} district={district} lines={lines} name={title} unitName={unitName} />}
    >
      {'indicator' in behind && (
        <div className={styles.buttons} role="group" aria-label="哪一部分">
          {(['numerator', 'denominator'] as const).map((it) => (
            <Button key={it} look={it === part ? 'primary' : 'quiet'} onPress={() => setPart(it)}>
              {it === 'numerator' ? '计入分子的' : '计入分母的'}
              {it === part && <span className="visually-hidden">（正在看）</span>}
            </Button>
          ))}
        </div>
      )}
      {error && <Refusal error={error} />}
      {isPending && <Loading />}
      {data && lines.length === 0 && !hasNextPage && <Empty>没有这样的工单。</Empty>}
      <Lines lines={lines} unitName={unitName} isLinked={READERS.includes(session.role)} />
      {hasNextPage && (
        <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          再显示一些
        </Button>
      )}
    </Drawer>
  );
}

/** Saves the table: as the service makes it where it does, else what is listed. */
function Table({
  behind,
  district,
  lines,
  name,
  unitName,
}: {
  readonly behind: BehindNumber;
  readonly district: string | undefined;
  readonly lines: readonly Line[];
  readonly name: string;
  readonly unitName: (id: string) => string;
}) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const from =
        'of' in behind
          ? figureAddress(behind, district, { limit: TABLE })
          : 'indicator' in behind
            ? reportAddress(behind, district)
            : undefined;
      const file =
        from === undefined
          ? new Blob([csvText(tableOf(lines, unitName))], { type: 'text/csv' })
          : await requestTable(from);
      save(file, `${name.replaceAll(/[\\/:*?"<>|\s]+/g, '-')}.csv`);
    },
  });
  return (
    <>
      {error && <Refusal error={error} />}
      <Button isPending={isPending} onPress={() => mutate()}>
        {'indicator' in behind ? '下载各单位数字（CSV）' : '下载（CSV）'}
      </Button>
    </>
  );
}

function titleOf(
  behind: BehindNumber,
  board: BoardAnswer | undefined,
  unitName: (id: string) => string,
): string {
  if ('of' in behind)
    return `${behind.unit === undefined ? '' : `${unitName(behind.unit)} · `}${FIGURES[behind.of].name}`;
  if ('day' in behind) return `${board ? dayText(behind.day, board.today) : behind.day} · 若无人处理，将自动`;
  if ('indicator' in behind) {
    const { indicator, month, rulebook } = behind;
    const rates = board?.months.items.find((it) => it.rulebook === rulebook)?.indicators;
    return `${month} · ${rates?.find(({ id }) => id === indicator)?.name ?? '指标'}`;
  }
  const spot = board?.hotSpots.find(({ id }) => id === behind.spot);
  return spot ? `热点 · ${unitName(spot.district)} ${spot.category}` : '热点';
}
