import type { EventAnswer } from '../../api/tickets/answers';
import { callBody, missingFromCall, NOT_CALLED, scriptFor } from '../../web/desk/callbacks/call';
import { dialAddress } from '../../web/shared/session';
import { replyIn, vainCalls } from '../../web/desk/callbacks/reply';

const event = (seq: number, type: string, data: EventAnswer['data'] = {}): EventAnswer => ({
  seq,
  at: '2026-11-26T10:00:00+08:00',
  type,
  actor: { role: 'unit' },
  data,
});

describe('a call-back', () => {
  it('asks whether it is solved of whoever was reached (WF-25)', () => {
    expect(missingFromCall(NOT_CALLED)).toHaveProperty('reached');
    expect(missingFromCall({ reached: true, comment: '' })).toHaveProperty('resolved');
    expect(missingFromCall({ reached: true, resolved: false, comment: '' })).toEqual({});
    expect(missingFromCall({ reached: false, comment: '' })).toEqual({});
  });

  it('says nothing of what was chosen before it turned out that nobody answered', () => {
    const chosen = { resolved: true, satisfaction: 'satisfied', comment: ' 无人接听 ' };
    expect(callBody({ ...chosen, reached: false })).toEqual({ reached: false, comment: '无人接听' });
    expect(callBody({ ...chosen, reached: true, comment: '' })).toEqual({
      reached: true,
      resolved: true,
      satisfaction: 'satisfied',
    });
  });

  it('dials digits', () => {
    expect(dialAddress('0531-6660 1234')).toBe('tel:053166601234');
    expect(dialAddress('+86 138 0013 8000')).toBe('tel:+8613800138000');
    expect(dialAddress('138 0013 8000', 'telbar://call?to={phone}')).toBe('telbar://call?to=13800138000');
  });

  it('is read from a script, with the scale where the rulebook has one', () => {
    const ticket = { id: 'HY-1', title: '路灯不亮', receivedAt: '2026-11-26T10:00:00+08:00' };
    const told = { dayText: () => '11月26日', scale: ['满意', '不满意'] };
    expect(scriptFor(ticket, { scale: ['satisfied', 'dissatisfied'] }, told).join()).toContain(
      '满意、不满意',
    );
    expect(scriptFor(ticket, undefined, told).join()).not.toContain('满意、不满意');
  });

  it('has the newest reply at hand', () => {
    const reply = replyIn([
      event(4, 'submitted', { unit: 'a', outcome: 'resolved', response: '旧', result: '旧' }),
      event(9, 'submitted', { unit: 'b', outcome: 'explained', response: '新答复', result: '新结果' }),
    ]);
    expect(reply).toEqual({
      unit: 'b',
      outcome: '已解释说明',
      parts: [
        { name: '答复', text: '新答复' },
        { name: '办理结果', text: '新结果' },
      ],
    });
    expect(replyIn([event(1, 'registered')])).toBeUndefined();
  });

  it('counts calls in vain since the ticket last came to wait for one', () => {
    const vain = { reached: false };
    expect(
      vainCalls([
        event(5, 'called-back', vain),
        event(6, 'rehandled'),
        event(9, 'reviewed', { approved: true }),
        event(10, 'called-back', vain),
        event(11, 'called-back', vain),
      ]),
    ).toBe(2);
  });
});
