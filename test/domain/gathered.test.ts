import { nextDue } from '../../domain/ticket/due';
import { isoInstant } from '../../domain/time/instant';
import { CHENGGUAN, CITIES, type City, gradesOf, HUANBAO, OPERATOR, ticketIn } from '../given/cities';
import { LAW } from '../given/law';
import { asUnit, at, command, dispatchTo, Story } from '../given/story';

/** What may wait for others to the same unit and go out with them (DESIGN §9: floods of mail, or silence where one was due). */
const dispatched = at('2026-09-29 10:02');
const order = (city: City, facts: Parameters<typeof ticketIn>[1] = {}): Story =>
  ticketIn(city, facts).do(dispatched, dispatchTo(CHENGGUAN, [HUANBAO]));

/** Time passes, and whatever falls due happens in its moment. */
function unattended(story: Story, until: string): Story {
  for (let next = nextDue(story.ticket); next && next <= at(until); next = nextDue(story.ticket))
    story.until(next);
  return story;
}

/** What was told, by when: `10-09 09:00 reminded`; what may wait, or what may not. */
const told = (story: Story, waits: boolean): string[] => [
  ...new Set(
    story.notifications
      .filter(({ mayWait = false }) => mayWait === waits)
      .map((it) => `${isoInstant(it.at).slice(5, 16).replace('T', ' ')} ${it.template}`),
  ),
];

test('reminders and urging at their time of day wait; the due moment itself, supervision, and levels do not', () => {
  const story = unattended(order('weifang'), '2026-10-16 12:00');
  const waiting = told(story, true);
  expect(waiting).toEqual(expect.arrayContaining(['10-10 09:00 reminded', '10-13 09:00 urged']));
  expect(waiting.length).toBeGreaterThan(3);
  expect(waiting.filter((it) => !/ 09:00 (reminded|urged)$/.test(it))).toEqual([]);
  const atOnce = told(story, false);
  expect(atOnce).toEqual(
    expect.arrayContaining(['09-29 10:02 dispatched', '10-13 00:00 supervised', '10-14 09:00 escalated']),
  );
  expect(atOnce.filter((it) => it.endsWith('reminded'))).toEqual([]);
});

test('of urging that begins with the due moment, that goes at once, and what is repeated each morning waits', () => {
  const urging = {
    after: { seconds: 0 },
    at: 540,
    every: { workdays: 1 },
    do: 'urge',
    to: ['unit'],
  } as const;
  const handling = { limit: { workdays: 5 }, ladder: [urging] };
  const law = { ...LAW, rules: { ...LAW.rules, clocks: { ...LAW.rules.clocks, handling } } };
  const story = unattended(new Story(law).do(dispatched, dispatchTo(CHENGGUAN)), '2026-10-15 12:00');
  expect(told(story, false)).toContain('10-13 00:00 urged');
  expect(told(story, true)).toEqual(['10-14 09:00 urged', '10-15 09:00 urged']);
});

test('what a person does never waits, be it called the same', () => {
  const story = order('weifang').do(at('2026-09-30 09:00'), command('urge', {}, OPERATOR));
  expect(told(story, true)).toEqual([]);
  expect(told(story, false)).toContain('09-30 09:00 urged');
});

test('clocks in hours and minutes never wait: neither their due moment nor the urging of the days after it', () => {
  const story = unattended(ticketIn('weifang'), '2026-10-10 12:00');
  const ofDispatching = story.notifications.filter(({ facts }) => facts.clock === 'dispatching');
  expect(ofDispatching.length).toBeGreaterThan(1);
  expect(ofDispatching.filter(({ mayWait }) => mayWait)).toEqual([]);
});

test('of a ticket whose handling is limited in hours nothing waits, also not of its clocks in days', () => {
  expect(gradesOf('beijing')).toEqual(['critical', 'urgent', 'ordinary', 'complex']);
  const story = (urgency: string) => {
    const begun = order('beijing', { urgency });
    return unattended(begun, '2026-10-20 12:00');
  };
  for (const urgency of ['critical', 'urgent']) {
    const urgent = story(urgency);
    expect(urgent.told('urged')).not.toEqual([]);
    expect(told(urgent, true)).toEqual([]);
  }
  for (const urgency of ['ordinary', 'complex']) expect(told(story(urgency), true)).not.toEqual([]);
});

test('what is due soon goes at once: a reminder that an outage held up', () => {
  const reminded = (when: string) =>
    order('weifang')
      .until(at(when))
      .notifications.filter(({ template, facts }) => template === 'reminded' && facts.clock === 'handling')
      .map(({ mayWait = false }) => mayWait);
  expect(reminded('2026-10-12 22:00')).toEqual([true]);
  expect(reminded('2026-10-12 22:01')).toEqual([false]);
});

test('in every city something waits, and all of it is reminders and urging that time alone made', () => {
  for (const city of CITIES) {
    const story = order(city);
    for (const unit of [CHENGGUAN, HUANBAO]) story.do(dispatched, command('sign', {}, asUnit(unit)));
    unattended(story, '2026-11-20 12:00');
    expect([city, told(story, true)]).not.toEqual([city, []]);
    const byRung = new Set(
      story.ledger.flatMap(({ seq, data }) => ('fired' in data && data.fired ? [seq] : [])),
    );
    for (const { seq, mayWait, template } of story.notifications)
      if (mayWait) expect([byRung.has(seq), ['reminded', 'urged'].includes(template)]).toEqual([true, true]);
  }
});
