import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPayloadConverter } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { keepHistory } from '../../dev/histories/keep';

const folder = mkdtempSync(join(tmpdir(), 'huiyin-histories-'));
beforeAll(() => void jest.spyOn(console, 'log').mockImplementation(() => {}));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signalled = (text: string) => ({
  events: [
    {
      workflowExecutionSignaledEventAttributes: {
        input: { payloads: [defaultPayloadConverter.toPayload({ text })] },
      },
    },
  ],
});

test.each(['电话13987654321。', '+86 139-8765-4321', '0536-8888123', '37070219800101123X'])(
  'a history in which %s stands is not kept, and the refusal does not repeat it',
  async (text) => {
    const refusal = await keepHistory('told', signalled(text), folder).catch((error: unknown) => error);
    expect(String(refusal)).toMatch(/not kept/);
    expect(String(refusal)).not.toContain(text);
    expect(existsSync(join(folder, 'told.json'))).toBe(false);
  },
);

const recorded = join(__dirname, '..', 'histories');
test.each(readdirSync(recorded))('%s holds nothing of a person, and is kept as it was', async (file) => {
  const text = readFileSync(join(recorded, file), 'utf8');
  await keepHistory('kept', historyFromJSON(JSON.parse(text)), folder);
  expect(JSON.parse(readFileSync(join(folder, 'kept.json'), 'utf8'))).toEqual(JSON.parse(text));
});
