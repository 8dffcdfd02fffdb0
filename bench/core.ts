import { publishedCalendars } from '../config/published-calendars';
import type { Command } from '../domain/procedures/command';
import { decide } from '../domain/procedures/decide';
import { nextDue } from '../domain/ticket/due';
import { evolveAll } from '../domain/ticket/evolve';
import { newTicket, register } from '../domain/ticket/register';
import { calendarOf } from '../domain/time/calendar';
import { deadline } from '../domain/time/deadline';
import { instant } from '../domain/time/instant';
import { figure, type Measured } from './budget';
import { matterOf, plainCommands, plainRules } from './plain-ticket';

const RUN_MS = 2_000;
const calendar = calendarOf(publishedCalendars());

/** How many times a second `work` is done on this core; the first half second only warms up. */
function rate(work: (turn: number) => number): number {
  for (let [turn, end] = [0, performance.now() + 500]; performance.now() < end; turn++) work(turn);
  let done = 0;
  const start = performance.now();
  for (let turn = 0; performance.now() - start < RUN_MS; turn++) done += work(turn);
  return (done / (performance.now() - start)) * 1_000;
}

/** A deadline over 15 workdays, from moments all over the published years. */
export function deadlines(): Measured {
  const from = Date.parse('2024-01-02T10:00:00+08:00');
  const perSecond = rate((turn) => {
    for (let index = 0; index < 1_000; index++) {
      deadline(instant(from + ((turn * 1_000 + index) % 1_000_000) * 60_000), { workdays: 15 }, calendar);
    }
    return 1_000;
  });
  return {
    what: 'deadline over 15 workdays',
    budget: '≥ 500,000 /s',
    measured: `${figure(perSecond)} /s`,
    met: perSecond >= 500_000,
  };
}

/** One command through the core, on tickets at every stage of a plain life. */
export function decisions(): Measured {
  const matter = matterOf('bench', instant(Date.parse('2026-09-29T10:00:00+08:00')));
  const law = { rules: plainRules(), calendar };
  const fresh = evolveAll(newTicket(matter, law), register(matter, law));
  const commands: Command[] = plainCommands('bench', matter.registeredAt);
  const perSecond = rate(() => {
    let ticket = fresh;
    for (const command of commands) {
      const decision = decide(ticket, command, matter.registeredAt);
      if (!decision.accepted) throw new Error(decision.refusal.detail);
      ticket = evolveAll(ticket, decision.events);
      nextDue(ticket);
    }
    return commands.length;
  });
  return {
    what: 'decide + evolve + nextDue',
    budget: '≥ 100,000 /s',
    measured: `${figure(perSecond)} /s`,
    met: perSecond >= 100_000,
  };
}
