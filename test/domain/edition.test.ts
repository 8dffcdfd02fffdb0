// What rules mean that were compiled before editions were told apart, beside what the same rules mean today (T-9).
import { EDITION } from '../../domain/law/edition';
import { rebind } from '../../domain/law/rebind';
import type { Law } from '../../domain/law/rules';
import { evolveAll } from '../../domain/ticket/evolve';
import type { Registration } from '../../domain/ticket/register';
import { CALLER, CHENGGUAN, type City, dueOf, HUANBAO, lawOf, OPERATOR, SUPERVISOR } from '../given/cities';
import { approve, deferring, happened, modesOf, returned, sendBack, submitTold } from '../given/corrected';
import { matterOf } from '../given/matter';
import { asUnit, at, command, dispatchTo, Story } from '../given/story';

const dispatched = at('2026-09-29 10:02');
const soon = at('2026-09-30 09:00');

/** The rules of a city as the first edition compiled them: they say nothing of editions. */
const firstOf = (city: City, matter: Registration): Law => {
  const { rules, calendar } = lawOf(city, matter);
  const { edition: _, ...first } = rules;
  return { rules: first, calendar };
};

/** The same story under the first edition and under today's. */
const both = <T>(
  city: City,
  told: (story: Story) => T,
  facts: Partial<Registration> = {},
  assist: (typeof HUANBAO)[] = [],
): { first: T; today: T } => {
  const matter = matterOf(facts);
  const today = lawOf(city, matter);
  const begin = (law: Law): Story => new Story(law, matter).do(dispatched, dispatchTo(CHENGGUAN, assist));
  return {
    first: told(begin(firstOf(city, matter))),
    today: told(begin(today)),
  };
};

const supervise = () => command('supervise', { mode: 'listed' }, SUPERVISOR);
const escalateTo2 = () => command('escalate', { level: 2 }, SUPERVISOR);
const submit = (when: string) => submitTold(CHENGGUAN, when);

test('T-9: rules are compiled in today’s edition', () =>
  expect(lawOf('weifang', matterOf()).rules.edition).toBe(EDITION));

