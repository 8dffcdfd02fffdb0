import { bindRules } from '../../domain/law/bind-rules';
import { decidedLimits } from '../../domain/law/decided-limits';
import { rulebookIn } from '../given/law';
import { MATTER } from '../given/matter';

const BOOK = rulebookIn(`
id: town
version: "1"
title: 镇规则
note: 试行
urgency:
  - { id: plain, label: 一般, default: true, note: 未写明的 }
  - { id: quick, label: 快办 }
clocks:
  registration: { limit: 10 minutes, channels: [sms], source: JE-3 }
  signing: { limit: { plain: 1 workdays, quick: 2 hours }, set: local, note: 镇里定的 }
  arrival: { kinds: [complaint], limit: 60 minutes, source: JE-8 }
  handling:
    from: receipt
    source: HZ-1
    onTheSpot: { limit: same day, source: JE-9 }
    limit:
      - { limit: 5 workdays, source: WF-20, note: 其余的 }
      - { for: { kind: complaint, category: 市容环境 }, limit: 3 days }
      - { for: { level: province }, limit: 2 workdays, set: local }
    ladder:
      - { after: 0, do: urge, to: [unit], note: 到期 }
  promise: { source: JN-4 }
`);
const ticket = { kind: 'complaint', category: '市容环境/占道经营' } as const;
const of = (clock: string, facts: Partial<Parameters<typeof decidedLimits>[1]> = {}) =>
  decidedLimits(BOOK, { ...ticket, ...facts }).find((it) => it.clock === clock);

test('HZ-1, BJ-6, WF-20: of lines by several words, the most specific decides, and is told by its place and its words', () => {
  expect(of('handling')).toEqual({
    clock: 'handling',
    limit: { days: 3 },
    from: 'receipt',
    line: 'clocks.handling.limit[1]',
    for: { kind: ['complaint'], category: ['市容环境'] },
    source: 'HZ-1',
    onTheSpot: { limit: { sameDay: true }, line: 'clocks.handling.onTheSpot.limit', source: 'JE-9' },
  });
  expect(of('handling', { category: '' })).toMatchObject({
    line: 'clocks.handling.limit[0]',
    limit: { workdays: 5 },
    source: 'WF-20',
    note: '其余的',
  });
  expect(of('handling', { kind: 'help', origin: 'province' })).toMatchObject({
    line: 'clocks.handling.limit[2]',
    for: { level: ['province'] },
    source: 'local',
  });
});

test('BJ-6: of a map, the grade decides, and without one the default', () => {
  const local = { source: 'local', note: '镇里定的' };
  expect(of('signing')).toEqual({
    clock: 'signing',
    limit: { workdays: 1 },
    line: 'clocks.signing.limit.plain',
    for: { urgency: ['plain'] },
    ...local,
  });
  expect(of('signing', { urgency: 'quick' })).toMatchObject({
    limit: { hours: 2 },
    line: 'clocks.signing.limit.quick',
  });
});

test('JE-3, JE-8: one limit for all is its clock’s, with the channels and only for the kinds that it is for', () => {
  expect(of('registration')).toMatchObject({ line: 'clocks.registration.limit', channels: ['sms'] });
  expect(of('arrival')).toMatchObject({ line: 'clocks.arrival.limit' });
  expect(of('arrival', { kind: 'help' })).toBeUndefined();
});

test('JN-4: a promise has no limit of its own', () =>
  expect(of('promise')).toEqual({ clock: 'promise', line: 'clocks.promise', source: 'JN-4' }));

test('what binds a ticket carries neither notes nor the places of lines', () => {
  const compiled = JSON.stringify(bindRules(BOOK, MATTER));
  expect(compiled).not.toMatch(/note|path|试行|镇里定的|其余的|到期/);
});
