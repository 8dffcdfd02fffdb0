import { type Unit, unitsOf } from '../../config/units-file';
import { unitId } from '../../domain/ids';

const unit = (id: string, successor?: string, level: Unit['level'] = 'department'): Unit => ({
  id: unitId(id),
  name: `${id}局`,
  level,
  contact: { email: `${id}@city.example` },
  ...(successor === undefined ? {} : { successor: unitId(successor) }),
});
/** `old` was renamed to `middle`, which was merged into `last`, as `other` was. */
const units = unitsOf([
  unit('old', 'middle'),
  unit('middle', 'last'),
  unit('other', 'last', 'street'),
  unit('last'),
  unit('apart'),
]);

test('the work of a unit is done by the last of its successors today', () => {
  for (const id of ['old', 'middle', 'other', 'last']) expect(units.today(id)?.id).toBe('last');
  expect(units.today('apart')?.id).toBe('apart');
  expect(units.today('nobody')).toBeUndefined();
  expect(units.succeededBy('last')).toEqual(['old', 'middle', 'other']);
  expect(units.succeededBy('middle')).toEqual([]);
});

test('a closed unit is known by its id, and is none of its level any more', () => {
  expect(units.byId('old')).toMatchObject({ successor: 'middle' });
  expect(units.ofLevel('department').map(({ id }) => id)).toEqual(['last', 'apart']);
  expect(units.ofLevel('street')).toEqual([]);
});

test('a ticket is told of each closed unit that it names, and nothing of how the successor is reached', () => {
  const by = { id: 'last', name: 'last局', level: 'department' };
  expect(units.successions([unitId('apart'), unitId('old'), unitId('last'), unitId('other')])).toEqual([
    { unit: 'old', by },
    { unit: 'other', by },
  ]);
  expect(units.successions([unitId('apart'), unitId('last')])).toEqual([]);
});
