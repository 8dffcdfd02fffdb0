import fc from 'fast-check';
import { ticketId } from '../../domain/ids';
import {
  type Candidate,
  placeLikeness,
  repeatsOf,
  scoreOf,
  type Signals,
  withoutMerged,
} from '../../domain/repeats/candidates';
import { type Frequencies, likeness, type Words } from '../../domain/repeats/likeness';
import { WordIndex } from '../../domain/repeats/word-index';

/** Words as a keyed index has them: numbers, each once. */
const words = fc
  .tuple(fc.uniqueArray(fc.integer({ min: -40, max: 40 }), { maxLength: 30 }), fc.nat(30))
  .map(([tokens, titled]): Words => ({ tokens, titled: Math.min(titled, tokens.length) }));
const some = fc.array(words, { minLength: 1, maxLength: 12 });

const MARKS = { category: '市容环境/占道经营', district: 'lixia', receivedAt: 1 };
const indexOf = (all: readonly Words[], most = 1_000): WordIndex => {
  const index = new WordIndex(most);
  all.forEach((it, at) => index.put(`T-${at}`, it, { ...MARKS, receivedAt: at }));
  return index;
};
const bigrams = (text: string): number[] => [
  ...new Set(
    Array.from(text)
      .slice(1)
      .map((second, at) => text.charCodeAt(at) * 65_536 + second.charCodeAt(0)),
  ),
];
const said = (title: string, content = ''): Words => {
  const titled = bigrams(title);
  return { tokens: [...new Set([...titled, ...bigrams(content)])], titled: titled.length };
};
const EVEN: Frequencies = { texts: 10, of: () => 1 };

describe('how alike two texts are (JE-4, HZ-3)', () => {
  test('neither comes first: the likeness of two is the same from either side, and between 0 and 1', () =>
    fc.assert(
      fc.property(words, words, some, (one, other, all) => {
        const index = indexOf(all);
        const alike = likeness(one, other, index);
        expect(likeness(other, one, index)).toBeCloseTo(alike, 9);
        expect(alike).toBeGreaterThanOrEqual(0);
        expect(alike).toBeLessThanOrEqual(1);
      }),
    ));

  test('whatever says something is most like itself', () =>
    fc.assert(
      fc.property(words, words, (one, other) => {
        if (one.tokens.length === 0) return;
        expect(likeness(one, one, EVEN)).toBeCloseTo(1, 9);
        expect(likeness(one, other, EVEN)).toBeLessThanOrEqual(likeness(one, one, EVEN) + 1e-9);
      }),
    ));

  test('what nothing is in common is not alike; the same title counts more than the same words of the text', () => {
    expect(likeness(said('夜市占道'), said('路灯不亮'), EVEN)).toBe(0);
    const inTitle = likeness(said('夜市占道', '每晚七点'), said('夜市占道', '烟很呛人'), EVEN);
    const inText = likeness(said('每晚七点', '夜市占道'), said('烟很呛人', '夜市占道'), EVEN);
    expect(inTitle).toBeGreaterThan(inText);
  });

  test('a rare word tells more than a frequent one, and one that a twentieth of all have tells nothing', () => {
    const frequent: Frequencies = {
      texts: 10_000,
      of: (token) => (token === 1 ? 600 : token === 2 ? 400 : 2),
    };
    const two = (token: number): number =>
      likeness({ tokens: [token, 8], titled: 0 }, { tokens: [token, 9], titled: 0 }, frequent);
    expect(two(3)).toBeGreaterThan(two(2));
    expect(two(2)).toBeGreaterThan(0);
    expect(two(1)).toBe(0);
    // Among few texts a share says nothing.
    const few: Frequencies = { texts: 3, of: () => 3 };
    expect(likeness({ tokens: [1], titled: 0 }, { tokens: [1], titled: 0 }, few)).toBeCloseTo(1, 9);
  });
});

