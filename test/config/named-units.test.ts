import { unknownUnits } from '../../config/rulebook/named-units';
import { unitsOf } from '../../config/units-file';
import { unitId } from '../../domain/ids';
import { keysOf, RECIPIENTS } from '../../domain/words';
import { rulebookIn } from '../given/law';

const units = unitsOf([{ id: unitId('known'), name: '有', level: 'department' }]);

const findings = (more: string): string[] =>
  unknownUnits('town.yaml', rulebookIn(`id: town\nversion: "1"\ntitle: 镇规则\n${more}`), units).map(
    ({ path, expected }) => `${path}: ${expected}`,
  );

const HANDLING = 'clocks: { handling: { limit: 5 days } }';
const none = (id: string): string => `expected the id of a unit, ${id} is none`;
const nobody = (id: string): string =>
  `expected one of ${keysOf(RECIPIENTS).join(', ')}, or the id of a unit, ${id} is none`;

test.each([
  [
    'a rung',
    'clocks: { handling: { limit: 5 days, ladder: [{ after: 0, do: urge, to: [unit, known] }, { after: 1 hours, do: urge, to: [hotline, gone] }] } }',
    [`clocks.handling.ladder[1].to[1]: ${nobody('gone')}`],
  ],
  [
    'a level',
    `levels: { 1: { label: 一, to: hotline }, 2: { label: 二, to: gone }, 3: { label: 三, to: known } }\n${HANDLING}`,
    [`levels.2.to: ${nobody('gone')}`],
  ],
  [
    'a trigger',
    `triggers: [{ on: rehandled, times: 2, do: correct, to: [gone] }]\n${HANDLING}`,
    [`triggers[0].to[0]: ${nobody('gone')}`],
  ],
  ['a briefing', `briefing: [{ to: [office, gone] }]\n${HANDLING}`, [`briefing[0].to[1]: ${nobody('gone')}`]],
  [
    'a link, in each of its places',
    `dispatch: { linked: [{ unit: gone, copy: lost }, { unit: known, assist: away }] }\n${HANDLING}`,
    [
      `dispatch.linked[0].unit: ${none('gone')}`,
      `dispatch.linked[0].copy: ${none('lost')}`,
      `dispatch.linked[1].assist: ${none('away')}`,
    ],
  ],
])('%s that names a unit unheard of is found where it stands', (_, more, found) =>
  expect(findings(more)).toEqual(found),
);

test('words such as unit and hotline name no unit by its id', () =>
  expect(
    findings(
      'clocks: { handling: { limit: 5 days, ladder: [{ after: 0, do: urge, to: [unit, district, hotline, office, meeting, discipline, caller] }] } }',
    ),
  ).toEqual([]));
