import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { searchOf, type Shown, shownIn } from '../../web/board/address';
import { dayText, hoursUntilEnd } from '../../web/board/days';
import { FIGURES, shareOf } from '../../web/board/figures';
import { freshnessOf, OLD } from '../../web/board/freshness';
import { changeOf, rateText } from '../../web/board/panels/rates';
import { pauseAfter } from '../../web/board/queries';
import { figurePage, foretoldLine, isOn, tableOf } from '../../web/board/tickets/lines';

const at = (iso: string): number => Date.parse(iso);

describe('the address of the board', () => {
  const text = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
  const month = fc.constantFrom('2026-10', '2026-11');
  const behind = fc.oneof(
    fc.record({ of: fc.constantFrom('open', 'overdue', 'level3') }),
    fc.record({ of: fc.constantFrom('open', 'dueToday'), unit: text }),
    fc.record({ day: fc.constant('2026-11-28') }),
    fc.record({ indicator: text, month, rulebook: text }),
    fc.record({ spot: text }),
  );
  const shown = fc.record(
    { district: text, rulebook: text, dark: fc.boolean(), behind },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Shown>;

  test('says all that is shown, and nothing else', () => {
    fc.assert(fc.property(shown, (it) => expect(shownIn(searchOf(it))).toEqual(it)));
  });

  test('is dark by the bare word, as a bookmark of a wall has it', () => {
    expect(shownIn('?dark')).toEqual({ dark: true });
    expect(shownIn('?dark=false')).toEqual({ dark: false });
    expect(shownIn('')).toEqual({});
  });

  test('leaves out what means nothing', () => {
    expect(shownIn('?of=everything&day=soon&month=x&indicator=a&by=b&district=')).toEqual({});
  });
});

describe('how new the figures are', () => {
  const counted = at('2026-11-26T16:40:12+08:00');

  test('figures of just now are told with their moment', () => {
    expect(freshnessOf(counted, counted + 20_000, false)).toEqual({ isOld: false, text: '16:40:12 的数据' });
  });

  test('a question without an answer is told at once, and makes figures old only when they are', () => {
    expect(freshnessOf(counted, counted + 20_000, true)).toEqual({
      isOld: false,
      text: '16:40:12 的数据，正在重新连接',
    });
  });

  test('old figures never pass for new ones, whether the service is away or has counted nothing new', () => {
    expect(freshnessOf(counted, counted + OLD, false).isOld).toBe(false);
    expect(freshnessOf(counted, counted + OLD + 1, true)).toEqual({
      isOld: true,
      text: '连接中断，以下是 16:40:12（1分钟前）的旧数据，正在重试',
    });
    expect(freshnessOf(counted, counted + OLD + 1, false).text).toMatch(/^服务没有新的统计/);
  });

  test('what the service counted before is asked for once more, as soon as it has counted anew', () => {
    expect(pauseAfter(60_000)).toBe(2_000);
    expect(pauseAfter(5_000)).toBe(2_000);
    expect(pauseAfter(2_500)).toBe(15_000);
    expect(pauseAfter(undefined)).toBe(15_000);
  });

  test('figures of another day say which', () => {
    expect(freshnessOf(counted, counted + 86_400_000, true).text).toContain('11月26日 16:40:12（1天前）');
  });
});

describe('a rate against last month', () => {
  const rate = { denominator: 100, lessIsBetter: false };

  test.each([
    ['more is better', 0.962, 0.948, false, 'better', '▲ 1.4', '好转', '比上月高1.4个百分点'],
    ['less is worse', 0.873, 0.891, false, 'worse', '▼ 1.8', '变差', '比上月低1.8个百分点'],
    ['less may be better', 0.012, 0.019, true, 'better', '▼ 0.7', '好转', '比上月低0.7个百分点'],
    ['more may be worse', 0.019, 0.012, true, 'worse', '▲ 0.7', '变差', '比上月高0.7个百分点'],
  ] as const)('%s', (_, value, lastMonth, lessIsBetter, way, short, word, text) => {
    expect(changeOf({ ...rate, value, lastMonth, lessIsBetter })).toEqual({ way, short, word, text });
  });

  test('two that look the same are the same, whatever lies behind their tenths', () => {
    expect(changeOf({ ...rate, value: 0.92111, lastMonth: 0.92149 }).way).toBe('same');
  });

  test('what can’t be compared has no arrow', () => {
    expect(changeOf({ ...rate, value: 0.9, lastMonth: null })).toMatchObject({ way: 'unknown', short: '' });
    expect(changeOf({ ...rate, value: null, lastMonth: 0.9 })).toMatchObject({ way: 'unknown', short: '' });
  });

  test('counts are counts, rates are rates, and what was not counted is a dash', () => {
    expect(rateText({ value: 0.9621, denominator: 10 })).toBe('96.2%');
    expect(rateText({ value: 12, denominator: null })).toBe('12');
    expect(rateText({ value: null, denominator: 0 })).toBe('—');
    expect(changeOf({ value: 12, lastMonth: 10, denominator: null, lessIsBetter: true }).text).toBe(
      '比上月高2',
    );
  });
});

describe('days ahead', () => {
  test('are called as people call them', () => {
    expect(dayText('2026-11-26', '2026-11-26')).toBe('今天 11月26日');
    expect(dayText('2026-11-27', '2026-11-26')).toBe('明天 11月27日');
    expect(dayText('2026-12-01', '2026-11-26')).toBe('周二 12月1日');
  });

  test('a forecast reaches to the end of the day, in the city’s time', () => {
    expect(hoursUntilEnd('2026-11-26', at('2026-11-26T23:30:00+08:00'))).toBe(1);
    expect(hoursUntilEnd('2026-11-27', at('2026-11-26T00:00:00+08:00'))).toBe(48);
    expect(hoursUntilEnd('2026-12-02', at('2026-11-26T00:00:00+08:00'))).toBe(168);
    expect(hoursUntilEnd('2026-12-30', at('2026-11-26T00:00:00+08:00'))).toBe(168);
  });

  test('whatever is not nothing is seen in a bar', () => {
    expect(shareOf(0, 1_000)).toBe(0);
    expect(shareOf(1, 1_000)).toBe(1);
    expect(shareOf(500, 1_000)).toBe(50);
    expect(shareOf(0, 0)).toBe(0);
  });
});

describe('tickets behind a number', () => {
  const unitName = (id: string) => ({ lixia: '历下区', cg: '城管局' })[id] ?? id;

  test('hold what is told, and go into a table with the names of units', () => {
    const { lines, nextCursor } = figurePage({
      items: [
        {
          id: 'HY-2ETZ-HEVY-F4V0',
          kind: 'complaint',
          category: '供热/停暖',
          district: 'lixia',
          unit: 'cg',
          state: 'handling',
          level: 2,
          due: '2026-11-26T16:00:00+08:00',
          overdue: true,
        },
      ],
      nextCursor: 'c',
    });
    expect(nextCursor).toBe('c');
    expect(tableOf(lines, unitName)[1]).toEqual([
      'HY-2ETZ-HEVY-F4V0',
      '投诉',
      '供热/停暖',
      '历下区',
      '城管局',
      '办理中',
      2,
      '2026-11-26T16:00:00+08:00',
      '是',
      undefined,
    ]);
  });

  test('of a day ahead say what will happen', () => {
    const line = foretoldLine(
      { at: '2026-11-27T09:00:00+08:00', ticket: 'T', clock: 'handling', does: 'escalate', level: 2 },
      0,
    );
    expect(line.note).toMatch(/09:00 办理时限：升级（第2级）$/);
    const moment = (iso: string, does = 'urge') => ({ at: iso, does });
    const [day, today] = ['2026-11-27', '2026-11-26'];
    expect(isOn(moment('2026-11-27T23:59:00+08:00'), day, today)).toBe(true);
    expect(isOn(moment('2026-11-28T00:00:00+08:00'), day, today)).toBe(false);
    expect(isOn(moment('2026-11-25T00:00:00+08:00'), day, today)).toBe(false);
    // What an outage holds up happens today; referrals stand in no bar.
    expect(isOn(moment('2026-11-25T00:00:00+08:00'), today, today)).toBe(true);
    expect(isOn(moment('2026-11-26T09:00:00+08:00', 'refer'), today, today)).toBe(false);
  });
});

describe('the palette', () => {
  const css = readFileSync(join(__dirname, '../../web/board/board.module.css'), 'utf8');
  const pairs = new Map(
    [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
      name as string,
      { light: light as string, dark: dark as string },
    ]),
  );
  const colour = (name: string, scheme: 'light' | 'dark'): string => pairs.get(name)?.[scheme] as string;

  /** Relative luminance (WCAG 2.2). */
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };

  const tones = ['ink', 'ink-soft', 'accent', 'over', 'soon', 'risen', 'high', 'good'];

  test.each(['light', 'dark'] as const)('letters stand out by 7:1 from every ground (%s)', (scheme) => {
    for (const tone of tones)
      for (const ground of ['page', 'surface', 'raised'])
        expect([tone, ground, contrast(colour(tone, scheme), colour(ground, scheme)) >= 7]).toEqual([
          tone,
          ground,
          true,
        ]);
  });

  test.each(['light', 'dark'] as const)('bars stand out by 3:1 from their ground (%s)', (scheme) => {
    for (const step of [1, 2, 3, 4, 5])
      expect([step, contrast(colour(`step-${step}`, scheme), colour('surface', scheme)) >= 3]).toEqual([
        step,
        true,
      ]);
  });

  test('no two figures have the same sign: colour alone tells nothing', () => {
    const signs = Object.values(FIGURES).map(({ sign }) => sign);
    expect(new Set(signs).size).toBe(signs.length);
  });
});
