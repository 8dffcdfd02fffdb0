import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NotificationAnswer, TicketSummary } from '../../api/tickets/answers';
import { calmRulebook } from '../given/servers/config-folder';
import { LEAD, type ProblemAnswer, unit } from '../given/hotline';
import { waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
});
afterAll(() => service?.stop());

/** The city merges one unit into another, and starts its service with the new file. */
async function merge(closed: string, successor: string): Promise<void> {
  const { api, worker, dir } = service;
  const file = join(dir, 'config', 'units.yaml');
  const { units } = JSON.parse(await readFile(file, 'utf8')) as { units: { id: string; parent?: string }[] };
  const merged = units.map((it) => {
    if (it.id === closed) return { ...it, successor };
    // What stood below it stands below its successor.
    return it.parent === closed ? { ...it, parent: successor } : it;
  });
  await writeFile(file, JSON.stringify({ units: merged }));
  await Promise.all([api.stop(), worker.stop()]);
  await service.standUp();
}

const listed = async (query: string, as?: ReturnType<typeof unit>): Promise<string[]> => {
  const { body } = await service.hotline.ask<{ items: TicketSummary[] }>(`/v1/tickets${query}`, { as });
  return body.items.map(({ id }) => id).toSorted();
};

test('units that are merged keep their open tickets’ course, told once, also across restarts', async () => {
  const { hotline } = service;
  const [signed, left] = [
    await hotline.dispatched({ rulebook: 'calm' }),
    await hotline.dispatched({ rulebook: 'calm' }),
  ];
  const done = await hotline.dispatched({ rulebook: 'calm' });
  await hotline.handleToTheEnd(done.id);
  await merge(LEAD, 'zhujian');

  const heir = unit('zhujian');
  const all = [signed.id, left.id, done.id].toSorted();
  expect(await listed('', heir)).toEqual(all);
  expect(await listed('?unit=zhujian')).toEqual(all);
  expect(await listed(`?unit=${LEAD}`, heir)).toContain(done.id);
  const read = await hotline.ask<{ items: NotificationAnswer[] }>(`/v1/tickets/${done.id}/notifications`, {
    as: heir,
  });
  expect(read.body.items).toContainEqual(expect.objectContaining({ to: LEAD, template: 'dispatched' }));
  const after = await hotline.order(signed.id, 'sign', {}, heir);
  expect(after.assignments).toEqual([{ unit: 'zhujian', role: 'lead', state: 'signed' }]);
  expect(after.clocks).toMatchObject(signed.clocks.map(({ name, due }) => ({ name, due })));
  for (const path of ['/v1/tickets', `/v1/tickets/${left.id}`])
    expect((await hotline.ask(path, { as: unit(LEAD) })).status).toBe(403);
  const refused = await hotline.command<ProblemAnswer>(
    (await hotline.register({ rulebook: 'calm' })).id,
    'dispatch',
    {
      lead: LEAD,
    },
  );
  expect([refused.status, refused.body.errors]).toEqual([
    422,
    [
      expect.objectContaining({
        path: 'lead',
        reason: 'unit-succeeded',
        message: expect.stringContaining('zhujian'),
      }),
    ],
  ]);

  await waitFor(
    'the sweep has told the other',
    async () => (await hotline.ticket(left.id)).assignments[0]?.unit === 'zhujian',
    { seconds: 60 },
  );
  await service.worker.stop();
  await service.worker.start();
  await hotline.order(left.id, 'progress', {}, heir);
  for (const { id } of [signed, left]) {
    const ledger = await hotline.ledger(id);
    expect(ledger.filter(({ type }) => type === 'unit-succeeded')).toMatchObject([
      { data: { unit: LEAD, by: 'zhujian' }, actor: { role: 'system' } },
    ]);
    const told = (await hotline.outbox(id)).filter(({ template }) => template === 'succeeded');
    expect(told.map(({ to }) => to)).toEqual(['zhujian']);
  }
  expect((await hotline.ledger(done.id)).map(({ type }) => type)).not.toContain('unit-succeeded');
}, 180_000);
