import { heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Units } from '../config/units-file';
import { bindRules } from '../domain/law/bind-rules';
import type { Delivery } from '../domain/telling/turn';
import { isOwedBy } from '../domain/ticket/ticket';
import { instant } from '../domain/time/instant';
import { type ClockName, OWED_BY, type Recipient, REFERRED_TO } from '../domain/words';
import { changeWorkflow } from '../engine/names';
import { PAGE, type Reach, type TellTickets, type Told } from '../engine/tell-tickets';
import type { ChangeEffect, MovedClock } from '../storage/changes/change-effects';
import type { CalendarChange, Change, Progress, RulebookChange } from '../storage/changes/changes';
import type { NewMessage } from '../storage/outbox/outbox';
import {
  deliveriesOf,
  messageTo,
  type Reader,
  readerOf,
  readersOf,
  routeTo,
  toBeSent,
  type Ways,
} from './addressees';
import type { ChangeActivities, ChangeSeen } from './contract';
import { movedForCaller, type MovedTicket, movedText, TOPICS } from './texts';

/** So many tickets a message names; whoever wants more looks at the list. */
const NAMED = 20;

/**
 * So many callers are told by a gateway's webhook, at most: their messages' ids are what the workflow is answered, which has room for
 * 2 MB. Those of the rest lie in the queue.
 */
const SENT = 20_000;

/** What a caller waits for. */
const OF_THE_CALLER: readonly ClockName[] = ['handling', 'feedback'];

export function makeChangeActivities({
  store,
  units,
  ways,
  tickets,
  log,
}: Pick<Reach, 'store' | 'log'> & {
  readonly units: Pick<Units, 'today' | 'ofLevel'>;
  readonly ways: Ways;
  readonly tickets: TellTickets;
}): ChangeActivities {
  return { bindPage, lookAtChange, tellOfChange, closeChange };

  async function bindPage({ change: id, page, seen }: Parameters<ChangeActivities['bindPage']>[0]) {
    const change = await changeOf(id);
    const { told, next } = await (change.kind === 'calendar'
      ? calendarPage(change, page)
      : rulebookPage(change, page));
    await tickets.tell(told, (ids) => store.tickets.unboundAmong(ids, change));
    return {
      found: told.length,
      ...(next === undefined ? {} : { next }),
      ...(seen === undefined ? {} : { seen: await countedOn(id, seen, told) }),
    };
  }

  async function countedOn(id: number, seen: ChangeSeen, told: readonly Told[]): Promise<ChangeSeen> {
    const ids = told.map((ticket) => ticket.id);
    const { done, moved } = await store.effects.countAmong(id, ids);
    const left = Math.max(seen.left - done, 0);
    await note(id, { state: 'running', left, failed: 0 });
    return { ...seen, left, done: seen.done + done, moved: seen.moved + moved };
  }

  async function calendarPage(
    change: CalendarChange,
    page?: string,
  ): Promise<{ told: Told[]; next?: string }> {
    const { tickets: found, next } = await tickets.unbound(change, page);
    const bindingOf = await tickets.bindings(change.id);
    return { told: found.map(({ id, rulebook }) => ({ id, to: bindingOf(rulebook) })), next };
  }

  async function rulebookPage(change: RulebookChange, page = ''): Promise<{ told: Told[]; next?: string }> {
    const { id, rulebook, hash } = change;
    const book = await store.rulebooks.find(rulebook, hash);
    if (!book) throw ApplicationFailure.retryable('the rulebook is not in the database', 'NoSuchRulebook');
    const found = await store.tickets.boundToOthers(change, page, PAGE);
    const told = found.map((ticket) => ({
      id: ticket.id,
      to: { change: id, rules: bindRules(book, ticket) },
    }));
    return { told, ...(found.length < PAGE ? {} : { next: found.at(-1)?.id }) };
  }

  async function lookAtChange({ change }: { readonly change: number }): Promise<ChangeSeen> {
    const seen = await see(await changeOf(change));
    await note(change, { state: 'running', left: seen.left, failed: 0 });
    return seen;
  }

  async function closeChange({ change }: { readonly change: number }): Promise<ChangeSeen> {
    const seen = await see(await changeOf(change));
    const { left } = seen;
    const completedAt = instant(Date.now());
    await note(change, { state: left > 0 ? 'failed' : 'completed', left: 0, failed: left, completedAt });
    log.info({ change, ...seen }, 'change completed');
    return seen;
  }

  async function see(change: Change): Promise<ChangeSeen> {
    const { done, moved } = await store.effects.count(change.id);
    if (change.kind === 'rulebook')
      return { left: await store.tickets.countBoundToOthers(change), unrecorded: 0, done, moved };
    const left = await tickets.countUnbound(change);
    const behind = await store.tickets.countBehind(change);
    return { left, unrecorded: Math.max(behind - left, 0), done, moved };
  }

  /** One that came to its end stays so: what a late retry sees is older. */
  async function note(id: number, progress: Progress): Promise<void> {
    const { progress: noted } = await changeOf(id);
    if (noted?.completedAt === undefined) await store.changes.noteProgress(id, progress);
  }

  async function tellOfChange({ change: id }: { readonly change: number }): Promise<Delivery[]> {
    const change = await changeOf(id);
    const at = instant(Date.now());
    const lists = new Map<string, { count: number; first: MovedTicket[] }>();
    const toCallers: Delivery[] = [];
    const hotline = readersOf({ to: { role: 'hotline' } }, units);
    for (let after = ''; ;) {
      const page = await store.effects.movedBy(id, after, PAGE);
      for (const effect of page)
        for (const [reader, clocks] of shares(effect, hotline, units)) list(reader, effect, clocks);
      const { channel } =
        toCallers.length * PAGE < SENT ? routeTo('caller', ways) : ({ channel: 'queue' } as const);
      const own = page.flatMap((effect) => forCaller(change, effect, at, channel));
      await store.outbox.putAll(own);
      const ids = toBeSent(own).map(({ id: message }) => message);
      if (ids.length > 0) toCallers.push({ ids, summary: `通知诉求人 · ${TOPICS['dates-moved']}` });
      heartbeat();
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = last.ticket;
    }
    const about = changeWorkflow(id);
    const messages = [...lists].map(([to, { count, first }]) =>
      messageTo(
        to,
        about,
        { id: `${about}:${to}`, at, template: 'dates-moved', text: movedText(change, count, first) },
        ways,
      ),
    );
    await store.outbox.putAll(messages);
    return [...deliveriesOf(messages), ...toCallers];

    function list(reader: string, { ticket }: ChangeEffect, clocks: readonly MovedClock[]): void {
      const known = lists.get(reader) ?? { count: 0, first: [] };
      known.count++;
      if (known.first.length < NAMED) known.first.push({ id: ticket, clocks });
      lists.set(reader, known);
    }
  }

  async function changeOf(id: number): Promise<Change> {
    const change = await store.changes.find(id);
    if (!change) throw ApplicationFailure.retryable('the change is not in the database', 'NoSuchChange');
    return change;
  }
}

