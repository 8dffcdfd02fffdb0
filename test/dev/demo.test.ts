import { fill } from '../../dev/demo/fill';
import { at } from '../given/story';
import { judgingService } from '../given/judging-service';
import { NOT_FAKED } from '../given/only-the-date';
import { DAY, HOUR } from '../../domain/time/instant';

beforeEach(() => jest.useFakeTimers({ now: 0, doNotFake: NOT_FAKED }));
afterEach(() => jest.useRealTimers());

/** Through a quarter with its long holiday, at every hour of the day and on each day of the week. */
const MOMENTS = Array.from({ length: 24 }, (_, n) => at('2026-09-18 00:10') + n * 95 * HOUR);

test.each([0, 20 * DAY])(
  'a demonstration is refused nothing, whatever its seed and whenever it begins; nor where it is gone on with %d ms later',
  async (later) => {
    const refused = new Set<string>();
    const courses = new Set<string>();
    for (const [n, base] of MOMENTS.entries()) {
      jest.setSystemTime(base + later);
      const filled = await fill({ service: judgingService(), tickets: 200, seed: `seed-${n}`, base });
      for (const why of filled.refused.keys()) refused.add(why);
      for (const course of Object.keys(filled.courses)) courses.add(course);
      expect(filled).toMatchObject({ knowledge: 8, restrictions: 2 });
    }
    expect([...refused]).toEqual([]);
    expect(courses.size).toBe(15);
  },
);
