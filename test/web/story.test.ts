import type { EventAnswer } from '../../api/tickets/answers';
import { eventsJson } from '../../api/tickets/event-json';
import { eventSentence } from '../../domain/telling/narrate';
import type { TicketEvent } from '../../domain/ticket/event';
import { ESCALATIONS } from '../../domain/words';
import { detailsOf } from '../../web/desk/ticket/story/details';
import { actorName, type Names, namesFrom } from '../../web/desk/ticket/story/names';
import { sentenceOf } from '../../web/desk/ticket/story/retold';
import { since, storyDays } from '../../web/desk/ticket/story/turns';
import { momentText } from '../../web/shared/times';
import { always } from '../given/any-story';

/** Units by their ids, as the other side of the comparison has them. */
const plain: Names = {
  unit: (id) => id,
  ground: (id) => id,
  termination: (id) => id,
  level: (level) => ESCALATIONS[level],
  grade: (id) => id,
  answer: (id) => id,
};
const UNITS: Readonly<Record<string, string>> = {
  chengguan: '市城市管理局',
  'quancheng-lu': '泉城路街道办事处',
};
const names = namesFrom((id) => UNITS[id] ?? id, {
  decline: [{ id: 'other-procedure', label: '应当通过诉讼解决', source: 'WF-19' }],
  levels: { 2: { label: '市政府办公厅研究' } },
});

/** The same event, with every unit called by its id. */
const nameless = (event: TicketEvent): TicketEvent =>
  JSON.parse(JSON.stringify(event), (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'id' in value && 'name' in value
      ? { ...value, name: value.id }
      : value,
  ) as TicketEvent;

const told = (
  type: string,
  data: EventAnswer['data'] = {},
  more: Partial<EventAnswer> = {},
): EventAnswer => ({
  seq: 1,
  at: '2026-10-12T09:00:00+08:00',
  type,
  actor: { role: 'operator', sub: 'op-1' },
  data,
  ...more,
});

describe('the story of a ticket', () => {
  test('whatever happens in any city, the desk says of it what Temporal Web says', () => {
    const seen = new Set<string>();
    always(({ steps }) => {
      for (const { events } of steps) {
        const answered = eventsJson(
          events.map((event) => ({ event })),
          { role: 'supervisor', sub: 'su-1' },
        );
        events.forEach((event, index) => {
          seen.add(event.type);
          expect(sentenceOf(answered[index] as EventAnswer, plain)).toBe(eventSentence(nameless(event)));
        });
      }
    }, 30);
    expect(seen.size).toBeGreaterThan(30);
  });

  test('units, grounds, grades and levels are called as the city calls them', () => {
    const sentence = (type: string, data: EventAnswer['data']) => sentenceOf({ type, data }, names);
    expect(sentence('dispatched', { lead: 'chengguan', assist: ['quancheng-lu'], copy: [] })).toBe(
      '派单：市城市管理局主办，泉城路街道办事处协办',
    );
    expect(
      sentence('clock-started', { name: 'promise', limit: '2000 days', due: '2032-01-01T00:00:00+08:00' }),
    ).toContain('2000日');
    // By rules from before a promise could be approved after its day (`approvesPassedDays`).
    expect(
      sentence('clock-started', { name: 'promise', limit: '-9 days', due: '2026-10-28T00:00:00+08:00' }),
    ).toContain('-9日');
    expect(sentence('released', { unit: 'quancheng-lu' })).toBe('免除泉城路街道办事处协办');
    expect(sentence('declined', { ground: 'other-procedure' })).toBe('不予受理（应当通过诉讼解决）');
    expect(sentence('escalated', { level: 2 })).toBe('升级至市政府办公厅研究');
    expect(sentence('escalated', { level: 3 })).toBe('升级至政府常务会议研究');
    expect(sentence('evaluated', { stage: 'handling', satisfaction: 'very-satisfied', by: 'link' })).toBe(
      '诉求人评价办理环节：非常满意（评价链接）',
    );
    expect(
      sentence('contacted', { attempts: '2026-10-12T09:00:00+08:00 电话；2026-10-12T15:00:00+08:00 电话' }),
    ).toBe('承办单位联系诉求人2次未接通');
    expect(
      sentence('reminded', { clock: 'handling-1', rung: 0, planned: '…', to: ['chengguan', 'hotline'] }),
    ).toBe('提醒市城市管理局、热线工作机构');
    expect(sentence('what-comes-later', {})).toBe('what-comes-later');
  });

  test('who did it is a unit by its name, a role with its account, or time alone', () => {
    expect(actorName({ role: 'unit', unit: 'chengguan', sub: 'u-1' }, names)).toBe('市城市管理局');
    expect(actorName({ role: 'operator', sub: 'op-1' }, names)).toBe('话务员 op-1');
    expect(actorName({ role: 'operator' }, names)).toBe('话务员');
    expect(actorName({ role: 'caller' }, names)).toBe('诉求人');
    expect(actorName({ role: 'system' }, names)).toBe('系统');
  });

  test('what was written stands below what happened, under its name', () => {
    const submitted = told('submitted', {
      unit: 'chengguan',
      outcome: 'resolved',
      finished: true,
      toldAt: '2026-10-12T08:00:00+08:00',
      response: '已受理。',
      result: '已取缔。',
      method: '电话',
      told: '电话，张三',
      without: [{ unit: 'quancheng-lu', reason: '未反馈' }],
    });
    expect(detailsOf(submitted, names).map(({ label, text }) => `${label}：${text}`)).toEqual([
      `回复诉求人：${momentText('2026-10-12T08:00:00+08:00')}`,
      '未反馈的协办单位：泉城路街道办事处（未反馈）',
      '诉求回应：已受理。',
      '办理结果：已取缔。',
      '办理方式：电话',
      '回复方式：电话，张三',
    ]);
    expect(
      detailsOf(told('dispatched', { lead: 'chengguan', copy: [], statutory: '3 workdays' }), names),
    ).toEqual([{ label: '法定时限', text: '3个工作日' }]);
  });

  test('days are the city’s; clocks that a deed starts or ends stand with it, a breach by itself', () => {
    const at = '2026-10-12T23:59:00+08:00';
    const days = storyDays([
      told('signed', {}, { seq: 1, at }),
      told('clock-ended', {}, { seq: 2, at }),
      told('clock-breached', {}, { seq: 3, at: '2026-10-13T00:00:00+08:00' }),
      told('supervised', {}, { seq: 4, at: '2026-10-13T00:00:00+08:00' }),
      told('clock-started', {}, { seq: 5, at: '2026-10-13T09:00:00+08:00' }),
    ]);
    expect(days.map(({ day, turns }) => [day, turns.map((it) => [it.event.seq, it.clocks.length])])).toEqual([
      ['2026-10-12', [[1, 1]]],
      [
        '2026-10-13',
        [
          [3, 0],
          [4, 0],
          [5, 0],
        ],
      ],
    ]);
  });

  test('what changed since somebody looked is what was done, not what follows for the clocks', () => {
    const events = [
      told('dispatched', {}, { seq: 4 }),
      told('clock-started', {}, { seq: 5 }),
      told('signed', {}, { seq: 6 }),
      told('signed', {}, { seq: 7, superseded: { decidedAt: '…', by: '…' } }),
    ];
    expect(since(events, 4).map(({ seq }) => seq)).toEqual([6]);
  });
});
