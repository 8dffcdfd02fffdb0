import { because, type Refusal, spokenRefusal } from '../../domain/procedures/refusal';
import { CHENGGUAN, HUANBAO, SUPERVISOR, ticketIn, ZHUJIAN } from '../given/cities';
import { submitTold } from '../given/corrected';
import { asUnit, at, command, dispatchTo } from '../given/story';

const now = at('2026-09-29 10:02');
const later = at('2026-09-29 15:00');

describe('a refusal in the reader’s language', () => {
  test('BJ-7: names the units that the lead goes on without: by their ids for programs and in English, by their names in Chinese', () => {
    const story = ticketIn('beijing')
      .do(now, dispatchTo(CHENGGUAN, [HUANBAO, ZHUJIAN]))
      .do(now, command('contact', {}, asUnit(CHENGGUAN)));
    const refusal = story.refusal(later, submitTold(CHENGGUAN, '2026-09-29 14:00'));
    expect(refusal).toMatchObject({
      kind: 'invalid',
      errors: [
        {
          path: 'without',
          reason: 'name-without',
          parameters: { units: [{ id: 'huanbao' }, { id: 'zhujian' }] },
          rule: 'BJ-7',
          message: expect.stringMatching(/: huanbao, zhujian$/),
        },
      ],
    });
    expect(spokenRefusal(refusal!, 'zh')).toMatchObject({
      errors: [{ message: `应当写明未反馈的协办单位及原因：${HUANBAO.name}、${ZHUJIAN.name}` }],
    });
  });

  test('BJ-5: of several requests of a kind the refusal says which wait, and the decision names one', () => {
    const story = ticketIn('beijing')
      .do(now, dispatchTo(CHENGGUAN, [HUANBAO]))
      .do(now, command('request-return', {}, asUnit(CHENGGUAN)))
      .do(now, command('request-return', {}, asUnit(HUANBAO)));
    const [ofLead, ofOther] = story.ticket.pending.map(({ id = '' }) => id);
    const deciding = (more: object = {}) =>
      command('decide', { request: 'return', approve: true, ...more }, SUPERVISOR);
    const refusal = story.refusal(later, deciding());
    expect(refusal).toMatchObject({
      kind: 'state',
      reason: 'which-request',
      parameters: { ids: [ofLead, ofOther] },
      detail: expect.stringContaining(`${ofLead}, ${ofOther}`),
    });
    expect(spokenRefusal(refusal!, 'zh').detail).toContain(`${ofLead}、${ofOther}`);
    expect(story.refusal(later, deciding({ requestId: 'return-0' }))).toMatchObject({
      reason: 'no-such-request',
    });
    story.do(later, deciding({ requestId: ofOther }));
    expect(story.facts('decided')).toMatchObject([{ unit: 'huanbao', id: ofOther }]);
    expect(story.ticket.pending).toMatchObject([{ unit: 'chengguan', id: ofLead }]);
    expect(story.refusal(later, deciding())).toBeUndefined();
  });

  test('says of each field what is expected, by which rule', () => {
    const story = ticketIn('jinan').do(now, dispatchTo(CHENGGUAN));
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

describe('a command that its giver decided on by what the ticket was', () => {
  const seen = (seq: number) => ({ ...command('urge', {}), seen: seq });

  test('is done where nothing happened since, and refused where something did: also by time alone', () => {
    const story = ticketIn('weifang').do(now, dispatchTo(CHENGGUAN));
    const { seq } = story.ticket;
    expect(story.refusal(now, seen(seq - 1))).toMatchObject({
      kind: 'stale',
      reason: 'seen-another',
      parameters: { seen: seq - 1, seq },
    });
    expect(story.refusal(now, seen(seq + 1))).toMatchObject({ kind: 'stale' });
    expect(story.refusal(now, seen(seq))).toBeUndefined();
    // A reminder came meanwhile.
    expect(story.refusal(at('2026-10-20 09:00'), seen(seq))).toMatchObject({ kind: 'stale' });
  });

  test('is not refused a second time: what was done is done', () => {
    const story = ticketIn('weifang').do(now, dispatchTo(CHENGGUAN));
    const once = seen(story.ticket.seq);
    story.do(now, once);
    expect(story.refusal(now, once)).toBeUndefined();
  });
});
