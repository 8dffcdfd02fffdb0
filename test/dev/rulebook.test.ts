import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../../config/finding';
import { ownConfigDir } from '../../config/load';
import { printedRulebook, whatIsWrong } from '../../dev/rulebook/print';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'huiyin-rulebook-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const file = (content: string): string => {
  const path = join(dir, 'town.yaml');
  writeFileSync(path, content);
  return path;
};

test('one of ours by its id or by its path: as a person reads it, with the calendar of one ticket', () => {
  const printed = printedRulebook('weifang');
  expect(printed).toBe(printedRulebook(join(ownConfigDir(), 'rulebooks/weifang.yaml')));
  const lines = printed.split('\n');
  expect(lines[0]).toBe('潍坊市12345政务服务便民热线条例（weifang，版本2021-12-15）');
  expect(lines).toEqual(
    expect.arrayContaining([
      '【办理时限】',
      '  时限5个工作日。〔WF-20〕',
      '  时限30分钟。〔本地设定〕（WF-18 只要求及时、准确转交）',
      '  到期时，列入日常督办，告知承办单位、热线工作机构。〔WF-26〕',
      '【一张工单的日历】',
      '  2026-10-13 周二 00:00',
      '    列入日常督办〔WF-26〕 → 甲单位、热线工作机构',
      '  以上为一个月之内；此后继续。',
    ]),
  );
});

test('a city’s own file, whose ticket is done with sooner', () => {
  const printed = printedRulebook(
    file(
      'id: town\nversion: "1"\ntitle: 镇规则\nnote: 试行\nclocks: { handling: { limit: 2 days, set: local } }\n',
    ),
  );
  expect(printed).toMatch(/^镇规则（town，版本1）\n试行\n/);
  expect(printed).toMatch(/2026-10-02 周五 00:00\n {4}办理时限逾期\n {2}此后不再自行发生什么。\n$/);
});

test('a file that is wrong: all that is wrong in it, each by file, path and what was expected', () => {
  const path = file(
    'id: town\nversion: "1"\ntitle: 镇规则\nclocks: { handling: { limit: soon, ladder: [{ after: 0, do: pray, to: [unit] }] } }\n',
  );
  let error: unknown;
  try {
    printedRulebook(path);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ConfigError);
  expect(whatIsWrong(error).split('\n')).toEqual([
    expect.stringMatching(/^town\.yaml: clocks\.handling\.limit: expected a length of time/),
    expect.stringMatching(/^town\.yaml: clocks\.handling\.ladder\[0\]\.do: expected one of remind/),
  ]);
});

test('a file that is not there', () => {
  expect(() => printedRulebook(join(dir, 'nowhere.yaml'))).toThrow(
    /nowhere\.yaml: expected a file that can be read/,
  );
});

test('HZ-1: a file whose limits leave a ticket without one is told so, and nothing is printed of it', () => {
  const path = file(
    'id: town\nversion: "1"\ntitle: 镇规则\nclocks: { handling: { limit: [{ for: { kind: help }, limit: 2 days }] } }\n',
  );
  expect(() => printedRulebook(path)).toThrow(
    /town\.yaml: clocks\.handling\.limit: expected a line for every ticket; none fits consultation/,
  );
});
