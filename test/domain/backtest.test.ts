import { behaviourIn } from '../../domain/backtest/behaviour';
import { backtesting } from '../../domain/backtest/figures';
import { replay } from '../../domain/backtest/replay';
import { together } from '../../domain/backtest/together';
import type { Law, Rules } from '../../domain/law/rules';
import type { TicketEvent } from '../../domain/ticket/event';
import { evolve } from '../../domain/ticket/evolve';
import { newTicket } from '../../domain/ticket/register';
import { DAY, type Instant, instant } from '../../domain/time/instant';
import { always } from '../given/any-story';
import { UNITS } from '../given/any-command';
import {
  ALL_CITIES,
  CHENGGUAN,
  type City,
  HUANBAO,
  lawOf,
  OPERATOR,
  SUPERVISOR,
  ticketIn,
} from '../given/cities';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

type Replayed = Pick<Story, 'matter' | 'ledger'> & { readonly ticket: Story['ticket'] };

/** Its course by these rules, people doing the same. */
function replayed(
  { matter, ledger }: Replayed,
  rulesFor: (facts: never) => Rules,
  until: Instant,
  begunBy: Law,
) {
  const events: TicketEvent[] = [];
  const law = { ...begunBy, rules: rulesFor(matter as never) };
  const refused = replay(
    matter,
    law,
    behaviourIn(ledger),
    { rulesFor: rulesFor as never, units: UNITS },
    until,
    (event) => void events.push(event),
  );
  return { events, refused };
}

const cityOf = ({ ticket }: Replayed): City =>
  ALL_CITIES.find((it) => it === ticket.law.rules.id) ?? 'weifang';
const ownRules = (story: Replayed) => (facts: never) => lawOf(cityOf(story), facts).rules;

/** What happened, without its moments: what an outage held up is told at the moment at which it was planned. */
const essence = (events: readonly TicketEvent[]): unknown[] =>
  events.map(({ type, data, command: by }) =>
    JSON.parse(
      JSON.stringify([type, { ...data, rules: undefined, facts: undefined, at: undefined }, by ?? '']),
    ),
  );

test('whatever its story: by the rules that it lived by, a course is what it was', () => {
  let [compared, acts] = [0, 0];
  always(({ matter, law, ledger, ticket }) => {
    // Another version of the rulebook was applied to some; what that did is no behaviour.
    if (ledger.some(({ type }) => type === 'rulebook-bound')) return;
    const story = { matter, ledger: [...ledger], ticket };
    const { events, refused } = replayed(story, ownRules(story), ticket.asOf, law);
    expect(refused).toEqual([]);
    expect(essence(events).slice(0, ledger.length)).toEqual(essence(ledger));
    compared++;
    acts += behaviourIn(ledger).length;
  }, 300);
  // Stories are random: so many at the least that something was compared.
  expect(compared).toBeGreaterThan(3);
  expect(acts).toBeGreaterThan(5);
}, 60_000);

/** Tickets of Weifang: handled in four, in six and in twelve workdays. */
const stories = (): Story[] =>
  [4, 8, 16].map((days) => {
    const from = at('2026-03-02 09:00');
    const story = ticketIn('weifang', { receivedAt: from, registeredAt: from });
    story.do(from, dispatchTo(CHENGGUAN)).do(instant(from + 60_000), command('sign', {}, asUnit(CHENGGUAN)));
    const done = instant(from + days * DAY);
    story.do(done, command('submit', { outcome: 'resolved', told: { at: done } }, asUnit(CHENGGUAN)));
    story.do(instant(done + 60_000), command('review', { approve: true }, SUPERVISOR));
    return story.do(
      instant(done + 120_000),
      command('callback', { reached: true, resolved: true }, OPERATOR),
    );
  });

test('what time alone does happens at its own moment, though the worker of then came later', () => {
  const late = stories().at(-1)!;
  const law = late.ticket.law;
  const { events } = replayed(late, ownRules(late), late.ticket.asOf, law);
  const fired = events.flatMap(({ at: when, data }) =>
    'fired' in data && data.fired ? [[when, data.fired.planned]] : [],
  );
  expect(fired.length).toBeGreaterThan(3);
  for (const [when, planned] of fired) expect(when).toBe(planned);
});