const isDate = ({ before, after }: MovedClock): boolean => before !== after;

/** Who is told of which clocks of a ticket: the hotline of all, units of what they owe, and those above of what they decide. */
function shares(
  { units: parts, above, moved }: ChangeEffect,
  hotline: readonly Reader[],
  units: Pick<Units, 'today' | 'ofLevel'>,
): Map<string, MovedClock[]> {
  const dates = moved.filter(isDate);
  const told = new Map<string, MovedClock[]>();
  const tell = (to: string, owed: readonly MovedClock[]): void => {
    if (owed.length > 0) told.set(to, [...(told.get(to) ?? []), ...owed]);
  };
  for (const { id, role } of parts)
    tell(
      readerOf(id, units).to,
      dates.filter((clock) => isOwedBy(clock, { unit: id, role })),
    );
  for (const { to } of above === undefined ? [] : readersAbove(above, units))
    tell(
      to,
      dates.filter(({ name }) => OWED_BY[name] === 'above'),
    );
  for (const { to } of hotline) told.set(to, dates);
  return told;
}

/** A level above is one unit, or all units of a level. */
function readersAbove(above: Recipient, units: Pick<Units, 'today' | 'ofLevel'>): Reader[] {
  const role = REFERRED_TO.find((level) => level === above);
  return role ? readersOf({ to: { role } }, units) : [readerOf(above, units)];
}

function forCaller(
  change: Change,
  { ticket, wantsReply, moved }: ChangeEffect,
  at: NewMessage['at'],
  channel: NewMessage['channel'],
): (NewMessage & { ticketId: string })[] {
  const clocks = moved.filter((clock) => isDate(clock) && OF_THE_CALLER.includes(clock.name));
  if (!wantsReply || clocks.length === 0) return [];
  return [
    {
      id: `${ticket}:${changeWorkflow(change.id)}:caller`,
      ticketId: ticket,
      at,
      to: 'caller',
      template: 'dates-moved',
      channel,
      text: movedForCaller(ticket, change, clocks),
      summary: `通知诉求人 · ${TOPICS['dates-moved']}`,
    },
  ];
}
