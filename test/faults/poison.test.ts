import { readFile } from 'node:fs/promises';
import { expectNoGap, recordOf } from '../given/climbed-ladder';
import { calmRulebook } from '../given/servers/config-folder';
import { poison } from '../given/servers/poison';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

/** A ticket whose rules throw: a bug in a rule, or what no version of it ever meant. */
let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
});
afterAll(() => service?.stop());

interface Line {
  readonly level: number;
  readonly workflowId?: string;
  readonly ticket?: string;
  readonly err?: { readonly type: string; readonly at: readonly string[] };
}

/** The errors that name a ticket, in a log. */
const errorsOn = async (id: string, log: string): Promise<Line[]> =>
  (await readFile(log, 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)
    .filter(({ level, workflowId, ticket }) => level >= 50 && [workflowId, ticket].includes(id));

/** Another ticket lives and dies as ever. */
async function expectNeighbours(): Promise<void> {
  const { hotline } = service;
  const { id } = await hotline.dispatched({ rulebook: 'calm' });
  expect((await hotline.handleToTheEnd(id)).state).toBe('closed');
  const { ticket, ledger } = await recordOf(hotline, id);
  expectNoGap(ticket, ledger);
}

test('rules that throw where a command is weighed: a fault that names the ticket and the place, no outage and no 2xx', async () => {
  const { hotline, api } = service;
  const spoilt = [{ id: 'spoilt', label: '坏', needs: 5 }];
  const { id } = await hotline.register({ rulebook: 'calm' });
  await poison(service, id, (input) => ({ ...input, rules: { ...input.rules, decline: spoilt } }));
  const { status, body } = await hotline.command(id, 'decline', { ground: 'spoilt', reason: '不属受理范围' });
  expect([status, JSON.stringify(body)]).toEqual([500, expect.not.stringContaining('needs')]);
  const errors = await waitFor('the log names it', async () => {
    const found = await errorsOn(id, api.log);
    return found.length > 0 && found;
  });
  expect(errors[0]?.err).toMatchObject({ type: 'ApplicationFailure' });
  expect(JSON.stringify(errors[0]?.err)).toContain('procedures/intake/decline.ts');
  // What does not meet that rule goes on.
  expect((await hotline.command(id, 'dispatch', { lead: 'chengguan' })).status).toBe(200);
  await expectNeighbours();
});

test('rules that throw wherever the ticket moves: the worker names it with its place, its commands get no 2xx, its neighbours live', async () => {
  const { hotline, worker } = service;
  const { id } = await hotline.register({ rulebook: 'calm' });
  await poison(service, id, (input) => ({ ...input, rules: { ...input.rules, decline: [null] } }));
  const [error] = await waitFor(
    'the log names it',
    async () => {
      const found = await errorsOn(id, worker.log);
      return found.length > 0 && found;
    },
    { seconds: 60, every: 500 },
  );
  expect(error?.err?.at.join('\n')).toContain('unpackRules');
  const { status } = await hotline.command(id, 'dispatch', { lead: 'chengguan' });
  expect(status).toBe(503);
  await expectNeighbours();
}, 120_000);
