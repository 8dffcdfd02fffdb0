import type { RulebookAnswer } from '../../api/law/rulebook-answer';
import {
  draftOfOrder,
  missingFromOrder,
  NO_ORDER,
  orderBody,
  orderOf,
  toldBy,
  freeUnits,
} from '../../web/desk/register/first-step/order';
import {
  bodyOf,
  faultsOf,
  isWorthKeeping,
  mayBePhone,
  missingFrom,
  momentOf,
  NOTHING_YET,
} from '../../web/desk/register/matter';
import { related, relationOf, relationsTo } from '../../web/desk/register/relations';
import { registerSearch } from '../../web/desk/register/search';
import { limitsToTell, spokenLimit } from '../../web/desk/register/told-limits';
import type { UnitNamed } from '../../web/shared/reference';

const SAID = {
  ...NOTHING_YET,
  phone: ' 13800138000 ',
  kind: 'complaint',
  category: '市容环境/占道经营',
  district: 'lixia',
  title: '占道经营',
  content: '每晚占道',
} as const;

describe('a matter, while it is taken down', () => {
  it('says at each field what is missing, before anything is sent', () => {
    const faults = missingFrom(NOTHING_YET, { urgency: [] });
    expect(Object.keys(faults)).toEqual(['caller.phone', 'kind', 'category', 'district', 'title', 'content']);
    expect(missingFrom(SAID, { urgency: [] })).toEqual({});
    expect(missingFrom({ ...SAID, title: '  ' }, { urgency: [] })).toHaveProperty('title');
  });

  it('wants a rulebook, and a grade of urgency only where the rulebook has some and none is usual', () => {
    expect(missingFrom(SAID, undefined)).toHaveProperty('rulebook');
    const grades = [{ id: 'urgent', label: '紧急' }];
    expect(missingFrom(SAID, { urgency: grades })).toHaveProperty('urgency');
    expect(missingFrom({ ...SAID, urgency: 'urgent' }, { urgency: grades })).toEqual({});
    expect(
      missingFrom(SAID, { urgency: [...grades, { id: 'ordinary', label: '一般', default: true }] }),
    ).toEqual({});
  });

  it('is sent without what was not said', () => {
    expect(bodyOf('jinan', SAID)).toEqual({
      rulebook: 'jinan',
      kind: 'complaint',
      category: '市容环境/占道经营',
      district: 'lixia',
      title: '占道经营',
      content: '每晚占道',
      channel: 'phone',
      caller: { phone: '13800138000', confidential: false, wantsReply: true },
    });
  });

  it('arrived by the city’s own time, wherever the browser is', () => {
    expect(momentOf('2026-11-26T16:30')).toBe('2026-11-26T16:30:00+08:00');
    expect(bodyOf('jinan', { ...SAID, receivedAt: '2026-11-26T16:30' })).toMatchObject({
      receivedAt: '2026-11-26T16:30:00+08:00',
    });
  });

  it('shows what the service found wrong in Chinese, and its own words where they are', () => {
    expect(
      faultsOf([
        { path: 'caller.phone', message: 'expected a mobile or landline number' },
        { path: 'category', message: '应为分类表中的大类/小类' },
        { path: 'other', message: 'expected something' },
      ]),
    ).toEqual({
      'caller.phone': expect.stringContaining('手机号'),
      category: '应为分类表中的大类/小类',
      other: expect.stringContaining('不符合要求'),
    });
  });

  it('is kept as a draft once something is typed that would be a loss', () => {
    expect(isWorthKeeping(NOTHING_YET)).toBe(false);
    expect(isWorthKeeping({ ...NOTHING_YET, kind: 'help' })).toBe(false);
    expect(isWorthKeeping({ ...NOTHING_YET, content: '路灯' })).toBe(true);
  });

  it('is looked up by a number only once that may be whole', () => {
    expect(mayBePhone('1380013')).toBe(false);
    expect(mayBePhone('0531-6660123')).toBe(true);
  });

  it('keeps the rulebook in the address, and what was registered just now', () => {
    expect(registerSearch({ rulebook: 'jinan', ticket: 'HY-7K3M-9Q2X-4V1B' })).toEqual({
      rulebook: 'jinan',
      ticket: 'HY-7K3M-9Q2X-4V1B',
    });
    expect(registerSearch({ rulebook: 'jinan', other: 1 })).toEqual({ rulebook: 'jinan' });
    expect(registerSearch({ rulebook: 3 })).toEqual({});
  });
});

describe('tickets that are alike', () => {
  const repeat = (ticket: string) => ({ ticket, reasons: ['同一地址', '内容相似'] });

  it('take another in while they are open, and come back once they are closed (HZ-3)', () => {
    expect(relationsTo({ state: 'handling' })).toEqual(['merge', 'link']);
    expect(relationsTo({ state: 'closed' })).toEqual(['follows', 'link']);
  });

  it('are chosen and taken back, and one at most is merged into', () => {
    const one = related([], repeat('A'), 'merge');
    expect(one).toEqual([{ ticket: 'A', how: 'merge', reason: '同一地址；内容相似。' }]);
    expect(related(one, repeat('A'), 'merge')).toEqual([]);
    expect(related(one, repeat('A'), 'link')).toMatchObject([{ ticket: 'A', how: 'link' }]);
    expect(related(one, repeat('B'), 'merge')).toMatchObject([{ ticket: 'B', how: 'merge' }]);
    expect(related(one, repeat('B'), 'link')).toMatchObject([
      { ticket: 'A', how: 'merge' },
      { ticket: 'B', how: 'link' },
    ]);
    expect(relationOf('A', one, NOTHING_YET)).toBe('merge');
    expect(relationOf('C', one, { follows: 'C' })).toBe('follows');
  });
});

