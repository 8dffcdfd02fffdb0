import fc from 'fast-check';
import { loadConfig } from '../../config/load';
import {
  appealWaits,
  decideRestriction,
  endedByTime,
  endOf,
  endOfRestriction,
  OPEN_CHANNELS,
  type RestrictionCommand,
  type RestrictionEvent,
  spokenRestrictionEvent,
} from '../../domain/restriction/restriction';
import { calendarOf } from '../../domain/time/calendar';
import { DAY, instant, isoInstant } from '../../domain/time/instant';
import { rulebookIn } from '../given/law';
import { at } from '../given/story';

const { rulebooks } = loadConfig();
const huizhou = rulebooks.get('huizhou')!;
const from = at('2026-10-01 09:00');
const until = at('2026-11-01 00:00');
const supervisor = { role: 'supervisor' } as const;
const caller = { role: 'caller' } as const;

const lift: RestrictionCommand = { id: 'c-1', name: 'lift', actor: supervisor };
const appeal = (id: string): RestrictionCommand => ({ id, name: 'appeal', actor: caller });
const decide = (id: string, approve: boolean): RestrictionCommand => ({
  id,
  name: 'decide',
  approve,
  actor: supervisor,
});

/** The events after these commands, all given at noon of the second day. */
function after(...commands: readonly RestrictionCommand[]): readonly RestrictionEvent[] {
  return commands.reduce<readonly RestrictionEvent[]>((events, command) => {
    const decided = decideRestriction({ until, events }, command, at('2026-10-02 12:00'));
    return 'refusal' in decided ? events : decided.events;
  }, []);
}
const refused = (
  events: readonly RestrictionEvent[],
  command: RestrictionCommand,
  now = at('2026-10-02 12:00'),
) => {
  const decided = decideRestriction({ until, events }, command, now);
  return 'refusal' in decided ? decided.refusal.reason : undefined;
};

describe('HZ-4: a restriction of a caller', () => {
  test('lasts 30 natural days at most, counted as every limit in days, rest days among them (T-3)', () => {
    const { restriction } = huizhou.misuse!;
    expect(restriction).toEqual({ longest: { days: 30 }, source: 'HZ-4' });
    const end = (days: number) => isoInstant(endOfRestriction(from, days, calendarOf([]), huizhou));
    expect(end(30)).toBe('2026-11-01T00:00:00+08:00');
    expect(end(1)).toBe('2026-10-03T00:00:00+08:00');
  });

  test('is a word of the rulebook: a city without it has none, and none may have more than 30 days', () => {
    expect([...rulebooks.values()].filter(({ misuse }) => misuse?.restriction).map(({ id }) => id)).toEqual([
      'huizhou',
    ]);
    const read = (longest: string) =>
      rulebookIn(
        `{ id: a, version: "1", title: 甲, clocks: { handling: { limit: 5 workdays, set: local } }, misuse: { restriction: { longest: ${longest}, set: local } } }`,
      );
    expect(read('7 days').misuse?.restriction?.longest).toEqual({ days: 7 });
    for (const longest of ['31 days', '0 days', '5 workdays', '24 hours'])
      expect(() => read(longest)).toThrow('expected a number of days, 1–30');
  });

  test('ends by itself at its moment, not before, and once', () => {
    expect(endedByTime({ until, events: [] }, instant(until - 1))).toEqual([]);
    const events = endedByTime({ until, events: [] }, until);
    expect(events).toEqual([{ type: 'ended', how: 'time', at: until, actor: { role: 'system' } }]);
    expect(endedByTime({ until, events }, instant(until + DAY))).toBe(events);
  });

  test('is lifted by a supervisor before that', () => {
    expect(endOf(after(lift))).toMatchObject({ how: 'lifted', command: 'c-1', actor: supervisor });
    expect(endedByTime({ until, events: after(lift) }, until)).toEqual(after(lift));
  });

  test('an appeal that is right ends it early; one that is not leaves it, and another may follow', () => {
    expect(endOf(after(appeal('a'), decide('d', true)))).toMatchObject({ how: 'appeal' });
    const left = after(appeal('a'), decide('d', false));
    expect([endOf(left), appealWaits(left)]).toEqual([undefined, false]);
    expect(appealWaits(after(appeal('a'), decide('d', false), appeal('b')))).toBe(true);
  });

  test('what can’t be is refused: two appeals at once, a decision on none, anything after its end', () => {
    expect(refused(after(appeal('a')), appeal('b'))).toBe('appeal-waits');
    expect(refused([], decide('d', true))).toBe('no-appeal-waits');
    expect(refused(after(appeal('a'), decide('d', false)), decide('e', true))).toBe('no-appeal-waits');
    for (const command of [lift, appeal('b'), decide('e', true)]) {
      expect(refused(after({ ...lift, id: 'before' }), command)).toBe('not-restricted-any-more');
      // Its workflow may be late: whoever asks after its moment is not restricted.
      expect(refused(after(appeal('a')), command, until)).toBe('not-restricted-any-more');
    }
    expect(refused(after(lift), lift)).toBeUndefined();
  });

  test('takes the phone line and nothing else', () =>
    expect(OPEN_CHANNELS).toEqual(['sms', 'mailbox', 'weibo', 'wechat', 'app', 'web']));

  test('whatever is done to it, by whomever, it has one end, not after its moment, and each command counts once', () => {
    const command = fc.oneof(
      fc.record({
        id: fc.constantFrom('1', '2', '3', '4'),
        name: fc.constantFrom('lift', 'appeal'),
        actor: fc.constant(supervisor),
      }),
      fc.record({
        id: fc.constantFrom('5', '6', '7'),
        name: fc.constant('decide'),
        approve: fc.boolean(),
        actor: fc.constant(supervisor),
      }),
    ) as fc.Arbitrary<RestrictionCommand>;
    const steps = fc.array(fc.tuple(command, fc.integer({ min: 0, max: 40 })), { maxLength: 20 });
    fc.assert(
      fc.property(steps, (given) => {
        let events: readonly RestrictionEvent[] = [];
        for (const [it, day] of given.toSorted(([, a], [, b]) => a - b)) {
          const now = instant(from + day * DAY);
          events = endedByTime({ until, events }, now);
          const decided = decideRestriction({ until, events }, it, now);
          if (!('refusal' in decided)) events = decided.events;
        }
        events = endedByTime({ until, events }, instant(until + 40 * DAY));
        expect(events.filter(({ type }) => type === 'ended')).toHaveLength(1);
        expect(events.at(-1)?.type).toBe('ended');
        const commands = events.flatMap(({ command: id }) => id ?? []);
        expect(new Set(commands).size).toBe(commands.length);
        for (const it of events.filter(({ command: id }) => id !== undefined))
          expect(it.at).toBeLessThan(until);
        for (const it of events) expect(spokenRestrictionEvent(it)).toMatch(/[申解]/);
      }),
    );
  });
});
