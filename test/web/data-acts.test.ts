import { bodyOfAct, dataActsOf, fieldsOfAct, nowOf } from '../../web/desk/ticket/personal/data-acts';

const CALLER = { name: '张三', phone: '13800138000', confidential: false, wantsReply: true };
const TICKET = {
  state: 'handling',
  caller: CALLER,
  address: '经十路1号',
  title: '路灯不亮',
  content: '三天了',
} as const;

describe('个人信息保护法 arts. 46, 47: what is offered about personal data', () => {
  it('is what the role may do, and nothing once it was erased', () => {
    expect(dataActsOf('operator', {}, undefined)).toEqual(['code', 'rectify']);
    expect(dataActsOf('supervisor', {}, false)).toEqual(['code', 'rectify', 'hold', 'erase']);
    expect(dataActsOf('supervisor', {}, true)).toEqual(['code', 'rectify', 'lift', 'erase']);
    // Whether it is held is not known yet.
    expect(dataActsOf('supervisor', {}, undefined)).toEqual(['code', 'rectify', 'erase']);
    for (const role of ['unit', 'leader', 'auditor', 'admin'] as const)
      expect(dataActsOf(role, {}, false)).toEqual([]);
    expect(dataActsOf('supervisor', { erasedAt: '2026-11-26T10:00:00+08:00' }, false)).toEqual([]);
  });

  it('wants a reason of each', () => {
    for (const act of ['code', 'rectify', 'hold', 'lift', 'erase'] as const)
      expect(fieldsOfAct(act, TICKET)).toContainEqual(
        expect.objectContaining({ name: 'reason', required: true }),
      );
  });

  it('makes confidential only what is closed and is not yet: an open ticket is amended', () => {
    const names = (ticket: Parameters<typeof fieldsOfAct>[1]) =>
      fieldsOfAct('rectify', ticket).map(({ name }) => name);
    expect(names(TICKET)).not.toContain('confidential');
    expect(names({ ...TICKET, state: 'closed' })).toContain('confidential');
    expect(names({ state: 'closed', caller: { ...CALLER, confidential: true } })).not.toContain(
      'confidential',
    );
  });
});

describe('what is put right', () => {
  const fields = fieldsOfAct('rectify', { ...TICKET, state: 'closed' });
  const now = nowOf('rectify', TICKET);
  const body = (change: object) => bodyOfAct('rectify', fields, { ...now, ...change }, now);

  it('is sent alone, without what stands there already', () => {
    expect(body({ title: '路灯全不亮', reason: '听错了' })).toEqual({
      title: '路灯全不亮',
      reason: '听错了',
    });
    expect(
      body({ caller: { ...CALLER, phone: '13900139000' }, confidential: true, reason: '记错了' }),
    ).toEqual({ caller: { phone: '13900139000' }, confidential: true, reason: '记错了' });
  });

  it('is nothing where nothing was changed', () => {
    expect(body({ reason: '核对' })).toBeUndefined();
    expect(body({ title: ' 路灯不亮 ', confidential: false, reason: '核对' })).toBeUndefined();
  });
});
