import { because, type Refusal, spokenRefusal } from '../../domain/procedures/refusal';
import { CHENGGUAN, HUANBAO, ticketIn, ZHUJIAN } from '../given/cities';
import { asUnit, at, command, dispatchTo } from '../given/story';

const now = at('2026-09-29 10:02');
const later = at('2026-09-29 15:00');

describe('a refusal in the reader’s language', () => {
  test('BJ-7: names the units that the lead waits for: by their ids for programs and in English, by their names in Chinese', () => {
    const story = ticketIn('beijing').do(now, dispatchTo(CHENGGUAN, [HUANBAO, ZHUJIAN]));
    const refusal = story.refusal(later, command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN)));
    expect(refusal).toMatchObject({
      reason: 'assisting-units-owe',
      parameters: { units: [{ id: 'huanbao' }, { id: 'zhujian' }] },
      rule: 'BJ-7',
      detail: expect.stringMatching(/: huanbao, zhujian\.$/),
    });
    const { detail } = spokenRefusal(refusal!, 'zh');
    expect(detail).toBe(`协办单位既未反馈结果，也未说明延误原因：${HUANBAO.name}、${ZHUJIAN.name}。`);
  });

  test('says of each field what is expected, by which rule', () => {
    const story = ticketIn('weifang').do(now, dispatchTo(CHENGGUAN));
    const asked = command('request-extension', { limit: { workdays: 40 } }, asUnit(CHENGGUAN));
    expect(spokenRefusal(story.refusal(later, asked)!, 'zh')).toMatchObject({
      kind: 'invalid',
      reason: 'extension-too-long',
      detail: '延期过长。',
      errors: [{ path: 'limit', reason: 'at-most', message: expect.stringMatching(/^最长\d+个工作日$/) }],
    });
  });

  test('a reason that a worker of another version gave says what it says', () => {
    const unknown = { kind: 'forbidden', detail: 'Not on a Sunday.' } as Refusal;
    expect(spokenRefusal(unknown, 'zh')).toEqual(unknown);
  });

  test('what a city set for itself is no rule to cite', () => {
    expect(because('no-extension', 'local')).toEqual({ reason: 'no-extension', parameters: {} });
    expect(because('no-extension', 'WF-20')).toMatchObject({ rule: 'WF-20' });
  });
});
