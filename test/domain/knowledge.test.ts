import fc from 'fast-check';
import { isGood, remindedAt } from '../../domain/knowledge/entry';
import { gramsOf } from '../../domain/knowledge/grams';
import { Search } from '../../domain/knowledge/search';
import { hasIdentity, hasLandline, hasMobile, saysWho } from '../../domain/telling/says-who';
import { dayOf, isoInstant } from '../../domain/time/instant';
import { ASKED, ENTRIES } from '../given/knowledge';
import { at } from '../given/story';

describe('WF-31: what a text is found by', () => {
  test('Chinese by every two neighbouring characters, all else word by word, however it is written', () => {
    expect(gramsOf('公积金提取')).toEqual(['公积', '积金', '金提', '提取']);
    expect(gramsOf('ＥＴＣ发票，12345热线 App')).toEqual(['etc', '发票', '12345', '热线', 'app']);
    expect([gramsOf('水'), gramsOf('，。 ')]).toEqual([['水'], []]);
  });
});

const filled = (): Search => {
  const search = new Search();
  for (const it of ENTRIES) search.put(it);
  return search;
};

describe('WF-31, HZ-5: the search of the knowledge base', () => {
  test(`of ${ASKED.length} questions in other words than the entries’, the right one is first in nine of ten, and among the first five in all but a few`, () => {
    const search = filled();
    const places = ASKED.map(({ q, id }) => search.find(q, 5).findIndex((hit) => hit.id === id));
    const share = (most: number): number =>
      places.filter((place) => place >= 0 && place < most).length / places.length;
    const missed = ASKED.filter((_, i) => (places[i] ?? -1) < 0).map(({ q }) => q);
    expect({ first: share(1) >= 0.85, five: share(5) >= 0.98, missed }).toMatchObject({
      first: true,
      five: true,
    });
  });

  test('a word of the question counts more than one of an answer, and a rare one more than one that all have', () => {
    const search = new Search();
    search.put({ id: 'a', question: '居住证怎么办', answer: '到派出所办理。' });
    search.put({ id: 'b', question: '户口怎么迁', answer: '凭居住证到派出所办理。' });
    search.put({ id: 'c', question: '身份证怎么办', answer: '到派出所办理。' });
    expect(search.find('居住证', 5).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(search.find('派出所 居住证', 5)[0]?.id).toBe('a');
    expect(search.find('天气', 5)).toEqual([]);
    search.put({ id: 'd', question: 'ETC怎么办', answer: '到窗口。' });
    search.put({ id: 'e', question: '高速怎么走', answer: '有ETC的走ETC车道。' });
    expect(search.find('etc', 5).map(({ id }) => id)).toEqual(['d', 'e']);
  });

  test('what shares no word is found by characters of its question, but not by one alone', () => {
    expect(filled().find('小摊占了道谁来管', 1)).toMatchObject([{ id: 'KB-10' }]);
    expect(filled().find('树洞', 9)).toEqual([]);
  });

  test('what is changed is found by what it says now, what is taken out by nothing', () => {
    const search = filled();
    const [first] = ENTRIES;
    search.put({ id: first.id, question: '量子纠缠', answer: '不予受理' });
    expect(search.find('量子纠缠', 1)).toMatchObject([{ id: first.id }]);
    search.remove(first.id);
    expect(search.find('量子纠缠', 1)).toEqual([]);
    expect(search.size).toBe(ENTRIES.length - 1);
  });

  test('whatever was put in and taken out, it answers as one that never had anything else', () => {
    const text = fc
      .array(fc.constantFrom('水', '电', '费', '证', 'a', ' '), { maxLength: 8 })
      .map((it) => it.join(''));
    const entry = fc.record({ id: fc.constantFrom('1', '2', '3', '4'), question: text, answer: text });
    const step = fc.oneof(entry, fc.constantFrom('1', '2', '3', '4'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), text, (steps, asked) => {
        const [grown, kept] = [
          new Search(),
          new Map<string, { id: string; question: string; answer: string }>(),
        ];
        for (const it of steps) {
          if (typeof it === 'string') {
            grown.remove(it);
            kept.delete(it);
          } else {
            grown.put(it);
            kept.set(it.id, it);
          }
        }
        const fresh = new Search();
        for (const it of kept.values()) fresh.put(it);
        const rounded = (search: Search) =>
          search.find(asked, 9).map(({ id, score }) => [id, Math.round(score * 1e6)]);
        expect(rounded(grown)).toEqual(rounded(fresh));
      }),
    );
  });
});

describe('WF-31: an entry', () => {
  test('is good until the end of its last day, and never as a mere proposal', () => {
    const validUntil = dayOf(at('2026-09-30 12:00'));
    expect(isGood({ validUntil }, at('2026-09-30 23:59'))).toBe(true);
    expect(isGood({ validUntil }, at('2026-10-01 00:00'))).toBe(false);
    expect([isGood({}, at('2036-10-01 00:00')), isGood({ proposed: true }, at('2026-09-29 00:00'))]).toEqual([
      true,
      false,
    ]);
  });

  test('reminds its owner on the morning of its day, not at night', () =>
    expect(isoInstant(remindedAt({ reviewOn: dayOf(at('2026-10-09 00:00')) }))).toBe(
      '2026-10-09T09:00:00+08:00',
    ));
});

describe('WF-7, WF-11: what would say who somebody is', () => {
  const known = { name: '欧阳翠花', phone: '13987654321', address: '历下区碧螺春巷19号2单元' };

  test('name, phone and so much of the address that the house is found, however they are written', () => {
    expect(saysWho('欧阳 翠花反映', known)).toEqual(['name']);
    expect(saysWho('回电１３９ 8765-4321', known)).toEqual(['phone']);
    expect(saysWho('碧螺春巷19号前的路灯', known)).toEqual(['address']);
    expect(saysWho('碧螺春巷的路灯，历下区负责，周一至周五9:00受理', known)).toEqual([]);
    expect(saysWho('任何文字', {})).toEqual([]);
  });

  test('phone numbers of persons and of offices, numbers of identity cards; no other numbers', () => {
    for (const it of ['13800138000', '138 0013 8000', '+86-138-0013-8000', '１３８００１３８０００'])
      expect([it, hasMobile(it)]).toEqual([it, true]);
    for (const it of ['0531-66601234', '(0531) 66601234', '05366601234'])
      expect([it, hasLandline(it), hasMobile(it)]).toEqual([it, true, false]);
    expect(['11010519491231002X', '身份证11010519491231002x。'].map(hasIdentity)).toEqual([true, true]);
    for (const it of ['110105194912310021', '拨打12345或者110', '统一编号91370100MA3C', '20260929100012345'])
      expect([it, hasIdentity(it), hasMobile(it), hasLandline(it)]).toEqual([it, false, false, false]);
  });
});
