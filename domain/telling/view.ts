import type { TicketId, UnitId } from '../ids';
import { nextOf } from '../ticket/due';
import { type Instant, instant, spokenInstant } from '../time/instant';
import { plannedMoment } from '../law/ladder';
import type { Rung } from '../law/rules';
import { describe } from './titles';
import { atLevel, levelName } from '../ticket/accounting/levels';
import { nextCallFrom } from '../ticket/accounting/next-call';
import {
  assertNever,
  CLOCKS,
  isRecipientWord,
  MODES,
  type Outcome,
  type Recipient,
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
  openClock,
  owerOf,
  type Place,
  type Ticket,
  type TicketFacts,
} from '../ticket/ticket';

/** What is stored of a ticket for readers; the API joins the texts that only the database holds (DESIGN §4). */
export type TicketView = Pick<
  TicketFacts,
  | 'state'
  | 'level'
  | 'rises'
  | 'supervision'
  | 'pending'
  | 'corrected'
  | 'referrals'
  | 'evaluations'
  | 'spotCheck'
  | 'difficultSince'
  | 'counts'
  | 'seq'
  | 'links'
  | 'voices'
  | 'owesMain'
> & {
  /** The ticket that it was merged into. */
  readonly mergedInto?: TicketId;
  /** The promised day of a ticket that is deferred (JN-4). */
  readonly deferredUntil?: string;
  /** It closes so as soon as the explanation is given that is owed. */
  readonly closing?: Outcome;
  /** From when on the next call to its caller counts, where the last was in vain. */
  readonly callFrom?: Instant;
  readonly outcome?: Outcome;
  readonly closedAt?: Instant;
  /** What the rulebook calls its level. */
  readonly levelName?: string;
  /** Who decides while the matter is with a level above: a unit, or all units of a level. */
  readonly above?: Recipient;
  readonly assignments: readonly {
    readonly unit: UnitId;
    readonly role: Assignment['role'];
    readonly state: Assignment['state'];
    readonly contribution?: Assignment['contribution'];
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
  const { state, level, rises, supervision, pending, corrected } = ticket;
  const { referrals, evaluations, spotCheck, difficultSince, counts, seq } = ticket;
  const closed = ticket.state === 'closed' ? ticket : undefined;
  return {
    state,
    outcome: closed?.outcome,
    level,
    ...(level > 0 ? { levelName: levelName(ticket, level) } : {}),
    ...aboveOf(ticket),
    rises,
    supervision,
    pending,
    corrected,
    ...(ticket.state === 'deferred' ? { deferredUntil: ticket.until } : {}),
    ...(ticket.state === 'callback' && ticket.closing !== undefined ? { closing: ticket.closing } : {}),
    ...callFromOf(ticket),
    referrals,
    evaluations,
    ...(spotCheck === undefined ? {} : { spotCheck }),
    ...(difficultSince === undefined ? {} : { difficultSince }),
    counts,
    ...joinedOf(ticket),
    seq,
    closedAt: closed?.closedAt,
    assignments: ticket.assignments.map(({ unit, role, state: at, contribution }) => ({
      unit: unit.id,
      role,
      state: at,
      ...(contribution === undefined ? {} : { contribution }),
    })),
    clocks: ticket.clocks.map(({ next: _, ...clock }) => clock),
    next: nextStep(ticket),
    overdue: isOverdue(ticket),
    due: earliestDue(ticket),
  };
}

function callFromOf(ticket: Ticket): Pick<TicketView, 'callFrom'> {
  const from = ticket.state === 'callback' ? nextCallFrom(ticket) : undefined;
  return from === undefined ? {} : { callFrom: from };
}

/** Which other tickets it is tied to. */
const joinedOf = ({ links, voices, merged, owesMain }: Ticket): Partial<TicketView> => ({
  ...(links ? { links } : {}),
  ...(voices && voices.length > 0 ? { voices } : {}),
  ...(merged ? { mergedInto: merged.into } : {}),
  ...(owesMain ? { owesMain } : {}),
});

/** The level that owes a decision now. */
function aboveOf(ticket: Ticket): Pick<TicketView, 'above'> {
  const { level } = ticket;
  return level === 0 || !openClock(ticket, 'deciding') ? {} : { above: atLevel(ticket, level) };
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
      ? ladder.filter((rung) => plannedMoment(rung, clock, ticket.law) === clock.due)
      : ladder.slice(place.rung, place.rung + 1);
  const acts = rungs.map((rung) => actText(ticket, rung));
  return [`${CLOCKS[clock.name]}${place.rung === DUE ? '到期' : ''}`, ...new Set(acts)].join(' · ');
}

function actText(ticket: Ticket, rung: Rung): string {
  const to = rung.to.map((it) => (isRecipientWord(it) ? RECIPIENTS[it] : it)).join('、');
  switch (rung.do) {
    case 'remind':
      return `提醒${to}`;
    case 'urge':
      return `催办${to}`;
    case 'correct':
      return '责令改正';
    case 'supervise':
      return MODES[rung.mode];
    case 'escalate':
      return `升级：${levelName(ticket, rung.level)}`;
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
      return ticket.closing === undefined ? '等待热线回访' : '等待热线或者承办单位作出说明';
    case 'deferred':
      return `等待${leadOf(ticket)?.unit.name ?? '承办单位'}办理`;
    case 'closed':
      return '已办结，不再有后续';
    default:
      return assertNever(ticket);
  }
}

/** What a timer or a line of the details says: `10月13日 00:00 · 办理时限到期 · 日常督办`. */
export const spokenNext = ({ at, does }: Next): string =>
  at === null ? does : `${spokenInstant(at)} · ${does}`;

const levelText = (ticket: Ticket): string =>
  ticket.level === 0 ? '' : ` · ${ticket.level}级（${levelName(ticket, ticket.level)}）`;

/**
 * The current details in Temporal Web: Markdown in Chinese, the most important first, since about four lines show before one scrolls.
 * @param news the newest events as sentences, newest first
 * @param above what Temporal Web shows above: what the ticket was called when this run of its workflow was started, or nothing, which a
 * run that another continued as has of its own
 */
export function details(ticket: Ticket, news: readonly string[], above = describe(ticket)): string {
  const title = describe(ticket);
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
  const supervised = ticket.supervision
    .filter(({ endedAt }) => endedAt === undefined)
    .map(
      ({ mode, unit }) =>
        `${MODES[mode]}（${unit === undefined ? '热线' : (assignmentOf(ticket, unit)?.unit.name ?? unit)}）`,
    );
  const asked = ticket.pending.map(
    ({ request, unit }) => `${REQUESTS[request]}（${assignmentOf(ticket, unit)?.unit.name ?? unit}）`,
  );
  const lines = [
    `**${STATES[ticket.state]}**${late.length > 0 ? ' · **已逾期**' : ''}${levelText(ticket)}${who.length > 0 ? ` · ${who.join('、')}` : ''}`,
    above === title ? '' : `**${above === '' ? '工单' : '更正为'}** ${title}`,
    ticket.state === 'closed' ? '' : `**下一步** ${spokenNext(nextStep(ticket))}`,
    asked.length > 0 ? `**待审批** ${asked.join('、')}` : '',
    supervised.length > 0 ? `**督办** ${supervised.join('；')}` : '',
    ticket.state === 'deferred' ? `**挂账** 承诺${ticket.until}前解决` : '',
    late.length > 0 ? `**逾期** ${late.map(clockText).join('；')}` : '',
    running.length > 0 ? `**时限** ${running.map(clockText).join('；')}` : '',
    news.length > 0 ? `**最近**\n\n${news.map((line) => `- ${line}`).join('\n')}` : '',
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}