describe('T-9: by rules of the first edition', () => {
  test('supervision is level 1 of the matter; today it is none', () => {
    const { first, today } = both('weifang', (story) => {
      story.do(soon, supervise());
      return [story.ticket.level, story.ticket.supervision[0]?.unit];
    });
    expect(first).toEqual([1, undefined]);
    expect(today).toEqual([0, CHENGGUAN.id]);
  });

  test('supervision ends with the closure’s approval alone; today also with the order', () => {
    const goesOn = (story: Story): boolean[] => {
      returned(story.do(soon, supervise()), CHENGGUAN, '2026-09-30 10:00', '2026-09-30 11:00').do(
        at('2026-09-30 12:00'),
        dispatchTo(HUANBAO),
      );
      const left = story.ticket.supervision.some(({ endedAt }) => endedAt === undefined);
      story
        .do(at('2026-10-08 10:00'), submitTold(HUANBAO, '2026-10-08 09:00'))
        .do(at('2026-10-08 11:00'), approve());
      return [left, story.ticket.supervision.some(({ endedAt }) => endedAt === undefined)];
    };
    expect(both('weifang', goesOn)).toEqual({ first: [true, false], today: [false, false] });
  });

  test('a decision from above lowers the level and starts the handling anew, of what is supervised too; today the level stays', () => {
    const { first, today } = both('weifang', (story) => {
      story.do(soon, escalateTo2()).do(soon, command('resolve-escalation', {}, SUPERVISOR));
      return [story.ticket.level, story.clock('handling-2')?.basis?.decided];
    });
    expect(first).toEqual([1, undefined]);
    expect(today).toEqual([2, true]);
    const supervised = both('weifang', (story) => {
      story.do(soon, supervise());
      const resolve = command('resolve-escalation', {}, SUPERVISOR);
      return story.refusal(soon, resolve)?.kind ?? story.do(soon, resolve).ticket.level;
    });
    expect(supervised).toEqual({ first: 0, today: 'state' });
  });

  test('a rung to a level that is reached is told once more; today it is left out', () => {
    const levels = (story: Story) => {
      story.do(soon, escalateTo2()).until(at('2026-10-14 10:00'));
      return happened(story, 'escalated').filter((it) => it.includes('09:00 escalated 2'));
    };
    expect(both('weifang', levels)).toEqual({
      first: ['2026-09-30 09:00 escalated 2', '2026-10-14 09:00 escalated 2'],
      today: ['2026-09-30 09:00 escalated 2'],
    });
  });

  test('a closure that is sent back starts a fresh clock; today the old one goes on', () => {
    const clocks = (story: Story) => {
      story.do(at('2026-10-08 10:00'), submit('2026-10-08 09:00')).do(at('2026-10-09 10:00'), sendBack());
      return [story.clock('handling-1')?.state, dueOf(story, 'handling-1'), dueOf(story, 'handling-2')];
    };
    expect(both('weifang', clocks)).toEqual({
      first: ['met', '2026-10-13 00:00', '2026-10-16 00:00'],
      today: ['running', '2026-10-13 00:00', undefined],
    });
  });

  test('a return to the same unit starts a fresh clock; today it counts from where the old one began', () => {
    const due = (story: Story) =>
      dueOf(
        returned(story, CHENGGUAN, '2026-10-08 10:00', '2026-10-08 11:00').do(
          at('2026-10-09 10:00'),
          dispatchTo(CHENGGUAN),
        ),
        'handling-2',
      );
    expect(both('weifang', due)).toEqual({ first: '2026-10-16 00:00', today: '2026-10-13 00:00' });
  });

  test('an assisting unit’s silence holds up the lead; today the lead names it', () => {
    const refused = (story: Story) => story.refusal(soon, submit('2026-09-30 08:00'));
    const { first, today } = both('weifang', refused, {}, [HUANBAO]);
    expect(first).toMatchObject({ kind: 'state', reason: 'assisting-units-owe' });
    expect(today).toMatchObject({ kind: 'invalid', errors: [{ path: 'without' }] });
  });

  test('each of the units meets what the lead owes; today only the lead', () => {
    const met = (story: Story) => {
      story.do(soon, command('contact', {}, asUnit(HUANBAO)));
      return story.clock('contact-1')?.state;
    };
    expect(both('beijing', met, {}, [HUANBAO])).toEqual({ first: 'met', today: 'running' });
    const arrived = (story: Story) => {
      story.do(at('2026-09-29 10:30'), command('arrive', {}, asUnit(HUANBAO)));
      return story.clock('arrival-1')?.state;
    };
    expect(both('jinan-enforcement', arrived, {}, [HUANBAO])).toEqual({ first: 'met', today: 'running' });
  });

  test('what the unit owes the caller is not asked of its closure; today it is', () => {
    const refused = (story: Story) =>
      story.refusal(soon, command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN)))?.kind;
    expect(both('beijing', refused)).toEqual({ first: undefined, today: 'invalid' });
  });

  test('extensions are counted by the ticket; today by the unit', () => {
    const refused = (story: Story) => {
      const ask = (unit: typeof CHENGGUAN) =>
        command('request-extension', { limit: { workdays: 1 } }, asUnit(unit));
      story
        .do(soon, ask(CHENGGUAN))
        .do(soon, command('decide', { request: 'extension', approve: true }, SUPERVISOR));
      returned(story, CHENGGUAN, '2026-09-30 10:00', '2026-09-30 11:00').do(
        at('2026-09-30 12:00'),
        dispatchTo(HUANBAO),
      );
      return story.refusal(at('2026-09-30 13:00'), ask(HUANBAO))?.kind;
    };
    expect(both('jinan', refused)).toEqual({ first: 'state', today: undefined });
  });

  test('what the caller calls unresolved to the end closes as the unit had it; today as unresolved', () => {
    const outcome = (story: Story) => {
      for (const day of ['08', '09', '10'])
        story
          .do(at(`2026-10-${day} 09:00`), submit(`2026-10-${day} 08:00`))
          .do(at(`2026-10-${day} 10:00`), approve())
          .do(at(`2026-10-${day} 11:00`), command('callback', { reached: true, resolved: false }));
      story.do(at('2026-10-10 15:00'), approve());
      return story.ticket.state === 'closed' ? story.ticket.outcome : story.ticket.state;
    };
    expect(both('weifang', outcome)).toEqual({ first: 'resolved', today: 'unresolved' });
  });

  test('it closes also while an explanation is owed; today it waits for that', () => {
    const state = (story: Story) => {
      story
        .do(at('2026-10-08 09:00'), submit('2026-10-08 08:00'))
        .do(at('2026-10-08 10:00'), approve())
        .do(at('2026-10-08 11:00'), command('dispute', {}, CALLER));
      for (const hour of ['12', '14', '16'])
        story.do(at(`2026-10-08 ${hour}:00`), command('callback', { reached: false }, OPERATOR));
      return story.ticket.state;
    };
    expect(both('weifang', state)).toEqual({ first: 'closed', today: 'callback' });
  });

  test('rungs in days of limits in hours are counted from the day on which the limit ends; today a minute of the night moves none', () => {
    const raised = (minute: string) => {
      const registeredAt = at(`2026-10-13 ${minute}`);
      const matter = matterOf({ urgency: 'critical', registeredAt });
      const told = (law: Law) =>
        happened(
          new Story(law, matter).do(registeredAt, dispatchTo(CHENGGUAN)).until(at('2026-10-15 12:00')),
          'escalated',
        )[0];
      return { first: told(firstOf('beijing', matter)), today: told(lawOf('beijing', matter)) };
    };
    expect(raised('22:00')).toEqual({
      first: '2026-10-14 09:00 escalated 2',
      today: '2026-10-14 09:00 escalated 2',
    });
    expect(raised('22:01')).toEqual({
      first: '2026-10-15 09:00 escalated 2',
      today: '2026-10-14 09:00 escalated 2',
    });
  });

  test('a report of progress renews the limit without saying by when; today it says so', () => {
    const renewed = (story: Story) => {
      story.do(at('2026-10-01 10:00'), command('progress', {}, asUnit(CHENGGUAN)));
      return story.clock('handling-2') !== undefined;
    };
    expect(both('jinan-enforcement', renewed)).toEqual({ first: true, today: false });
  });

  test('an assisting unit has its rulebook’s limit also where a law sets the lead’s; today a share of that', () => {
    const due = (city: City) => {
      const matter = matterOf();
      const order = command('dispatch', {
        lead: CHENGGUAN,
        assist: [HUANBAO],
        copy: [],
        statutory: { hours: 24 },
      });
      const told = (law: Law) => dueOf(new Story(law, matter).do(dispatched, order), 'assist-1');
      return { first: told(firstOf(city, matter)), today: told(lawOf(city, matter)) };
    };
    expect(due('beijing')).toEqual({ first: '2026-10-05 00:00', today: '2026-09-30 04:02' });
  });

  test('of several requests the newest command decides the first; today it says which', () => {
    const decided = (story: Story) => {
      for (const unit of [CHENGGUAN, HUANBAO]) story.do(soon, command('request-return', {}, asUnit(unit)));
      const decide = command('decide', { request: 'return', approve: false }, SUPERVISOR);
      return (
        story.refusal(soon, decide)?.kind ?? story.do(soon, decide).ticket.pending.map(({ unit }) => unit)
      );
    };
    expect(both('weifang', decided, {}, [HUANBAO])).toEqual({ first: [HUANBAO.id], today: 'state' });
  });

  test('a referral tells of the whole ticket and of no unit; today of the unit alone', () => {
    const referred = (story: Story) => {
      story.do(soon, command('refer', { to: 'office' }, SUPERVISOR));
      return story.facts('referred')[0]?.facts.unit;
    };
    expect(both('jinan', referred)).toEqual({ first: undefined, today: CHENGGUAN.id });
  });

  test('the caller’s urging counts as one; today it is counted apart (JE-19)', () => {
    const counted = (story: Story) => {
      story.do(soon, command('urge', {}, CALLER));
      const { urged, urgedByCaller, pressed } = story.ticket.counts;
      return [urged, urgedByCaller, pressed];
    };
    expect(both('weifang', counted)).toEqual({ first: [1, 0, 1], today: [0, 1, 0] });
  });

  test('a confidential report’s unit owes contact; today the hotline relays (S-25)', () => {
    const owed = (story: Story) => story.clock('contact-1')?.state;
    expect(both('beijing', owed, { kind: 'report', confidential: true })).toEqual({
      first: 'running',
      today: undefined,
    });
  });
});

