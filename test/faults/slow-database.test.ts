import { atTheTop, expectEveryRungOnce, expectNoGap, recordOf } from '../given/climbed-ladder';
import { LEAD, unit } from '../given/hotline';
import { calmRulebook, ladderInSeconds } from '../given/servers/config-folder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({
    slowDatabase: true,
    rulebooks: [
      calmRulebook('calm'),
      ladderInSeconds('quick', { limit: 10, remindBefore: 5, second: 4, third: 8 }),
    ],
  });
}, 120_000);
afterAll(() => service?.stop());

test('a database that takes 3 s for each answer: a command is carried out or asked to come again, rungs fire, and all is written once', async () => {
  const { hotline, way } = service;
  if (!way) throw new Error('the database is reached directly');
  const climbing = (await hotline.dispatched()).id;
  const ids: string[] = [];
  for (let i = 0; i < 4; i++) ids.push((await hotline.dispatched({ rulebook: 'calm' })).id);
  const press = (id: string) => hotline.command(id, 'urge', { text: '催' }, { key: `press-${id}` });

  way.delay = 3_000;
  const answers = await Promise.all(ids.map(press));
  for (const { status, headers } of answers) {
    expect([200, 503]).toContain(status);
    if (status === 503) expect(headers.get('retry-after')).not.toBe(null);
  }
  expect((await hotline.ask('/healthz', { as: null })).status).toBe(200);
  // Its rungs fall due meanwhile.
  const { engine } = service;
  await waitFor('the engine has it at the highest level', async () => {
    const { searchAttributes } = await engine.workflow.getHandle(climbing).describe();
    return Number(searchAttributes.EscalationLevel?.[0]) === 3;
  });
  way.delay = 0;

  for (const id of ids) {
    await waitFor('the press is taken', async () => (await press(id)).status === 200, { seconds: 60 });
    await hotline.order(id, 'sign', {}, unit(LEAD));
    const { ticket, ledger, outbox } = await recordOf(hotline, id);
    expectNoGap(ticket, ledger);
    expect(ledger.filter(({ type }) => type === 'urged')).toHaveLength(1);
    expect(outbox.filter(({ template }) => template === 'urged')).toHaveLength(1);
  }
  expectEveryRungOnce(await atTheTop(hotline, climbing, 60));
}, 180_000);
