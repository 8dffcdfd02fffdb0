import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../dev/cache';
import { connect } from '../../storage/connection';
import type { TokenClaims } from '../../dev/token';
import { OPERATOR } from '../given/hotline';
import { calmRulebook } from '../given/servers/config-folder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';
import type { Pack } from '../../verify/pack';

/** What an auditor fetches proves itself by a program of its own; and not where the database was written to by hand. */
const AUDITOR = { role: 'auditor', sub: 'auditor-1' } as const;

let service: WholeService;
beforeAll(async () => {
  process.env.HUIYIN_CHECKPOINT_SECONDS = '10';
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
});
afterAll(async () => {
  delete process.env.HUIYIN_CHECKPOINT_SECONDS;
  await service?.stop();
});

const fetched = async <T>(path: string): Promise<T> => {
  const { status, body } = await service.hotline.ask<T>(path, { as: AUDITOR });
  expect([path, status]).toEqual([path, 200]);
  return body;
};

function kept(name: string, what: unknown): string {
  const file = join(service.dir, name);
  writeFileSync(file, JSON.stringify(what));
  return file;
}

function verify(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(
    'node',
    [join(projectRoot, 'dist', 'verify', 'main.js'), ...args],
    {
      encoding: 'utf8',
    },
  );
  return { status, output: stdout + stderr };
}

test('a ticket’s evidence holds, and does not any more when a line of the database is changed', async () => {
  const { hotline } = service;
  const { id } = await hotline.dispatched({ rulebook: 'calm' });
  const { seq } = await hotline.handleToTheEnd(id);
  const pack = await waitFor(
    'a checkpoint has the whole ticket',
    async () => {
      const found = await fetched<Pack>(`/v1/tickets/${id}/evidence`);
      expect(found.inclusions.at(-1)?.head.seq).toBe(seq);
      return found;
    },
    { seconds: 90, every: 1_000 },
  );
  const key = kept('public.jwk', await fetched('/v1/checkpoints/keys'));
  const { number } = pack.inclusions.at(-1)!.checkpoint;
  const checkpoint = kept('checkpoint.json', await fetched(`/v1/checkpoints/${number}`));
  const { items } = await fetched<{ items: { number: number }[] }>('/v1/checkpoints?limit=100');
  expect(items.map((it) => it.number)).toContain(number);

  const good = verify(kept('pack.json', pack), '--key', key, '--checkpoint', checkpoint);
  expect([good.status, good.output]).toEqual([0, expect.stringContaining('It holds.')]);
  expect(good.output).toMatch(new RegExp(`ok {5}ledger: ${seq} lines`));
  expect(good.output).toMatch(/ok {5}texts: [1-9]\d* texts are what was said/);
  expect(good.output).toMatch(/ok {5}deadlines: [1-9]/);

  const clock = pack.lines.find(({ type }) => type === 'clock-started')!;
  const connection = await connect(service.mongoUri);
  try {
    const lines = connection.collection<{ _id: string }>('ledger');
    await lines.updateOne({ _id: `${id}:${clock.seq}` }, { $set: { 'data.due': 1 } });
  } finally {
    await connection.close();
  }
  const changed = await fetched<Pack>(`/v1/tickets/${id}/evidence`);
  const bad = verify(kept('changed.json', changed), '--key', key);
  expect(bad.status).toBe(1);
  expect(bad.output).toContain(
    `WRONG  ledger: line ${clock.seq + 1}: does not follow from line ${clock.seq}`,
  );
  expect(bad.output).toContain(
    `WRONG  deadlines: line ${clock.seq}, clock ${String(clock.data.clock)}: due 1970-01-01`,
  );

  expect(verify(join(service.dir, 'pack.json')).status).toBe(2);
});

test('only auditors and supervisors get evidence, and only auditors and admins what third parties keep', async () => {
  const { id } = await service.hotline.dispatched({ rulebook: 'calm' });
  const statusOf = async (path: string, as: TokenClaims = OPERATOR) =>
    (await service.hotline.ask(path, { as })).status;
  expect(await statusOf(`/v1/tickets/${id}/evidence`)).toBe(403);
  expect(await statusOf('/v1/checkpoints')).toBe(403);
  expect(await statusOf('/v1/checkpoints/0', AUDITOR)).toBe(404);
});
