import { OPEN, type Procedure } from '../procedure';
import { because, type Wrong, wrong } from '../refusal';
import type { CommandOf } from '../command';
import { stopAll } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import type { Supervision, Ticket } from '../../ticket/ticket';

/** The supervisor's conclusion ends the supervision (解除督办, JE-17). It starts no clock, and later rungs still fire. */
export const endSupervision: Procedure<'end-supervision'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: (ticket) => (goingOn(ticket).length > 0 ? undefined : because('not-supervised')),
  wrong: conclusionFaults,
  facts: (ticket, command, { now, text }) => {
    const ended = meant(ticket, command);
    const units = [...new Set(ended.map(({ unit }) => unit))];
    return [
      ...units.map((unit): Fact => {
        const mode = command.mode === undefined ? {} : { mode: command.mode };
        return {
          type: 'supervision-ended',
          data: { ...(unit === undefined ? {} : { unit }), ...mode, text },
        };
      }),
      // Time to put right runs only while something is left to be put right.
      ...stopAll(
        ticket,
        now,
        ({ name, unit }) =>
          name === 'rectifying' && !goingOn(ticket).some((it) => it.unit === unit && !ended.includes(it)),
      ),
    ];
  },
};

const goingOn = ({ supervision }: Ticket): Supervision[] =>
  supervision.filter(({ endedAt }) => endedAt === undefined);

/** All that goes on, or that of a unit, or in a mode. */
const meant = (ticket: Ticket, { unit, mode }: CommandOf<'end-supervision'>): Supervision[] =>
  goingOn(ticket).filter(
    (it) => (unit === undefined || it.unit === unit) && (mode === undefined || it.mode === mode),
  );

/** Of what is meant there is some; and of a difficult matter the conclusion covers the earlier handling too (JE-17). */
function conclusionFaults(ticket: Ticket, command: CommandOf<'end-supervision'>): Wrong | undefined {
  const ended = meant(ticket, command);
  if (ended.length === 0) {
    const path = command.unit === undefined ? 'mode' : 'unit';
    return wrong(because('not-of-this-order'), path, because('supervised-unit'));
  }
  const { modes = [], source } = ticket.law.rules.lookBack ?? {};
  const wanted = ended.some(({ mode }) => modes.includes(mode));
  return wanted && !command.parts.includes('lookBack')
    ? wrong(because('conclusion-incomplete'), 'lookBack', because('look-back', source))
    : undefined;
}
