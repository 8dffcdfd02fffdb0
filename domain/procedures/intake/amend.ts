import type { CommandOf } from '../command';
import { OPEN, type Procedure } from '../procedure';
import { because, type Wrong, wrong } from '../refusal';
import { isFirstEdition } from '../../law/edition';
import { recount, stopAll } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { isOpen, isRelayed, type OpenClock, type Ticket } from '../../ticket/ticket';

/**
 * Kind, category, district or urgency were taken down wrongly and are put right. What then binds the ticket, of the same version of its
 * rulebook, counts from where each limit began, as recorded moves (T-9); what such a matter does not owe is owed no longer. So is what its
 * unit can't do any more where the caller wants to stay unknown from now on (WF-11).
 */
export const amend: Procedure<'amend'> = {
  in: OPEN,
  by: 'anyone',
  commandHindrance: (ticket, command) =>
    isOutdated(ticket, command) ? because('changed-meanwhile', 'T-9') : undefined,
  wrong: amendmentFaults,
  facts: (ticket, { rules, ...command }, { now, text }) => {
    const changed = changedBy(ticket, command);
    const amended: Fact = { type: 'amended', data: { ...changed, rules, text } };
    const law = rules ? { ...ticket.law, rules } : ticket.law;
    const after: Ticket = { ...ticket, ...changed, law };
    return [
      amended,
      ...stopAll(ticket, now, (clock) => !isOwedStill(clock, after)),
      ...ticket.clocks
        .filter(isOpen)
        .filter((clock) => isOwedStill(clock, after))
        .flatMap((clock) =>
          recount(clock, law, { cause: 'amendment', source: law.rules.clocks[clock.name]?.source }, now),
        ),
    ];
  },
};

/** A consultation has no scene (JE-8); and of a report the unit knows no way to the caller (WF-11). */
function isOwedStill({ name, basis }: OpenClock, after: Ticket): boolean {
  const { rules } = after.law;
  const relayed = isRelayed(after) && !isFirstEdition(rules);
  if (relayed && (name === 'contact' || name === 'reply')) return false;
  return rules.clocks[name] !== undefined || basis?.own === true;
}

type Amendment = Pick<CommandOf<'amend'>, 'kind' | 'category' | 'district' | 'urgency' | 'confidential'>;

/** What of it is other than it was. */
function changedBy(
  ticket: Ticket,
  { kind, category, district, urgency, confidential }: Amendment,
): Amendment {
  return {
    ...(kind === undefined || kind === ticket.kind ? {} : { kind }),
    ...(category === undefined || category === ticket.category ? {} : { category }),
    ...(district === undefined || district.id === ticket.district.id ? {} : { district }),
    ...(urgency === undefined || urgency === ticket.urgency ? {} : { urgency }),
    ...(confidential === undefined || ticket.confidential ? {} : { confidential }),
  };
}

/** The rules that come with it are not those of this ticket any more: it was bound or put right by another act meanwhile. */
function isOutdated(ticket: Ticket, { rules, rulesFor, ...amendment }: CommandOf<'amend'>): boolean {
  if (rules && rules.hash !== ticket.law.rules.hash) return true;
  const { kind, category, urgency } = { ...ticket, ...changedBy(ticket, amendment) };
  return (
    rulesFor !== undefined &&
    (rulesFor.kind !== kind || rulesFor.category !== category || rulesFor.urgency !== urgency)
  );
}

function amendmentFaults(ticket: Ticket, command: CommandOf<'amend'>): Wrong | undefined {
  return Object.keys(changedBy(ticket, command)).length > 0
    ? undefined
    : wrong(because('nothing-amended'), 'kind', because('something-else'));
}
