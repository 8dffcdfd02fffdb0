import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccessAnswer } from '../../../../api/accesses/answers';
import type { DataActsAnswer } from '../../../../api/personal-data/answers';
import { ERASURE_GROUNDS, RECTIFIED_PARTS, ROLES, type Role } from '../../../../domain/words';
import { useUnitNames } from '../../../shared/reference';
import { momentText } from '../../../shared/times';
import { Badge, Loading, Refusal } from '../../../shared/ui/notes';
import { accessesQuery, audits, dataActsQuery } from '../queries';
import styles from './beside.module.css';

/** What somebody was shown. */
const SHOWN: Readonly<Record<AccessAnswer['what'], string>> = {
  ticket: '工单',
  events: '办理经过',
  notifications: '通知',
  attachments: '附件列表',
  attachment: '附件副本',
  original: '附件原件',
  evidence: '存证',
  evaluation: '评价页',
  list: '列表',
  search: '查找',
  caller: '按电话查找',
  code: '查询码',
  'new-code': '新查询码',
  messages: '单位通知',
  feed: '期限日历',
  'feed-link': '期限日历链接',
  restriction: '限制记录',
  occasion: '专题事项',
  harvest: '查看诉求人信息异常多（系统提示）',
};

const ACTS = { held: '依法保全', lifted: '解除保全', rectified: '更正', erased: '删除' } as const;

/** Who looked at it, and what was done about its personal data: for those who watch over that. */
export function Audit({ id, role }: { readonly id: string; readonly role: Role }) {
  return audits(role) ? (
    <>
      <DataActs id={id} />
      <Accesses id={id} />
    </>
  ) : null;
}

function DataActs({ id }: { readonly id: string }) {
  const { data, error } = useQuery(dataActsQuery(id));
  return (
    <section className={styles.section} aria-labelledby="data-acts">
      <details>
        <summary>
          <h2 id="data-acts">个人信息处理记录{data && `（${data.items.length}）`}</h2>
          {data?.held && <Badge tone="soon">依法保全中</Badge>}
        </summary>
        {error && <Refusal error={error} />}
        {!data && !error && <Loading />}
        {data?.items.length === 0 && <p className={styles.soft}>没有更正、删除或者保全过。</p>}
        <ol className={styles.list}>
          {data?.items.map((it) => (
            <li key={it.number}>
              <Act act={it} />
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}

function Act({ act }: { readonly act: DataActsAnswer['items'][number] }) {
  const { at, type, by, parts = [], ground, reason, open } = act;
  return (
    <>
      <p className={styles.line}>
        <time dateTime={at}>{momentText(at)}</time>
        <strong>
          {ACTS[type]}
          {parts.length > 0 && `：${parts.map((it) => RECTIFIED_PARTS[it]).join('、')}`}
        </strong>
        <span className={styles.soft}>{by ? `${ROLES[by.role]} ${by.sub}` : '系统'}</span>
        {open && <Badge tone="soon">正在进行</Badge>}
      </p>
      {ground !== undefined && <p className={styles.soft}>{ERASURE_GROUNDS[ground]}</p>}
      {reason !== undefined && <p className={styles.text}>{reason}</p>}
    </>
  );
}

function Accesses({ id }: { readonly id: string }) {
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery({ ...accessesQuery(id), enabled: open, staleTime: 0 });
  const unit = useUnitNames();
  return (
    <section className={`${styles.section} ${styles.unprinted}`} aria-labelledby="accesses">
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <h2 id="accesses">查阅记录{data && `（最近${data.length}条）`}</h2>
        </summary>
        {error && <Refusal error={error} />}
        {!data && !error && <Loading />}
        <ol className={styles.list}>
          {data?.map(({ at, role, sub, unit: of, what, callerShown, reason }, index) => (
            // Looks of the same moment by the same account are told apart by their places alone.
            <li key={`${at} ${sub} ${what} ${index}`} className={styles.line}>
              <time dateTime={at}>{momentText(at)}</time>
              <span>
                {of === undefined ? ROLES[role] : unit(of)} {sub}
              </span>
              <span>{SHOWN[what]}</span>
              {callerShown && <Badge tone="soon">含诉求人信息</Badge>}
              {reason !== undefined && <span className={styles.soft}>{reason}</span>}
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}
