import { close } from '../closing/close';
import type { CommandOf } from '../command';
import type { Procedure } from '../procedure';
import { because, type Wrong, wrong } from '../refusal';
import { meetClock } from '../../ticket/clocks';
import type { Ticket } from '../../ticket/ticket';

/** A matter that the regulation leaves to others is not accepted, on one of its grounds, and with what that ground needs. */
export const decline: Procedure<'decline'> = {
  in: ['registered'],
  by: 'anyone',
  wrong: wrongGround,
  facts: (ticket, { ground, earlier }, { now, text }) => {
    const source = ticket.law.rules.decline.find(({ id }) => id === ground)?.source;
    return close(ticket, 'declined', now, [
      {
        type: 'declined',
        data: { ground, ...(earlier === undefined ? {} : { earlier }), source, text },
      },
      ...meetClock(ticket, 'dispatching', now),
    ]);
  },
};

function wrongGround(
  ticket: Ticket,
  { ground: id, earlier, parts }: CommandOf<'decline'>,
): Wrong | undefined {
  const { decline: grounds } = ticket.law.rules;
  const ground = grounds.find((it) => it.id === id);
  if (!ground) {
    const expected = grounds.filter(({ instead }) => !instead).map((it) => it.id);
    return wrong(because('unknown-ground'), 'ground', because('one-of', { expected }));
  }
  if (ground.instead) {
    const expected = because('answer-instead', { command: ground.instead }, ground.source);
    return wrong(because('no-ground-here'), 'ground', expected);
  }
  const given = earlier === undefined ? parts : [...parts, 'earlier'];
  const missing = ground.needs.filter((part) => !given.includes(part));
  if (missing.length === 0) return undefined;
  const required = because('required-for-ground', { ground: id }, ground.source);
  return {
    why: because('ground-needs-more', { ground: id }),
    errors: missing.map((path) => ({ ...required, path })),
  };
}
