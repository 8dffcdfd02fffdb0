import { type Emergency, emergenciesIn } from '../../domain/suggestions/emergencies';

const FIRE: Emergency = {
  number: '119',
  label: '火灾',
  words: ['起火', '火灾'],
  except: ['火灾隐患'],
  categories: ['供气/安全隐患'],
};
const HURT: Emergency = { number: '120', label: '伤病', words: ['受伤'], except: [], categories: [] };
const KNOWN = [FIRE, HURT];

const matter = (title: string, content = '', category = '市容环境/占道经营') => ({
  category,
  title,
  content,
});

describe('WF-39, JE-2: what sounds like danger is for an emergency number', () => {
  test('by a word of the title or the text, which is named', () => {
    expect(emergenciesIn(matter('楼道起火'), KNOWN)).toEqual([{ number: '119', label: '火灾', by: '起火' }]);
    expect(emergenciesIn(matter('夜市', '有人受伤'), KNOWN)).toEqual([
      { number: '120', label: '伤病', by: '受伤' },
    ]);
  });

  test('by what it is about, whatever it says', () =>
    expect(emergenciesIn(matter('', '', '供气/安全隐患'), KNOWN)).toEqual([
      { number: '119', label: '火灾', by: '供气/安全隐患' },
    ]));

  test('by several at once, each number once, in their order', () => {
    const again = { ...HURT, number: '119', words: ['受伤'] };
    const found = emergenciesIn(matter('有人受伤', '厨房起火'), [FIRE, HURT, again]);
    expect(found.map(({ number }) => number)).toEqual(['119', '120']);
  });

  test('not where the word is a part of something else', () => {
    expect(emergenciesIn(matter('楼道堆物有火灾隐患'), KNOWN)).toEqual([]);
    expect(emergenciesIn(matter('原来的火灾隐患', '现在起火了'), KNOWN)).toHaveLength(1);
  });

  test('nothing is an emergency of which nothing is said', () => {
    expect(emergenciesIn(matter(''), KNOWN)).toEqual([]);
    expect(emergenciesIn({ category: '供热/停暖' }, KNOWN)).toEqual([]);
  });
});
