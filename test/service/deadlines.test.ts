import { startWholeService, type WholeService } from '../given/servers/whole-service';

interface Deadline {
  readonly due: string;
  readonly provisional: boolean;
  readonly counted: readonly string[];
  readonly skipped: readonly { readonly date: string; readonly why: string }[];
  readonly explanation: string;
}

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService();
});
afterAll(() => service?.stop());

async function deadline(query: Readonly<Record<string, string>>): Promise<Deadline> {
  const { status, body } = await service.hotline.ask<Deadline>(
    `/v1/deadlines?${new URLSearchParams(query).toString()}`,
  );
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
}

/** The Tuesday before National Day 2026. */
const TUESDAY = '2026-09-29T10:00:00+08:00';

describe('GET /v1/deadlines', () => {
  test('T-1: counts the worked example exactly, and says which days it skipped and why', async () => {
    const { due, provisional, counted, skipped, explanation } = await deadline({
      rulebook: 'weifang',
      from: TUESDAY,
      limit: '5 workdays',
    });
    expect(due).toBe('2026-10-13T00:00:00+08:00');
    expect(provisional).toBe(false);
    expect(counted).toEqual(['2026-09-30', '2026-10-08', '2026-10-09', '2026-10-10', '2026-10-12']);
    expect(skipped[0]).toMatchObject({
      date: '2026-09-29',
      why: expect.stringContaining('起算当日') as string,
    });
    expect(skipped.slice(1).map(({ date }) => date)).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7].map((day) => `2026-10-0${day}`),
      '2026-10-11',
    ]);
    expect(skipped[1]?.why).toContain('国庆节');
    expect(explanation).toMatch(/[一-龥]/);
  });

  test.each([
    ['T-2: a start on a rest day', '2026-10-03T12:00:00+08:00', '2 workdays', '2026-10-10T00:00:00+08:00'],
    ['T-3: natural days', '2026-10-01T09:00:00+08:00', '3 days', '2026-10-05T00:00:00+08:00'],
    ['T-4: minutes across midnight', '2026-10-01T23:30:00+08:00', '60 minutes', '2026-10-02T00:30:00+08:00'],
    ['T-5: the same day', '2026-11-22T23:50:00+08:00', 'same day', '2026-11-23T00:00:00+08:00'],
    ['a start told in another offset', '2026-09-29T02:00:00Z', '5 workdays', '2026-10-13T00:00:00+08:00'],
  ])('%s', async (_rule, from, limit, due) => {
    expect((await deadline({ from, limit })).due).toBe(due);
  });

  test('T-7: marks what leans on a year whose calendar is not published', async () => {
    const { provisional } = await deadline({ from: '2099-01-05T10:00:00+08:00', limit: '1 workdays' });
    expect(provisional).toBe(true);
  });
});

describe('the limits of the five cities, from the Tuesday before National Day', () => {
  test.each([
    ['jinan', 'handling', undefined, '5 workdays', '2026-10-13T00:00:00+08:00', 'JN-2'],
    ['jinan', 'reply', undefined, '5 workdays', '2026-10-13T00:00:00+08:00', 'JN-6'],
    ['jinan-enforcement', 'registration', undefined, '10 minutes', '2026-09-29T10:10:00+08:00', 'JE-3'],
    ['jinan-enforcement', 'dispatching', undefined, '5 minutes', '2026-09-29T10:05:00+08:00', 'JE-5'],
    ['jinan-enforcement', 'arrival', undefined, '60 minutes', '2026-09-29T11:00:00+08:00', 'JE-8'],
    ['jinan-enforcement', 'handling', undefined, '3 days', '2026-10-03T00:00:00+08:00', 'JE-10'],
    ['jinan-enforcement', 'feedback', undefined, 'same day', '2026-09-30T00:00:00+08:00', 'JE-11'],
    ['weifang', 'handling', undefined, '5 workdays', '2026-10-13T00:00:00+08:00', 'WF-20'],
    ['huizhou', 'handling', 'consultation', '2 workdays', '2026-10-09T00:00:00+08:00', 'HZ-1'],
    ['huizhou', 'handling', 'help', '10 workdays', '2026-10-20T00:00:00+08:00', 'HZ-1'],
    ['huizhou', 'handling', 'suggestion', '10 workdays', '2026-10-20T00:00:00+08:00', 'HZ-1'],
    ['huizhou', 'handling', 'complaint', '15 workdays', '2026-10-27T00:00:00+08:00', 'HZ-1'],
    ['huizhou', 'handling', 'report', '15 workdays', '2026-10-27T00:00:00+08:00', 'HZ-1'],
    ['beijing', 'handling', 'critical', '2 hours', '2026-09-29T12:00:00+08:00', 'local'],
    ['beijing', 'handling', 'urgent', '24 hours', '2026-09-30T10:00:00+08:00', 'local'],
    ['beijing', 'handling', 'ordinary', '7 days', '2026-10-07T00:00:00+08:00', 'local'],
    ['beijing', 'handling', 'complex', '15 days', '2026-10-15T00:00:00+08:00', 'local'],
  ])('%s: %s %s is %s, until %s (%s)', async (rulebook, clock, choice, limit, due, source) => {
    expect((await deadline({ rulebook, from: TUESDAY, limit })).due).toBe(due);
    // And it is this limit that the city's tickets get.
    const { body } = await service.hotline.ask<{
      clocks: Record<string, { limit: unknown; source?: string; set?: 'local' }>;
    }>(`/v1/rulebooks/${rulebook}`);
    expect(body.clocks[clock]).toMatchObject({
      limit: choice === undefined ? limit : { [choice]: limit },
      ...(source === 'local' ? { set: source } : { source }),
    });
  });
});
