import { categoriesOf } from '../../config/categories-file';
import { emergenciesFile } from '../../config/emergencies-file';
import { loadConfig } from '../../config/load';
import { emergenciesIn } from '../../domain/suggestions/emergencies';

const { emergencies, categories, rulebooks } = loadConfig();
const found = (title: string, category = '市容环境/占道经营') =>
  emergenciesIn({ category, title }, emergencies).map(({ number }) => number);

test.each([
  ['小区三号楼起火', ['119']],
  ['厨房闻到味道，怀疑燃气泄漏', ['119']],
  ['有人持刀抢劫', ['110']],
  ['老人昏迷', ['120']],
  ['路口车祸，有人受伤', ['120', '122']],
  ['楼道堆放杂物，存在火灾隐患', []],
  ['对交通事故认定不服', []],
  ['路灯三天不亮', []],
])('WF-39, JE-2, HZ-14: “%s” is for %j', (title, numbers) => expect(found(title)).toEqual(numbers));

test('ours name categories that there are, and every rulebook sends emergencies on', () => {
  expect(emergencies.flatMap((it) => it.categories).filter((id) => !categories.has(id))).toEqual([]);
  for (const { decline } of rulebooks.values())
    expect(decline).toContainEqual(expect.objectContaining({ id: 'emergency', needs: ['guidance'] }));
});

const LINE = { number: '119', label: '火灾', words: ['起火'], set: 'local' };
test.each([
  [{ ...LINE, number: 119 }, ['number'], 'expected an emergency number in quotes, e.g. "119"'],
  [{ ...LINE, number: '12' }, ['number'], 'expected an emergency number in quotes, e.g. "119"'],
  [{ ...LINE, words: ['火'] }, ['words', 0], 'expected a word of 2 to 20 characters'],
  [{ ...LINE, words: ['起火', '起火'] }, ['words', 1], 'expected each only once, 起火 stands here twice'],
  [{ ...LINE, words: [] }, ['words'], 'expected words or categories'],
  [
    { ...LINE, categories: ['公共安全/海啸'] },
    ['categories', 0],
    'expected a category of categories.yaml, 公共安全/海啸 is none',
  ],
  [{ ...LINE, label: ' ' }, ['label'], 'expected text'],
  [{ number: '119', label: '火灾', words: ['起火'] }, ['set'], 'expected one of local'],
])('%j is refused, with what is expected', (line, path, message) => {
  const { error } = emergenciesFile(categoriesOf([{ id: '供气/安全隐患' }])).safeParse({
    emergencies: [line],
  });
  expect(error?.issues).toMatchObject([{ path: ['emergencies', 0, ...path], message }]);
});

test('a city may have none', () => expect(emergenciesFile().safeParse({ emergencies: [] }).data).toEqual([]));