describe('the index of keyed tokens', () => {
  test('finds what each text is most like, as a comparison one by one does', () =>
    fc.assert(
      fc.property(some, words, (all, asked) => {
        const index = indexOf(all);
        for (const _ of index.measure());
        const near = index.nearest(asked, { category: '', district: '' }, all.length);
        const expected = all
          .map((it) => likeness(it, asked, index))
          .filter((it) => it > 0)
          .toSorted((a, b) => b - a);
        expect(near).toHaveLength(expected.length);
        near.forEach((it, at) => expect(it.likeness).toBeCloseTo(expected[at] ?? -1, 4));
      }),
    ));

  test('what was changed and taken away leaves the same as if it had never been there', () =>
    fc.assert(
      fc.property(some, some, words, (all, changes, asked) => {
        const index = indexOf(all);
        changes.forEach((it, at) => index.put(`T-${at}`, it, { ...MARKS, receivedAt: at }));
        index.drop('T-0');
        const standing = new Map(all.map((it, at) => [`T-${at}`, it]));
        changes.forEach((it, at) => standing.set(`T-${at}`, it));
        standing.delete('T-0');
        const fresh = new WordIndex(1_000);
        for (const [id, it] of standing) fresh.put(id, it, MARKS);
        for (const one of [index, fresh]) for (const _ of one.measure());
        const idsOf = (it: WordIndex) =>
          new Map(it.nearest(asked, MARKS, 100).map(({ id, likeness: alike }) => [id, alike.toFixed(4)]));
        expect(idsOf(index)).toEqual(idsOf(fresh));
        expect(index.texts).toBe(standing.size);
      }),
    ));

  test('is bounded: of more tickets than it takes it has the latest', () => {
    const index = indexOf([said('一二'), said('二三'), said('三四'), said('四五')], 3);
    expect(['T-0', 'T-1', 'T-2', 'T-3'].map((id) => index.has(id))).toEqual([false, true, true, true]);
    index.put('T-9', said('一二'), { ...MARKS, receivedAt: -1 });
    expect(index.has('T-9')).toBe(false);
  });

  test('keeps its room: what is written anew again and again takes no more', () => {
    const long = (from: number): Words => ({
      tokens: Array.from({ length: 250 }, (_, i) => from * 1_009 + i),
      titled: 9,
    });
    const index = new WordIndex(2_000);
    for (let id = 0; id < 2_000; id++) index.put(`T-${id}`, long(id), MARKS);
    const { bytes } = index;
    for (let round = 1; round <= 8; round++)
      for (let id = 0; id < 2_000; id++) index.put(`T-${id}`, long(id + round), MARKS);
    expect(index.bytes).toBeLessThanOrEqual(bytes + 2 * 4 * 2 ** 20);
    expect(index.nearest(long(1_000 + 8), MARKS, 1)).toMatchObject([{ id: 'T-1000' }]);
  });

  test('of a long text so much is kept that a whole letter is found by it', () => {
    const letter = Array.from({ length: 3_000 }, (_, i) => i * 7_919);
    const index = indexOf([{ tokens: letter, titled: 20 }, said('路灯不亮')]);
    expect(index.nearest({ tokens: letter, titled: 20 }, MARKS, 1)).toMatchObject([{ id: 'T-0' }]);
    expect(index.bytes).toBeLessThan(10 * 2 ** 20);
  });
});

describe('what a matter may repeat', () => {
  const candidate = (id: string, changes: Partial<Candidate> = {}): Candidate => ({
    ticket: ticketId(id),
    receivedAt: 1,
    category: '交通/路灯',
    district: 'shizhong',
    sameCaller: false,
    likeness: 0,
    ...changes,
  });
  const matter = {
    category: '市容环境/占道经营',
    district: 'lixia',
    address: '泉城路12号',
    unit: 'chengguan',
  };
  const names = { district: () => '历下区', unit: () => '市城管局' };

  test('says why, in Chinese; the likeliest first, at most ten', () => {
    const all = [
      candidate('T-likely', {
        ...matter,
        address: '泉城路 12号',
        sameCaller: true,
        likeness: 0.87,
      }),
      candidate('T-other-class', { likeness: 0.5 }),
      ...Array.from({ length: 12 }, (_, i) => candidate(`T-own-${i}`, { sameCaller: true, receivedAt: i })),
      candidate('T-nothing'),
      candidate('T-place', { address: '泉城路12号', category: matter.category }),
    ];
    const found = repeatsOf(matter, all, names);
    expect(found).toHaveLength(10);
    expect(found[0]).toEqual({
      ticket: 'T-likely',
      score: 0.935,
      reasons: [
        '同一诉求人',
        '同一地点',
        '同一分类：市容环境/占道经营',
        '同一区县：历下区',
        '同一承办单位：市城管局',
        '内容相似度87%',
      ],
    });
    expect(found[1]).toMatchObject({ ticket: 'T-other-class', reasons: ['内容相似度50%'] });
    expect(found.some(({ ticket }) => ticket === 'T-nothing')).toBe(false);
    // Of those that are as likely the newest.
    expect(found[2]?.ticket).toBe('T-own-11');
  });

  test('one that was merged is shown as the ticket that goes on for it, with what speaks for either', () => {
    const main = candidate('T-main', { likeness: 0.3 });
    const merged = candidate('T-merged', { likeness: 0.9, sameCaller: true, mergedInto: ticketId('T-main') });
    expect(withoutMerged([main, merged])).toEqual([{ ...main, likeness: 0.9, sameCaller: true }]);
    // Where that is not at hand any more, it is shown itself.
    expect(withoutMerged([merged])).toEqual([merged]);
  });

  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const signals = fc.record<Signals>({
    likeness: share,
    caller: share,
    place: share,
    category: share,
    unit: share,
    district: share,
  });
  test('more of anything that speaks for it never makes it less likely', () =>
    fc.assert(
      fc.property(
        signals,
        fc.constantFrom<keyof Signals>('likeness', 'caller', 'place'),
        share,
        (all, one, more) => {
          const raised = { ...all, [one]: Math.min(1, all[one] + more) };
          expect(scoreOf(raised)).toBeGreaterThanOrEqual(scoreOf(all));
          expect(scoreOf(raised)).toBeLessThanOrEqual(1);
        },
      ),
    ));

  test('addresses are one place however they are written', () => {
    expect(placeLikeness('泉城路１２号', '泉城路 12 号')).toBe(1);
    expect(placeLikeness('泉城路12号', '经十路7号')).toBe(0);
    expect(placeLikeness(undefined, '泉城路12号')).toBe(0);
  });
});