function tried(all: readonly Story[], rulesFor: (facts: never) => Rules) {
  const sum = backtesting();
  for (const story of all) {
    const { was, would } = sum.ticket();
    let ticket = newTicket(story.matter, story.ticket.law);
    for (const event of story.ledger) was(event, (ticket = evolve(ticket, event)));
    const law = { ...story.ticket.law, rules: rulesFor(story.matter as never) };
    const proposed = { rulesFor: rulesFor as never, units: UNITS };
    sum.refused(replay(story.matter, law, behaviourIn(story.ledger), proposed, story.ticket.asOf, would));
  }
  return sum.sum();
}

const weifang = (change: (rules: Rules) => Rules) => (facts: never) => change(lawOf('weifang', facts).rules);
const handlingIn =
  (workdays: number) =>
  (rules: Rules): Rules => {
    const { handling } = rules.clocks;
    if (!handling) throw new Error('handling');
    return {
      ...rules,
      version: 'next',
      clocks: { ...rules.clocks, handling: { ...handling, limit: { workdays } } },
    };
  };

test('a shorter limit makes more late, supervised and raised; a longer one fewer; what was stays beside it', () => {
  const all = stories();
  const now = tried(
    all,
    weifang((rules) => rules),
  );
  expect(now.was).toEqual(now.would);
  expect(now.was).toMatchObject({ late: 2, supervised: 2, escalated: 1 });
  const shorter = tried(all, weifang(handlingIn(2)));
  expect(shorter.was).toEqual(now.was);
  expect(shorter.would).toMatchObject({ late: 3, supervised: 3 });
  expect(shorter.would.escalated).toBeGreaterThan(now.was.escalated);
  const longer = tried(all, weifang(handlingIn(20)));
  expect(longer.would).toMatchObject({ late: 0, supervised: 0, escalated: 0 });
  expect(longer.refused).toEqual([]);
});

test('tried in parts, tickets come to the same as together', () => {
  const rules = weifang(handlingIn(2));
  const [first, ...others] = stories();
  const parts = [tried([first!], rules), tried(others, rules), tried([], rules)];
  expect(together(parts)).toEqual(tried(stories(), rules));
});

test('what a unit has of it stands by its unit, as it was and as it would be', () => {
  const { units } = tried(stories(), weifang(handlingIn(20)));
  const own = units.find(({ unit }) => unit === CHENGGUAN.id);
  expect(own?.was).toMatchObject({ late: 2, supervised: 2 });
  expect(own?.would).toMatchObject({ late: 0, supervised: 0 });
  expect(own?.would.told).toBeLessThan(own?.was.told ?? 0);
});

test('what the other rules would have refused is counted; where only something was lacking, the course goes on', () => {
  const from = at('2026-03-02 09:00');
  const story = ticketIn('weifang', { receivedAt: from, registeredAt: from });
  story
    .do(from, dispatchTo(CHENGGUAN, [HUANBAO]))
    .do(instant(from + DAY), command('contribute', {}, { ...asUnit(HUANBAO), parts: ['result'] }));
  story.do(
    instant(from + 2 * DAY),
    command(
      'submit',
      { outcome: 'resolved', told: { at: from } },
      { ...asUnit(CHENGGUAN), parts: ['response', 'result', 'method'] },
    ),
  );
  const stricter = weifang((rules) => ({
    ...rules,
    closure: { ...rules.closure, contact: { source: 'BJ-8' }, assisted: ['process'] },
  }));
  const { refused, would } = tried([story], stricter);
  expect(refused).toEqual([{ command: 'submit', reason: 'closure-incomplete', count: 1, left: 0 }]);
  expect(would.late).toBe(0);
  // What is not possible at all is left out.
  const { refused: left } = tried(
    [story],
    weifang(({ clocks, ...rules }) => ({ ...rules, clocks, contribution: {} })),
  );
  expect(left.every((it) => it.left <= it.count)).toBe(true);
});
