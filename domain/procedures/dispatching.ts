import { meetClock, startClock, stopClock, stopClocks } from '../ticket/clocks';
import type { CommandOf } from './command';
import type { Fact, TextRef } from '../ticket/event';
import type { Instant } from '../time/instant';
import type { DispatchRule, Sourced } from '../law/rules';
import type { Span } from '../time/span';
import type { ClockName } from '../words';
import { leadOf, type Ticket, type UnitRef } from '../ticket/ticket';

/** The order reaches the units: the clocks of handling start, and each assisting unit's own (T-10, BJ-6, BJ-7). */
export function dispatch(
  ticket: Ticket,
  command: CommandOf<'dispatch'>,
  now: Instant,
  text: (...parts: string[]) => TextRef | undefined,
): Fact[] {
  const { lead, assist, statutory, coordination } = command;
  const order: Fact = {
    type: 'dispatched',
    data: { lead, assist, copy: copiesOf(ticket, command), statutory, text: text('note', 'legalBasis') },
  };
  const settled: Fact[] = coordination
    ? [
        {
          type: 'coordinated',
          data: {
            ...(ticket.law.rules.dispatch?.coordination ?? { how: 'coordination' }),
            units: coordination.units.map(({ id }) => id),
            text: text('opinion'),
          },
        },
      ]
    : [];
  return [
    ...settled,
    order,
    ...meetClock(ticket, 'dispatching', now),
    ...startHandling(ticket, now, statutory),
    ...assist.flatMap(({ id }, before) => startAssisting(ticket, id, now, before)),
    ...supervisedFromTheStart(ticket),
  ];
}

/** The order and the supervision go out together (JE-17). */
const supervisedFromTheStart = ({ law, supervision }: Ticket): Fact[] =>
  (law.rules.briefing ?? []).flatMap(({ mode, source }): Fact[] =>
    mode && supervision.every((it) => it.mode !== mode)
      ? [{ type: 'supervised', data: { mode, ...(source ? { source } : {}) } }]
      : [],
  );

/** The clocks of a lead unit. @param limit one in place of the rulebook's, by law or by a decision */
const startHandling = (ticket: Ticket, now: Instant, limit?: Span): Fact[] => [
  ...startClock(ticket, 'arrival', now),
  ...startClock(ticket, 'contact', now),
  ...startClock(ticket, 'handling', now, { limit }),
];

const startAssisting = (ticket: Ticket, unit: string, now: Instant, before = 0): Fact[] =>
  ticket.law.rules.contribution ? startClock(ticket, 'assist', now, { unit, before }) : [];

/** The clocks of a lead unit, which end when it is the lead no more. */
const OF_LEAD: readonly ClockName[] = [
  'arrival',
  'contact',
  'handling',
  'extension-review',
  'closure-review',
];

/** Copies that the operator named, and those that the rulebook demands (BJ-3, JE-21); a unit has one part in an order. */
function copiesOf(ticket: Ticket, { lead, assist, copy, related = [] }: CommandOf<'dispatch'>): UnitRef[] {
  const { copyDistrict, linked = [] } = ticket.law.rules.dispatch ?? {};
  const working = [lead, ...assist];
  const wanted = working.flatMap(({ id, level, parent }) => [
    ...(copyDistrict && level === 'street' && parent !== undefined ? [parent] : []),
    ...linked.filter(({ unit }) => unit === id).map((it) => it.copy),
  ]);
  const named = new Set([...working, ...copy].map(({ id }) => id));
  const added = related.filter(
    ({ id }, i) => wanted.includes(id) && !named.has(id) && firstOf(related, id) === i,
  );
  return [...copy, ...added];
}

const firstOf = (units: readonly UnitRef[], id: string): number => units.findIndex((it) => it.id === id);

/**
 * The lead is named directly, by the hotline after a return (WF-22) or by a decision from above (WF-23): fresh clocks,
 * never those that another used up (glpi#1911, zammad#5624). Units that assist go on.
 */
export function assignLead(ticket: Ticket, unit: UnitRef, now: Instant, limit?: Span): Fact[] {
  const replaces = leadOf(ticket)?.unit.id;
  return [
    ...meetClock(ticket, 'dispatching', now),
    ...stopClocks(ticket, OF_LEAD, now),
    ...stopParts(ticket, [replaces, unit.id], now),
    { type: 'assigned', data: { unit, role: 'lead', replaces } },
    ...startHandling(ticket, now, limit),
  ];
}

/** The clocks of units' own parts, which end or become others: of assisting, and of a return that there is nothing to decide of any more. */
const stopParts = (ticket: Ticket, units: readonly (string | undefined)[], now: Instant): Fact[] =>
  [...new Set(units)].flatMap((unit) =>
    unit === undefined
      ? []
      : [...stopClock(ticket, 'assist', now, unit), ...stopClock(ticket, 'return-review', now, unit)],
  );

/** Another unit assists in the place of one that returned its part. */
export const assignAssist = (ticket: Ticket, unit: UnitRef, replaces: string, now: Instant): Fact[] => [
  ...stopParts(ticket, [replaces, unit.id], now),
  { type: 'assigned', data: { unit, role: 'assist', replaces } },
  ...startAssisting(ticket, unit.id, now),
];

/** A unit's return is approved: an assisting unit leaves; with the lead the order is taken back and dispatched anew (T-10, WF-22). */
export function takeBack(ticket: Ticket, unit: string, now: Instant): Fact[] {
  const returned: Fact = { type: 'returned', data: { unit } };
  if (leadOf(ticket)?.unit.id !== unit) return [returned, ...stopParts(ticket, [unit], now)];
  const ended = stopClocks(ticket, [...OF_LEAD, 'assist', 'return-review'], now);
  return [returned, ...ended, ...startClock(ticket, 'dispatching', now)];
}

/** Why units may not have a matter in these parts, by the rulebook (WF-24); undefined where they may: a street may lead departments that it summons (BJ-11). */
export function orderRefusal(
  ticket: Ticket,
  { lead, assist, from = [] }: { lead: UnitRef; assist: readonly UnitRef[]; from?: readonly UnitRef[] },
): (Sourced & { readonly message: string }) | undefined {
  const { departmentLeads, notPassedDown }: DispatchRule = ticket.law.rules.dispatch ?? {};
  const department = assist.find(({ level }) => level === 'department');
  if (departmentLeads && department && isLocal(lead)) {
    const message = `expected ${department.id} to lead: where a department and a county or street share a matter, the department leads`;
    return { message, source: departmentLeads.source };
  }
  const above = [...ticket.returnedBy, ...from].find(
    ({ level }) => level === 'district' || level === 'department',
  );
  if (notPassedDown && above && lead.level === 'street') {
    const message = `expected no street: ${above.id} gave the matter back, and may not push it down to a street`;
    return { message, source: notPassedDown.source };
  }
  return undefined;
}

const isLocal = ({ level }: UnitRef): boolean => level === 'district' || level === 'street';
