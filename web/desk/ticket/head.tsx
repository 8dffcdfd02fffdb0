import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { TicketAnswer } from '../../../api/tickets/answers';
import { CHANNELS, KINDS, MODES, ORIGINS, OUTCOMES, REQUESTS, STAGES, STATES } from '../../../domain/words';
import { momentText, wholeMomentText } from '../../shared/times';
import { Badge, Note } from '../../shared/ui/notes';
import { useNames } from './queries';
import { addresseeName } from './story/names';
import styles from './ticket.module.css';

/** How it stands: what it is, who has it, how far it has risen, and what it is tied to. */
export function Head({ ticket, tools }: { readonly ticket: TicketAnswer; readonly tools: ReactNode }) {
  const names = useNames(ticket.rulebook.id);
  const { outcome, level, supervision } = ticket;
  const supervised = supervision.filter(({ endedAt }) => endedAt === undefined);
  return (
    <header className={styles.head}>
      <div className={styles.headline}>
        <h1 id="title">{ticket.title}</h1>
        {tools}
      </div>
      <p className={styles.badges}>
        <Badge>{STATES[ticket.state]}</Badge>
        {outcome !== undefined && <Badge tone="good">{OUTCOMES[outcome]}</Badge>}
        {level > 0 && <Badge tone="over">{ticket.levelName ?? names.level(level as 1 | 2 | 3)}</Badge>}
        {supervised.map(({ mode, unit, since }) => (
          <Badge key={`${mode} ${unit} ${since}`} tone="soon">
            {MODES[mode]}
            {unit !== undefined && `：${names.unit(unit)}`}
          </Badge>
        ))}
        {ticket.corrected.map((unit) => (
          <Badge key={unit} tone="soon">
            责令改正：{names.unit(unit)}
          </Badge>
        ))}
        {ticket.simulated && <Badge tone="soon">模拟演练</Badge>}
        {ticket.spotCheck && (
          <Badge tone={ticket.spotCheck === 'passed' ? 'good' : 'over'}>
            {ticket.spotCheck === 'passed' ? '抽项复查合格' : '抽项复查不合格'}
          </Badge>
        )}
        {ticket.deferredUntil !== undefined && <Badge tone="soon">承诺{ticket.deferredUntil}前解决</Badge>}
      </p>
      <dl className={styles.facts}>
        <Fact name="编号">{ticket.id}</Fact>
        <Fact name="类型">{KINDS[ticket.kind]}</Fact>
        <Fact name="类别">{ticket.category}</Fact>
        <Fact name="区县">{names.unit(ticket.district)}</Fact>
        <Fact name="渠道">{CHANNELS[ticket.channel]}</Fact>
        {ticket.origin !== undefined && ticket.origin !== 'city' && (
          <Fact name="来源">{ORIGINS[ticket.origin]}转办</Fact>
        )}
        {ticket.urgency !== undefined && <Fact name="紧急程度">{names.grade(ticket.urgency)}</Fact>}
        <Fact name="诉求时间">
          <time dateTime={ticket.receivedAt}>{momentText(ticket.receivedAt)}</time>
        </Fact>
        {ticket.closedAt !== undefined && (
          <Fact name="办结时间">
            <time dateTime={ticket.closedAt}>{momentText(ticket.closedAt)}</time>
          </Fact>
        )}
        {ticket.externalId !== undefined && (
          <Fact name="原编号">
            {ticket.externalId}
            {ticket.source !== undefined && `（${ticket.source}）`}
          </Fact>
        )}
        <Fact name="承办">
          {ticket.assignments.length === 0 ? (
            '尚未派单'
          ) : (
            <ul className={styles.plain}>
              {ticket.assignments.map(({ unit, role, state, contribution }) => (
                <li key={`${unit} ${role}`}>
                  {ROLES_IN_ORDER[role]} {names.unit(unit)}
                  <span className={styles.soft}>
                    {' '}
                    {role === 'copy' ? '' : ASSIGNED[state]}
                    {contribution !== undefined &&
                      (contribution === 'result' ? '，已反馈结果' : '，已说明延误')}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Fact>
        {ticket.evaluations.map(({ stage, satisfaction }) => (
          <Fact key={stage} name={`${STAGES[stage]}评价`}>
            {names.answer(satisfaction)}
          </Fact>
        ))}
        {ticket.referrals.map(({ to, unit, since }) => (
          <Fact key={`${to} ${since}`} name="移交问责">
            {addresseeName(to, names)}
            {unit !== undefined && `（${names.unit(unit)}）`}
          </Fact>
        ))}
        <Tied name="并入" ids={ticket.mergedInto === undefined ? [] : [ticket.mergedInto]} />
        <Tied name="合并进来的" ids={ticket.voices ?? []} />
        <Tied name="关联" ids={ticket.links ?? []} />
      </dl>
      {ticket.pending.map(({ id, request, unit, since, notified }) => (
        <Note key={id ?? `${request} ${unit}`} tone="soon">
          <p>
            {names.unit(unit)}
            {momentText(since)}
            {notified ? '告知' : '申请'}
            {REQUESTS[request]}，{notified ? '热线可以提出异议' : '等待热线审批'}。
          </p>
        </Note>
      ))}
      {ticket.closing !== undefined && (
        <Note tone="soon">作出说明后以“{OUTCOMES[ticket.closing]}”办结。</Note>
      )}
      {ticket.erasedAt !== undefined && (
        <Note>个人信息已于{wholeMomentText(ticket.erasedAt)}删除；各方所写的文字随之删除。</Note>
      )}
    </header>
  );
}

const ROLES_IN_ORDER = { lead: '主办', assist: '协办', copy: '抄送' } as const;
const ASSIGNED = {
  dispatched: '未签收',
  signed: '已签收',
  submitted: '已提交',
  done: '已完成',
  informed: '已告知',
} as const;

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Other tickets, by their numbers, which lead to them. */
function Tied({ name, ids }: { readonly name: string; readonly ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <Fact name={name}>
      {ids.map((id) => (
        <Link key={id} to="/tickets/$id" params={{ id }} className={styles.tied}>
          {id}
        </Link>
      ))}
    </Fact>
  );
}