test('T-9: by the second edition a promised day that has passed is approved, and kept too late at once; today it is refused (JN-4)', () => {
  const matter = matterOf();
  const { rules, calendar } = lawOf('jinan', matter);
  const begin = (edition: number): Story =>
    new Story({ rules: { ...rules, edition }, calendar }, matter)
      .do(dispatched, dispatchTo(CHENGGUAN))
      .do(soon, deferring(CHENGGUAN, dispatched, '2026-10-09'));
  const late = at('2026-10-12 09:00');
  expect(begin(EDITION).refusal(late, approve())).toMatchObject({ reason: 'promised-day-passed' });
  const story = begin(2).do(late, approve());
  expect(story.ticket).toMatchObject({ state: 'deferred', until: '2026-10-09' });
  expect(dueOf(story, 'promise-1')).toBe('2026-10-10 00:00');
  expect(story.until(late).clock('promise-1')?.state).toBe('breached');
});

describe('T-9: a ticket of the first edition that is bound to today’s rules', () => {
  const bound = (story: Story, now: ReturnType<typeof at>): Story => {
    const { rules } = lawOf('weifang', matterOf());
    const events = rebind(story.ticket, { change: 1, rules: { ...rules, version: 'next' } }, now);
    story.ledger.push(...events);
    story.ticket = evolveAll(story.ticket, events);
    return story;
  };
  const first = (): Story =>
    new Story(firstOf('weifang', matterOf()), matterOf()).do(dispatched, dispatchTo(CHENGGUAN));

  test('keeps what it has, but that supervision alone is no level', () => {
    const story = first().do(soon, supervise());
    expect(story.ticket.level).toBe(1);
    bound(story, at('2026-09-30 10:00'));
    expect(story.ticket.level).toBe(0);
    expect(story.ticket.supervision).toMatchObject([{ mode: 'listed' }]);
    expect(dueOf(story, 'handling-1')).toBe('2026-10-13 00:00');
  });

  test('keeps a level that those above had reached', () => {
    const story = bound(first().do(soon, escalateTo2()), at('2026-09-30 10:00'));
    expect(story.ticket.level).toBe(2);
  });

  test('goes on by today’s rules from then on: supervision is of its unit, and a closure sent back goes on', () => {
    const story = bound(first(), at('2026-09-30 10:00'));
    story.until(at('2026-10-13 00:00'));
    expect(modesOf(story, CHENGGUAN)).toEqual(['daily']);
    expect(story.ticket.level).toBe(0);
    expect(story.clock('rectifying-1')?.state).toBe('running');
    story.do(at('2026-10-13 10:00'), submit('2026-10-13 09:00')).do(at('2026-10-13 11:00'), sendBack());
    expect(story.clock('handling-1')).toMatchObject({ state: 'running', due: at('2026-10-15 00:00') });
    expect(story.clock('handling-2')).toBeUndefined();
  });

  test('is not told a rung that fired before', () => {
    const story = first().until(at('2026-10-13 12:00'));
    expect(happened(story, 'reminded', 'supervised')).toHaveLength(3);
    const fired = happened(story, 'reminded', 'supervised', 'escalated');
    bound(story, at('2026-10-13 12:00')).until(at('2026-10-14 08:00'));
    expect(happened(story, 'reminded', 'supervised', 'escalated')).toEqual(fired);
  });
});
