import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChangeAnswer } from '../../api/law/answers';
import { calmRulebook } from '../given/servers/config-folder';
import { SUPERVISOR } from '../given/hotline';
import { expectNoGap } from '../given/climbed-ladder';
import { waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

const ADMIN = { role: 'admin', sub: 'admin-1' } as const;

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
});
afterAll(() => service?.stop());

const reapply = <T = ChangeAnswer>(body: object, key?: string) =>
  service.hotline.ask<T>('/v1/rulebooks/calm/reapply', { as: ADMIN, body, key });

test('T-9: a changed file binds new tickets only, until it is applied to open ones by a named act; zammad#4353', async () => {
  const { hotline, api, dir } = service;
  const moved = await hotline.dispatched({ rulebook: 'calm' });
  const kept = await hotline.dispatched({ rulebook: 'calm', kind: 'help' });
  expect((await reapply({ reason: '试' })).status).toBe(409);

  const changed = { ...calmRulebook('calm'), clocks: { handling: { limit: '9 workdays', set: 'local' } } };
  await writeFile(join(dir, 'config', 'rulebooks', 'calm.yaml'), JSON.stringify(changed));
  await api.stop();
  await api.start();
  const versions = await hotline.ask<{ items: { hash: string; current: boolean }[] }>(
    '/v1/rulebooks/calm/versions',
  );
  expect(versions.body.items.map(({ current }) => current)).toEqual([true, false]);
  const hash = versions.body.items[0]?.hash.slice(0, 12);
  expect((await hotline.ticket(moved.id)).clocks).toEqual(moved.clocks);

  const asked = { reason: '条例修订，从新从优', kind: 'complaint' };
  const { status, body, headers } = await reapply(asked, 'once');
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/v1/calendars/changes/${body.id}`);
  const change = await waitFor(
    'it is completed',
    async () => {
      const answer = await hotline.ask<ChangeAnswer>(`/v1/calendars/changes/${body.id}`, { as: SUPERVISOR });
      return answer.body.state === 'completed' && answer.body;
    },
    { seconds: 60 },
  );
  expect(change).toMatchObject({
    kind: 'rulebook',
    rulebook: 'calm',
    reason: asked.reason,
    total: 1,
    moved: 1,
  });
  const after = await hotline.ticket(moved.id);
  const ledger = await hotline.ledger(moved.id);
  expect(after.rulebook).toEqual({ id: 'calm', version: '1', hash });
  expect(ledger.find(({ type }) => type === 'clock-moved')?.data).toMatchObject({
    cause: 'rulebook',
    before: moved.clocks.find(({ name }) => name === 'handling')?.due,
    after: after.clocks.find(({ name }) => name === 'handling')?.due,
  });
  expectNoGap(after, ledger);
  expect((await hotline.ticket(kept.id)).clocks).toEqual(kept.clocks);

  const again = await reapply(asked, 'once');
  expect([again.status, again.body.id]).toEqual([202, body.id]);
  expect((await reapply(asked)).status).toBe(409);
  expect((await hotline.handleToTheEnd(moved.id)).state).toBe('closed');
}, 120_000);
