import {
  bodyOf,
  faultsOf,
  type Field,
  isRequired,
  isShown,
  onlyChoices,
  refusedFields,
} from '../../web/shared/form/form-values';

const told: Field = {
  name: 'told',
  label: '告知诉求人',
  kind: 'group',
  required: false,
  requiredIf: [{ field: 'outcome', is: ['resolved'] }],
  source: 'JN-6',
  fields: [
    {
      name: 'at',
      label: '告知时间',
      kind: 'moment',
      required: false,
      requiredIf: [{ field: 'told.attempts', given: false }],
      onlyIf: [{ field: 'told.attempts', given: false }],
    },
    {
      name: 'attempts',
      label: '联系未果',
      kind: 'list',
      of: 'group',
      required: false,
      least: 2,
      onlyIf: [{ field: 'told.at', given: false }],
      fields: [
        { name: 'at', label: '时间', kind: 'moment', required: true },
        { name: 'how', label: '方式', kind: 'text', required: true, longest: 5 },
      ],
    },
  ],
};
const fields: readonly Field[] = [
  { name: 'outcome', label: '办理结果', kind: 'choice', required: true },
  {
    name: 'plan',
    label: '下一步安排',
    kind: 'text',
    required: false,
    onlyIf: [{ field: 'outcome', is: ['unfinished'] }],
  },
  { name: 'approve', label: '同意', kind: 'boolean', required: false },
  { name: 'level', label: '级别', kind: 'number', required: false },
  { name: 'units', label: '单位', kind: 'list', of: 'unit', required: false },
  told,
];
const faults = (values: Record<string, unknown>) => Object.fromEntries(faultsOf(fields, values));

describe('a form that the service describes', () => {
  test('what is missing is said before it is sent, where it is missing', () => {
    expect(faults({})).toEqual({ outcome: '请填写办理结果' });
    expect(faults({ outcome: 'resolved' })).toEqual({ 'told.at': '请填写告知时间' });
    expect(faults({ outcome: 'resolved', told: { at: '2026-10-12T09:00' } })).toEqual({});
    expect(
      faults({ outcome: 'explained', told: { attempts: [{ at: '2026-10-12T09:00', how: '' }] } }),
    ).toEqual({
      'told.attempts': '联系未果至少2项，现有1项',
      'told.attempts.0.how': '请填写方式',
    });
    expect(faults({ outcome: '  ' })).toEqual({ outcome: '请填写办理结果' });
    expect(faults({ outcome: 'explained', approve: false })).toEqual({});
  });

  test('what is too long is said with how long it is', () => {
    const attempts = Array.from({ length: 2 }, () => ({ at: '2026-10-12T09:00', how: '挂号信函等' }));
    expect(faults({ outcome: 'explained', told: { attempts } })).toEqual({});
    attempts[1] = { at: '2026-10-12T09:00', how: '挂号信函等等' };
    expect(faults({ outcome: 'explained', told: { attempts } })).toEqual({
      'told.attempts.1.how': '方式最多5字，现有6字',
    });
  });

  test('what belongs to something else appears with it, and is not sent without', () => {
    const plan = fields[1] as Field;
    expect(isShown(plan, {})).toBe(false);
    expect(isShown(plan, { outcome: 'unfinished' })).toBe(true);
    expect(bodyOf(fields, { outcome: 'resolved', plan: '下周' })).toEqual({ outcome: 'resolved' });
    expect(isRequired(told, { outcome: 'explained' })).toBe(false);
    const both = {
      all: [
        { field: 'outcome', is: ['resolved'] },
        { field: 'plan', given: true },
      ],
    };
    expect(isRequired({ ...plan, requiredIf: [both] }, { outcome: 'resolved' })).toBe(false);
    expect(isRequired({ ...plan, requiredIf: [both] }, { outcome: 'resolved', plan: '下周' })).toBe(true);
  });

  test('it is sent as the contract has it: moments of the city, numbers, trimmed texts, nothing that is empty', () => {
    const values = {
      outcome: 'unfinished',
      plan: '  下周完成 ',
      approve: false,
      level: '2',
      units: ['chengguan', ''],
      told: { at: '2026-10-12T09:00', attempts: [] },
    };
    expect(bodyOf(fields, values)).toEqual({
      outcome: 'unfinished',
      plan: '下周完成',
      approve: false,
      level: 2,
      units: ['chengguan'],
      told: { at: '2026-10-12T09:00:00+08:00' },
    });
  });

  test('what only one thing can be filled into stands there already', () => {
    const one = { name: 'request', label: '申请', kind: 'choice', required: true } as const;
    const [extension, back] = [
      { value: 'extension', label: '延期' },
      { value: 'return', label: '退单' },
    ];
    expect(onlyChoices([{ ...one, choices: [extension] }])).toEqual({ request: 'extension' });
    expect(
      onlyChoices([
        { ...one, choices: [extension, back] },
        { ...one, required: false, choices: [extension] },
      ]),
    ).toEqual({});
  });

  test('a refusal is told at its field, and above where the field is not shown', () => {
    const values = { outcome: 'resolved', told: { attempts: [{ at: '', how: '' }] } };
    const errors = [
      { path: 'told.attempts.0.at', message: '不能是将来的时间' },
      { path: 'plan', message: '未办结的须填写', rule: 'HZ-9' },
      { path: '', message: '工单已办结', rule: 'JN-4' },
      { path: 'outcome', message: '甲' },
      { path: 'outcome', message: '乙' },
    ];
    const { at, others } = refusedFields(errors, fields, values);
    expect(Object.fromEntries(at)).toEqual({ 'told.attempts.0.at': '不能是将来的时间', outcome: '甲；乙' });
    expect(others).toEqual([errors[1], errors[2]]);
    // What the service says in English alone is said by the field's own name.
    const english = [{ path: 'outcome', message: 'expected one of resolved, explained' }];
    expect(refusedFields(english, fields, values).at.get('outcome')).toMatch(/^“.+”填写不对$/);
  });
});
