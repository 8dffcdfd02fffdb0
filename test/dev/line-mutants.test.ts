import { parse } from 'yaml';
import { lineMutants } from '../../dev/proof/lines/line-mutants';
import { ruleIds } from '../../dev/rules/rule-ids';

const BOOK = `id: somewhere
levels:
  1: { label: 热线, to: hotline, set: local }
  2: { label: 办公室, to: office, source: XX-9 }
urgency:
  - { id: urgent, default: true, source: XX-1 }
  - { id: plain, source: XX-1 }
decline:
  - { id: secrets, source: XX-2 }
triggers:
  - { on: pressed, times: 3, while: [supervised, overdue], do: refer, source: XX-3 }
  - { on: rehandled, times: 2, do: supervise, set: local, note: XX-3 }
dispatch:
  coordination: { how: meeting, source: [XX-4, XX-5] }
clocks:
  handling:
    limit: { urgent: 2 hours, plain: 3 days }
    from: receipt
    source: XX-6
    ladder:
      - { after: 0, do: urge, for: [urgent], set: local }
      - { after: 0, do: urge, for: [urgent, plain], source: XX-7 }
  feedback: { limit: same day, source: XX-8 }
`;

/** By a schema like that of our rulebooks: limits and ladders speak of the grades that there are, and no list is empty. */
function isRulebook(text: string): boolean {
  const { levels, urgency, decline, triggers, dispatch, clocks } = parse(text);
  const grades = (urgency as { id: string }[]).map(({ id }) => id);
  const known = (words: string[]) => words.length > 0 && words.every((word) => grades.includes(word));
  return (
    Object.keys(levels).length === 2 &&
    decline?.length !== 0 &&
    (triggers as { on?: string; do?: string }[]).every((it) => it.on && it.do) &&
    (dispatch?.coordination === undefined || dispatch.coordination.how) &&
    grades.length === Object.keys(clocks?.handling?.limit ?? {}).length &&
    known(Object.keys(clocks.handling.limit)) &&
    (clocks.handling.ladder as { do?: string; for: string[] }[]).every((rung) => rung.do && known(rung.for))
  );
}

const mutants = lineMutants('somewhere.yaml', BOOK, ruleIds(['XX']), isRulebook);
const named = (name: string) => {
  const found = mutants.filter((mutant) => mutant.name === name);
  expect(found).toHaveLength(1);
  return { ...found[0]!, book: parse(found[0]!.text ?? '') };
};

test('each line that cites a rule is taken away, and no other', () =>
  expect(
    mutants.map(({ rules, line, name, change }) => [rules.join(), line, name, change].join(' ')),
  ).toEqual([
    'XX-9 4 levels.2 换成 1',
    'XX-1 6 urgency.urgent 删去',
    'XX-1 7 urgency.plain 删去',
    'XX-2 9 decline.secrets 删去',
    'XX-3 11 triggers.pressed 删去',
    'XX-3 11 triggers.pressed.while[0] 删去',
    'XX-3 11 triggers.pressed.while[1] 删去',
    'XX-4,XX-5 14 dispatch.coordination 删去',
    'XX-6 17 clocks.handling.limit.urgent 2 hours → 3 hours',
    'XX-6 17 clocks.handling.limit.plain 3 days → 4 days',
    'XX-6 17 clocks.handling.from 删去',
    'XX-7 22 clocks.handling.ladder[1].urge 删去',
    'XX-7 22 clocks.handling.ladder[1].urge.for[0] 删去',
    'XX-7 22 clocks.handling.ladder[1].urge.for[1] 删去',
    'XX-8 23 clocks.feedback.limit same day → 2 days',
  ]));

test('nothing else changes', () => {
  const { triggers, ...rest } = named('triggers.pressed').book;
  const { triggers: all, ...whole } = parse(BOOK);
  expect(triggers).toEqual(all.slice(1));
  expect(rest).toEqual(whole);
});

test('each length of a limit is changed by itself', () =>
  expect(named('clocks.handling.limit.plain').book.clocks.handling.limit).toEqual({
    urgent: '2 hours',
    plain: '4 days',
  }));

test('each condition is taken away by itself', () =>
  expect(named('triggers.pressed.while[0]').book.triggers[0]).toMatchObject({ while: ['overdue'] }));

test('what has to be there gives its place to a neighbour', () =>
  expect(named('levels.2').book.levels['2']).toEqual({ label: '热线', to: 'hotline', set: 'local' }));

test('where a list would be left empty, it goes as a whole', () =>
  expect(named('decline.secrets').book).not.toHaveProperty('decline'));

test('a word goes with all that speaks of it, and its place as the default to the next', () => {
  const { urgency, clocks } = named('urgency.urgent').book;
  expect(urgency).toEqual([{ id: 'plain', source: 'XX-1', default: true }]);
  expect(clocks.handling.limit).toEqual({ plain: '3 days' });
  expect(clocks.handling.ladder).toEqual([{ after: 0, do: 'urge', for: ['plain'], source: 'XX-7' }]);
});

test('what can’t be left out is changed; what can’t be changed either is shown as it is', () => {
  const needs = (key: string) => (text: string) => key in parse(text);
  const one = (yaml: string, key: string) => lineMutants('x.yaml', yaml, ruleIds(['XX']), needs(key));
  expect(one('extension: { times: 1, longest: 5 days, source: XX-1 }', 'extension')).toMatchObject([
    { name: 'extension.times', change: '1 → 2' },
    { name: 'extension.longest', change: '5 days → 6 days' },
  ]);
  const [kept] = one('contribution: { source: XX-1 }', 'contribution');
  expect(kept).toMatchObject({ name: 'contribution', change: '无法删去' });
  expect(kept).not.toHaveProperty('text');
});
