import { calendarOf, type CalendarSlice, sliceCalendar } from '../../domain/time/calendar';
import { evolveAll } from '../../domain/ticket/evolve';
import { openTicket } from '../../domain/ticket/input';
import { rebind, type Rebinding } from '../../domain/law/rebind';
import type { Rules } from '../../domain/law/rules';
import type { Ticket } from '../../domain/ticket/ticket';
import { NATIONAL_DAY_2026, RULES } from '../given/law';
import { MATTER } from '../given/matter';
import { at, dispatchTo, PARKS, Story } from '../given/story';

const dispatched = at('2026-09-29 10:00');
const NOTHING: CalendarSlice = {};
const TEN_DAYS: Rules = {
  ...RULES,
  version: '2',
  clocks: { ...RULES.clocks, handling: { ...RULES.clocks.handling, limit: { workdays: 10 }, ladder: [] } },
};

/** The ticket as its workflow continues as new, after it was bound to something. */
function continued(to: Rebinding): Ticket {
  const before = new Story({ rules: RULES, calendar: calendarOf([]) }, MATTER).do(
    dispatched,
    dispatchTo(PARKS),
  ).ticket;
  const { law: _, ...ticket } = evolveAll(before, rebind(before, to, dispatched));
  const carried = { ticket, undelivered: [], news: [] };
  return openTicket({ matter: MATTER, rules: RULES, calendar: NOTHING, carried }).ticket;
}

test('T-9: the rulebook that was applied to it anew binds it on', () =>
  expect(continued({ change: 1, rules: TEN_DAYS }).law.rules).toEqual(TEN_DAYS));

test('T-9: the calendar that was published since its start binds it on', () => {
  const calendar = sliceCalendar([NATIONAL_DAY_2026], dispatched);
  const { law } = continued({ change: 1, calendar });
  expect(law.calendar.published).toEqual(new Set([2026]));
  expect(law.publication).toBe(1);
  expect(law.rules).toEqual(RULES);
});
