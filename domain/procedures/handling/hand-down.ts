import { startAssisting } from './assigning';
import { statutoryOf } from './summon';
import { wrongParts } from '../intake/order';
import type { Procedure } from '../procedure';
import { because, wrong } from '../refusal';
import { leadOf } from '../../ticket/ticket';

/**
 * A district that leads hands a part to one of its own departments or streets, and stays answerable (首接负责, BJ-3); to a street only
 * what its list of duties has, where the rulebook wants that (属地管理事项责任清单, WF-24).
 */
export const handDown: Procedure<'hand-down'> = {
  in: ['handling'],
  by: 'lead',
  hindrance: (ticket) => {
    const rule = ticket.law.rules.dispatch?.handDown;
    return rule && leadOf(ticket)?.unit.level === 'district'
      ? undefined
      : because('no-handing-down', rule?.source);
  },
  wrong: (ticket, { to, duties = [] }, _now, own) => {
    const { byDuties, source } = ticket.law.rules.dispatch?.handDown ?? {};
    if (to.parent !== own.unit.id)
      return wrong(because('another-order'), 'to', because('own-subordinate', source));
    const listed = duties.includes(ticket.category) || duties.includes(ticket.category.split('/')[0] ?? '');
    if (byDuties && to.level === 'street' && !listed)
      return wrong(because('another-order'), 'to', because('listed-duty', source));
    return wrongParts(ticket, [to], 'to');
  },
  facts: (ticket, { to }, { now, unit, text }) => [
    { type: 'handed-down', data: { unit, to: [to], text } },
    ...startAssisting(ticket, to.id, now, statutoryOf(ticket)),
  ],
};
