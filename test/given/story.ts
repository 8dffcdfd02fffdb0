import { unitId } from '../../domain/ids';
import type { Command, CommandOf } from '../../domain/procedures/command';
import type { Refusal } from '../../domain/procedures/refusal';
import { consequencesOfTurn, type Notification } from '../../domain/telling/consequences';
import type { Template } from '../../domain/telling/template';
import { decide } from '../../domain/procedures/decide';
import { due } from '../../domain/ticket/due';
import type { Actor, TicketEvent } from '../../domain/ticket/event';
import { evolveAll } from '../../domain/ticket/evolve';
import { succeed, type Succession } from '../../domain/ticket/succession';
import { type Instant, instant } from '../../domain/time/instant';
import { newTicket, register, type Registration } from '../../domain/ticket/register';
import type { Law } from '../../domain/law/rules';
import type { CommandName } from '../../domain/words';
import type { Ticket, UnitRef } from '../../domain/ticket/ticket';
import { LAW } from './law';
import { MATTER } from './matter';

/** `2026-09-29 10:00`, in +08:00. */
export const at = (text: string): Instant =>
  instant(Date.parse(`${text.replace(' ', 'T')}:00+08:00`.replace(/(:\d\d:\d\d):00\+/, '$1+')));

export const HOTLINE: UnitRef = { id: unitId('hotline'), name: '热线', level: 'hotline' };
export const PARKS: UnitRef = { id: unitId('parks'), name: '园林局', level: 'department' };
export const WATER: UnitRef = { id: unitId('water'), name: '水务集团', level: 'utility' };
export const STREET: UnitRef = {
  id: unitId('street'),
  name: '泉城路街道',
  level: 'street',
  parent: unitId('lixia'),
};

/** What an event of a type says. */
export type DataOf<T extends TicketEvent['type'], E = TicketEvent> = E extends {
  readonly type: infer U;
  readonly data: infer D;
}
  ? T extends U
    ? D
    : never
  : never;

type Body<N extends CommandName> = Omit<CommandOf<N>, 'id' | 'actor' | 'parts' | 'name'>;

let ids = 0;

/** A command with an id of its own. */
export const command = <N extends CommandName>(
  name: N,
  body: Body<N>,
  by: { actor?: Actor; id?: string; parts?: string[] } = {},
): Command =>
  ({
    name,
    id: by.id ?? `c${++ids}`,
    actor: by.actor ?? { role: 'operator' },
    parts: by.parts ?? [],
    ...body,
  }) as unknown as Command;

export const asUnit = (unit: UnitRef): { actor: Actor } => ({ actor: { role: 'unit', unit: unit.id } });
export const dispatchTo = (lead: UnitRef, assist: UnitRef[] = [], copy: UnitRef[] = []): Command =>
  command('dispatch', { lead, assist, copy });

/** A ticket with its ledger, told as a story: given, when it becomes so late, when somebody does something, then. */
export class Story {
  ticket: Ticket;
  ledger: TicketEvent[] = [];
  /** What somebody did, and when. */
  acts: { readonly at: Instant; readonly command: Command }[] = [];
  /** Who was told what, turn by turn. */
  notifications: Notification[] = [];

  constructor(
    law: Law = LAW,
    readonly matter: Registration = MATTER,
  ) {
    this.ticket = newTicket(matter, law);
    this.add(register(matter, law));
  }

  /** Time passes, and nobody does anything. */
  until(moment: Instant): this {
    return this.add(due(this.ticket, moment));
  }

  /** Somebody does something at a moment. */
  do(moment: Instant, what: Command): this {
    this.until(moment);
    const decision = decide(this.ticket, what, moment);
    if (!decision.accepted) throw new Error(`refused: ${JSON.stringify(decision.refusal)}`);
    this.acts.push({ at: moment, command: what });
    return this.add(decision.events);
  }

  /** A unit is closed, and another one succeeds it. */
  succeeded(moment: Instant, succession: Succession): this {
    return this.until(moment).add(succeed(this.ticket, succession, moment));
  }

  refusal(moment: Instant, what: Command): Refusal | undefined {
    const decision = decide(this.until(moment).ticket, what, moment);
    return decision.accepted ? undefined : decision.refusal;
  }

  /** What rungs fired: when they were planned, and what they did. */
  rungs(): string[] {
    return this.ledger.flatMap((event) => {
      if (!('fired' in event.data) || !event.data.fired) return [];
      const local = new Date(event.data.fired.planned + 8 * 3_600_000)
        .toISOString()
        .slice(0, 16)
        .replace('T', ' ');
      return [`${local} ${event.type}${'level' in event.data ? ` ${event.data.level}` : ''}`];
    });
  }

  /** The facts of all events of a type, in their order. */
  facts<T extends TicketEvent['type']>(type: T): DataOf<T>[] {
    return this.ledger.flatMap((event) => (event.type === type ? [event.data as never] : []));
  }

  /** Who was told a template: units by their ids, others by their roles. */
  told(template: Template): string[] {
    return this.notifications
      .filter((it) => it.template === template)
      .map(({ to }) => ('unit' in to ? to.unit : to.role));
  }

  types(): string[] {
    return this.ledger.map(({ type }) => type);
  }

  clock(id: string): Ticket['clocks'][number] | undefined {
    return this.ticket.clocks.find((clock) => clock.id === id);
  }

  private add(events: readonly TicketEvent[]): this {
    this.ledger.push(...events);
    this.ticket = evolveAll(this.ticket, events);
    this.notifications.push(...consequencesOfTurn(this.ticket, events));
    return this;
  }
}
