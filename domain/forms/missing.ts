import { closureFaults } from '../procedures/closing/closure-faults';
import { hindranceOf } from '../procedures/allowed';
import type { CommandOf } from '../procedures/command';
import { PROCEDURES } from '../procedures/index';
import type { Procedure } from '../procedures/procedure';
import { because, type Because } from '../procedures/refusal';
import { commandId } from '../ids';
import type { Person } from '../ticket/event';
import { type Assignment, assignmentOf, leadOf, owing, type Ticket } from '../ticket/ticket';
import type { Instant } from '../time/instant';
import type { CommandName } from '../words';

/** Why a command would be refused whatever is filled in, and what has to be done first, where that is the asker's. */
export type Missing = Because & { readonly command?: CommandName };

/** What hinders this asker's command as the ticket stands; nothing where it is possible. */
export function missingFor(ticket: Ticket, name: CommandName, actor: Person, now: Instant): Missing[] {
  const hindered = hindranceOf(ticket, name);
  if (hindered) return [hindered];
  const procedure: Procedure<CommandName> = PROCEDURES[name];
  const own = actor.role === 'unit' ? assignmentOf(ticket, actor.unit) : undefined;
  if (procedure.by === 'anyone')
    return procedure.ownUnitsOnly && actor.role === 'unit' && !own ? [because('not-dispatched-to')] : [];
  if (procedure.by === 'lead' && own?.role !== 'lead')
    return [because('lead-only', { command: name, lead: leadOf(ticket)?.unit })];
  if (procedure.by === 'assisting-units' && own?.role !== 'assist') return [because('assisting-only')];
  if (!own) return [because('not-dispatched-to')];
  const spent = procedure.partHindrance?.(ticket, own) ?? windowOf(ticket, name, actor, now);
  if (spent) return [spent];
  return name === 'submit' ? owedBefore(ticket, actor, own, now) : [];
}

/** A return is asked for within its time, whatever it says (退单窗口). */
function windowOf(ticket: Ticket, name: CommandName, actor: Person, now: Instant): Because | undefined {
  if (name !== 'request-return') return undefined;
  return PROCEDURES[name].commandHindrance?.(ticket, { ...bare(actor), name }, now);
}

/** What no field of a closure application makes up for: the lead has not spoken with the caller (BJ-8), or was not there (JE-8). */
function owedBefore(ticket: Ticket, actor: Person, own: Assignment, now: Instant): Missing[] {
  const filled: CommandOf<'submit'> = {
    ...bare(actor),
    name: 'submit',
    outcome: 'resolved',
    without: owing(ticket).map(({ id }) => id),
  };
  const first = ['contact', 'arrive'] as const;
  return (closureFaults(ticket, filled, now, own)?.errors ?? []).flatMap(({ path, ...why }): Missing[] => {
    const command = first.find((it) => it === path);
    return command ? [{ ...why, command }] : [];
  });
}

/** A command that says nothing. */
const bare = (actor: Person) => ({ id: commandId('form'), actor, parts: [] });
