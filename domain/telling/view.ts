import type { UnitId } from '../ids';
import { nextOf } from '../ticket/due';
import { type Instant, instant, spokenInstant } from '../time/instant';
import { plannedMoment } from '../law/ladder';
import type { Rung } from '../law/rules';
import {
  assertNever,
  CLOCKS,
  ESCALATIONS,
  type Level,
  MODES,
  type Outcome,
  RECIPIENTS,
  REQUESTS,
  STATES,
} from '../words';
import {
  type Assignment,
  assignmentOf,
  type Clock,
  type ClockRecord,
  DUE,
  isOpen,
  isOverdue,
  leadOf,
  owerOf,
  type Place,
  type Ticket,
  type TicketFacts,
} from '../ticket/ticket';

/** What is stored of a ticket for readers; the API joins the texts that only the database holds (DESIGN §4). */
export type TicketView = Pick<
  TicketFacts,
  'state' | 'level' | 'supervision' | 'pending' | 'referrals' | 'evaluations' | 'counts' | 'seq'
> & {
  readonly outcome?: Outcome;
  readonly closedAt?: Instant;
  readonly assignments: readonly {
    readonly unit: UnitId;
    readonly role: Assignment['role'];
    readonly state: Assignment['state'];
  }[];
  /** With what another calendar or rulebook would need to count them anew. */
  readonly clocks: readonly ClockRecord[];
  readonly next: Next;
  readonly overdue: boolean;
  /** The earliest due moment of a clock that runs. */
  readonly due?: Instant;
};

/** What happens next: at which moment, or, where no clock runs, who has to act. */
export interface Next {
  readonly at: Instant | null;
  /** In Chinese. */
  readonly does: string;
}

export function viewOf(ticket: Ticket): TicketView {
  const { state, level, supervision, pending, referrals, evaluations, counts, seq } = ticket;
  const closed = ticket.state === 'closed' ? ticket : undefined;
  return {
    state,
    outcome: closed?.outcome,
    level,
    supervision,
    pending,
    referrals,
    evaluations,
    counts,
    seq,
    closedAt: closed?.closedAt,
    assignments: ticket.assignments.map(({ unit, role, state: at }) => ({ unit: unit.id, role, state: at })),
    clocks: ticket.clocks.map(({ next: _, ...clock }) => clock),
    next: nextStep(ticket),
    overdue: isOverdue(ticket),
    due: earliestDue(ticket),
  };
}

/** The earliest due moment among the clocks that are open; of those overdue too, so that the worst stands first in a list. */
export function earliestDue(ticket: TicketFacts): Instant | undefined {
  const dues = ticket.clocks.filter(isOpen).map(({ due }) => due);
  return dues.length > 0 ? instant(Math.min(...dues)) : undefined;
}

export function nextStep(ticket: Ticket): Next {
  const next = nextOf(ticket);
  if (next) return { at: next.place.at, does: happening(ticket, next.clock, next.place) };
  return { at: null, does: waitingFor(ticket) };
}

/** `办理时限到期 · 日常督办`: what a clock does at a place of its ladder, with the rungs of the due moment itself told along. */
function happening(ticket: Ticket, clock: Clock, place: Place): string {
  const { ladder = [] } = ticket.law.rules.clocks[clock.name] ?? {};
  const rungs =
    place.rung === DUE
      ? ladder.filter((rung) => plannedMoment(rung, clock.due, ticket.law.calendar) === clock.due)
      : ladder.slice(place.rung, place.rung + 1);
  const acts = rungs.map(actText);
  return [`${CLOCKS[clock.name]}${place.rung === DUE ? '到期' : ''}`, ...new Set(acts)].join(' · ');
}

function actText(rung: Rung): string {
  switch (rung.do) {
    case 'remind':
      return `提醒${rung.to.map((it) => RECIPIENTS[it]).join('、')}`;
    case 'urge':
      return `催办${rung.to.map((it) => RECIPIENTS[it]).join('、')}`;
    case 'supervise':
      return MODES[rung.mode];
    case 'escalate':
      return `升级：${ESCALATIONS[rung.level]}`;
    default:
      return assertNever(rung);
  }
}

function waitingFor(ticket: TicketFacts): string {
  const asked = ticket.pending.map(({ request }) => REQUESTS[request]);
  if (asked.length > 0) return `等待热线审批${[...new Set(asked)].join('、')}申请`;
  switch (ticket.state) {
    case 'registered':
      return '等待热线派单';
    case 'handling':
      return `等待${leadOf(ticket)?.unit.name ?? '承办单位'}办理`;
    case 'submitted':
      return '等待热线审核办结';
    case 'callback':
      return '等待热线回访';
    case 'closed':
      return '已办结，不再有后续';
    default:
      return assertNever(ticket);
  }
}

/** What a timer or a line of the details says: `10月13日 00:00 · 办理时限到期 · 日常督办`. */
export const spokenNext = ({ at, does }: Next): string =>
  at === null ? does : `${spokenInstant(at)} · ${does}`;

const levelText = (level: Level): string => (level === 0 ? '' : ` · ${level}级（${ESCALATIONS[level]}）`);

/**
 * The current details in Temporal Web: Markdown in Chinese, the most important first, since about four lines show before one scrolls.
 * @param news the newest events as sentences, newest first
 */
export function details(ticket: Ticket, news: readonly string[]): string {
  const late = ticket.clocks.filter((clock) => isOpen(clock) && clock.state === 'breached');
  const running = ticket.clocks.filter((clock) => isOpen(clock) && clock.state === 'running');
  const who = ticket.assignments.map(
    ({ unit, role }) =>
      `${unit.name}${role === 'lead' ? '（主办）' : role === 'assist' ? '（协办）' : '（抄送）'}`,
  );
  const several = ticket.assignments.filter(({ role }) => role !== 'copy').length > 1;
  const clockText = (clock: Clock): string => {
    // Where several units work on it, whose it is.
    const ower = several ? owerOf(ticket, clock)?.name : undefined;
    return `${CLOCKS[clock.name]}${ower === undefined ? '' : `（${ower}）`} ${spokenInstant(clock.due)}${clock.provisional ? '（暂定）' : ''}`;
  };
  const asked = ticket.pending.map(
    ({ request, unit }) => `${REQUESTS[request]}（${assignmentOf(ticket, unit)?.unit.name ?? unit}）`,
  );
  const lines = [
    `**${STATES[ticket.state]}**${late.length > 0 ? ' · **已逾期**' : ''}${levelText(ticket.level)}${who.length > 0 ? ` · ${who.join('、')}` : ''}`,
    ticket.state === 'closed' ? '' : `**下一步** ${spokenNext(nextStep(ticket))}`,
    asked.length > 0 ? `**待审批** ${asked.join('、')}` : '',
    late.length > 0 ? `**逾期** ${late.map(clockText).join('；')}` : '',
    running.length > 0 ? `**时限** ${running.map(clockText).join('；')}` : '',
    news.length > 0 ? `**最近**\n\n${news.map((line) => `- ${line}`).join('\n')}` : '',
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}
