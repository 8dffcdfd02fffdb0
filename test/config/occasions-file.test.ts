import { loadConfig } from '../../config/load';
import { occasionsFile, unknownInOccasions } from '../../config/occasions-file';

const { occasions, rulebooks, units } = loadConfig();

const KIND = {
  id: 'summary',
  label: '汇总',
  begins: [{ every: 'month', workday: 3, at: '09:00', of: 'last', set: 'local' }],
  document: [{ id: 'analysis', title: '分析', writes: 'required', source: 'JE-13' }],
  steps: [{ do: 'draft', who: ['hotline'], limit: '3 workdays', set: 'local' }],
};
const problems = (change: object): string[] => {
  const read = occasionsFile().safeParse({ rulebook: 'jinan', occasions: [{ ...KIND, ...change }] });
  return (read.error?.issues ?? []).map(({ path, message }) => `${path.slice(2).join('.')}: ${message}`);
};

test('the five cities’ occasions are there, each value with its source', () => {
  expect([...occasions.keys()].toSorted()).toEqual([
    'beijing',
    'huizhou',
    'jinan',
    'jinan-enforcement',
    'weifang',
  ]);
  for (const kinds of occasions.values())
    for (const { begins, steps, document, sample, simulated } of kinds)
      for (const it of [
        ...begins,
        ...steps,
        ...document,
        ...steps.flatMap(({ ladder }) => ladder),
        sample,
        simulated,
      ])
        if (it) expect(it).toMatchObject({ source: expect.any(String) as string });
});

test('a plain kind is complete', () => expect(problems({})).toEqual([]));

test.each([
  [
    'brought about by nothing',
    { begins: [{ set: 'local' }] },
    /begins\.0: expected exactly one of every, by, on/,
  ],
  ['by two things at once', { begins: [{ ...KIND.begins[0], by: ['supervisor'] }] }, /exactly one/],
  [
    'by a plan without its day',
    { begins: [{ every: 'month', at: '09:00', of: 'last' }] },
    /workday: expected it beside every/,
  ],
  ['on day 0', { begins: [{ ...KIND.begins[0], workday: 0 }] }, /expected 1–20/],
  ['at midnight’s end', { begins: [{ ...KIND.begins[0], at: '24:00' }] }, /before 24:00/],
  [
    'on urgency of no registration',
    { begins: [{ on: 'hot-spot', urgency: ['major'] }] },
    /goes with on: registered/,
  ],
  [
    'a ladder without a limit',
    { steps: [{ do: 'draft', who: ['hotline'], ladder: [{ after: 0, do: 'urge', to: ['unit'] }] }] },
    /since there is no limit/,
  ],
  [
    'a ladder that supervises',
    { steps: [{ ...KIND.steps[0], ladder: [{ after: 0, do: 'supervise', mode: 'daily', to: ['unit'] }] }] },
    /expected remind or urge/,
  ],
  ['a draft without anything to write', { document: [] }, /sections that a person writes/],
  [
    'a check without a sample',
    { document: [], steps: [{ do: 'check', who: ['hotline'] }] },
    /sample: expected beside a step that checks/,
  ],
  [
    'a sample of more than at most',
    { sample: { share: 5, least: 9, most: 3 }, steps: [...KIND.steps, { do: 'check', who: ['hotline'] }] },
    /least: expected no more than most/,
  ],
  ['simulated matters without approval (JE-16)', { simulated: { most: 3 } }, /beside a step that decides/],
  [
    'the course of no ticket',
    { document: [...KIND.document, { id: 'c', title: '经过', shows: 'course' }] },
    /about: \[ticket\]/,
  ],
  ['a plan about a ticket', { about: ['ticket'] }, /a plan names no ticket/],
  ['a section twice', { document: [KIND.document[0], KIND.document[0]] }, /expected each only once/],
  ['no step', { steps: [] }, /at least 1/],
  ['a slip of the pen', { stepps: [] }, /unknown key/],
])('%s is refused, with path and expectation', (_, change, message) =>
  expect(problems(change).join('\n')).toMatch(message),
);

test('who and what a file names has to be there', () => {
  const file = { rulebook: 'jinan-enforcement', occasions: occasions.get('jinan-enforcement') ?? [] };
  expect(unknownInOccasions('x', file, rulebooks, units)).toEqual([]);
  expect(unknownInOccasions('x', { ...file, rulebook: 'nowhere' }, rulebooks, units)).toMatchObject([
    { path: 'rulebook' },
  ]);
  const [first] = file.occasions;
  if (!first) throw new Error('no occasion');
  const strange = {
    ...first,
    begins: [{ on: 'registered', urgency: ['unheard-of'] } as const],
    steps: [{ ...first.steps[0], who: ['nobody'] }] as unknown as typeof first.steps,
  };
  const found = unknownInOccasions('x', { ...file, occasions: [strange] }, rulebooks, units);
  expect(found.map(({ path }) => path)).toEqual([
    'occasions[0].begins[0].urgency[0]',
    'occasions[0].steps[0].who[0]',
  ]);
});