describe('the limits that are told', () => {
  const items = [
    { clock: 'handling', label: '办理时限', limit: '5 workdays', line: 'x' },
    { clock: 'promise', label: '挂账承诺时限', limit: null, line: 'x' },
    { clock: 'arrival', label: '到场时限', limit: '2 hours', line: 'x', channels: ['phone' as const] },
    { clock: 'dispatching', label: '派单时限', limit: '30 minutes', line: 'x' },
  ] as const;
  const limits = {
    items: items.map((it) => ({ ...it, channels: 'channels' in it ? [...it.channels] : undefined })),
  };

  it('stand in the order of a ticket’s life, and only those that bind what came so (JE-3)', () => {
    expect(limitsToTell(limits, 'phone').map((it) => it.clock)).toEqual([
      'dispatching',
      'arrival',
      'handling',
    ]);
    expect(limitsToTell(limits, 'wechat').map((it) => it.clock)).toEqual(['dispatching', 'handling']);
    expect(limitsToTell(limits, 'phone', ['promise'])).toEqual([]);
  });

  it('are said as people say them', () => {
    expect(spokenLimit('5 workdays')).toBe('5个工作日');
    expect(spokenLimit('whatever')).toBe('whatever');
  });
});

describe('an order, while it is put together', () => {
  const units: readonly UnitNamed[] = [
    { id: 'lixia', name: '历下区', level: 'district' },
    { id: 'jiefang-lu', name: '解放路街道', level: 'street', parent: 'lixia' },
    { id: 'zhishichanquan', name: '市知识产权局', level: 'department' },
    { id: 'ipr', name: '12330', level: 'utility' },
    { id: 'gone', name: '撤销的', level: 'department', successor: 'ipr' },
  ];

  it('gives a unit one part, and nothing to one that is closed', () => {
    const free = freeUnits(units, { lead: 'lixia', assist: ['ipr'], copy: [] });
    expect(free.map(({ id }) => id)).toEqual(['jiefang-lu', 'zhishichanquan']);
  });

  it('says what is missing', () => {
    expect(missingFromOrder(NO_ORDER)).toEqual({ lead: '请选择主办单位' });
    const order = { ...NO_ORDER, lead: 'lixia' };
    expect(missingFromOrder(order)).toEqual({});
    expect(missingFromOrder({ ...order, settledWith: ['ipr'] })).toHaveProperty('opinion');
    expect(missingFromOrder({ ...order, opinion: '由区里办' })).toHaveProperty('settledWith');
    expect(missingFromOrder({ ...order, days: '十' })).toHaveProperty('days');
    expect(missingFromOrder({ ...order, days: '60' })).toEqual({ legalBasis: '请写明法定依据' });
    expect(missingFromOrder({ ...order, legalBasis: '行政许可法' })).toHaveProperty('days');
  });

  it('is sent with a legal limit and what was settled before, where there are any (BJ-4)', () => {
    expect(orderBody({ ...NO_ORDER, lead: 'lixia' })).toEqual({ lead: 'lixia', assist: [], copy: [] });
    expect(
      orderBody({
        ...NO_ORDER,
        lead: 'lixia',
        settledWith: ['ipr'],
        opinion: ' 由区里办 ',
        days: '60',
        daysAre: 'days',
        legalBasis: '土地管理法',
      }),
    ).toMatchObject({
      statutory: { limit: '60 days', legalBasis: '土地管理法' },
      coordination: { units: ['ipr'], opinion: '由区里办' },
    });
  });

  it('is gone on with from its draft as it was left, unfinished, whichever form it was begun in', () => {
    const begun = {
      ...NO_ORDER,
      lead: 'lixia',
      copy: ['ipr'],
      settledWith: ['ipr'],
      opinion: ' 由区里办 ',
      days: '六十',
      daysAre: 'days',
      legalBasis: '土地',
      note: '请 ',
    } as const;
    expect(orderOf(draftOfOrder(begun))).toEqual(begun);
    expect(orderOf(draftOfOrder(NO_ORDER))).toEqual(NO_ORDER);
    // The ticket's own form has what was filled in, and nothing else.
    expect(orderOf({ lead: 'lixia', statutory: { limit: '5 workdays' } })).toEqual({
      ...NO_ORDER,
      lead: 'lixia',
      days: '5',
    });
  });

  it('shows whom the rulebook adds: a street’s district, and linked hotlines (BJ-3, JE-21)', () => {
    const rule: RulebookAnswer['dispatch'] = {
      copyDistrict: { source: 'BJ-3' },
      linked: [{ unit: 'zhishichanquan', assist: 'ipr', source: 'JE-21' }],
    };
    const order = { lead: 'jiefang-lu', assist: ['zhishichanquan'], copy: [] };
    expect(toldBy(order, units, undefined)).toEqual([
      { unit: 'jiefang-lu', part: 'lead' },
      { unit: 'zhishichanquan', part: 'assist' },
    ]);
    expect(toldBy(order, units, rule)).toEqual([
      { unit: 'jiefang-lu', part: 'lead' },
      { unit: 'zhishichanquan', part: 'assist' },
      { unit: 'ipr', part: 'assist', added: true },
      { unit: 'lixia', part: 'copy', added: true },
    ]);
    expect(toldBy({ ...order, copy: ['lixia'] }, units, rule)).toContainEqual({
      unit: 'lixia',
      part: 'copy',
    });
  });
});
