import { BODY } from '../given/matter';
import { calmRulebook, ladderInSeconds } from '../given/servers/config-folder';
import { countByType, eventsOf } from '../given/histories';
import { unit, LEAD } from '../given/hotline';
import { atTheTop, expectEveryRungOnce, expectNoGap, recordOf, rungsIn } from '../given/climbed-ladder';
import { pastMoment, waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({
    rulebooks: [
      calmRulebook('calm'),
      ladderInSeconds('quick', { limit: 8, remindBefore: 6, second: 4, third: 30 }),
    ],
  });
});
afterEach(() => service.standUp());
afterAll(() => service?.stop());

const OUTAGE = 20_000;

test('kill -9 of the database for 20 s: commands get 503 with Retry-After, what is due meanwhile is made up, nothing is lost or told twice', async () => {
  const { hotline, database, engine } = service;
  const { id } = await hotline.dispatched();
  const { id: calm } = await hotline.dispatched({ rulebook: 'calm' });
  await waitFor('the unit was reminded', async () => (await hotline.ticket(id)).counts.reminded === 1);
  const before = await recordOf(hotline, calm);

  await database.kill();
  const down = Date.now();
  const order = { as: unit(LEAD), key: 'sign-in-the-outage' };
  for (const ask of [
    () => hotline.command(calm, 'sign', {}, order),
    () => hotline.ask('/v1/tickets', { body: { ...BODY, rulebook: 'calm' }, key: 'in-the-outage' }),
    () => hotline.ask(`/v1/tickets/${calm}`),
  ]) {
    const { status, headers } = await ask();
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
  }
  expect((await hotline.ask('/healthz', { as: null })).status).toBe(200);
  expect((await hotline.ask('/readyz', { as: null })).status).toBe(503);
  expect((await hotline.ask('/v1/deadlines?limit=5%20workdays')).status).toBe(200);
  await pastMoment(down + OUTAGE);
  const length = (await eventsOf(engine, id)).length;
  await database.start();

  const record = await atTheTop(hotline, id, 60);
  expectEveryRungOnce(record);
  // They fired at their moments, but for the few seconds in which the write is tried at once; it is their record that had to wait.
  for (const { at, data } of rungsIn(record.ledger)) {
    expect(Date.parse(at) - Date.parse(String(data.planned))).toBeLessThan(6_000);
  }
  expect(length).toBeLessThan(60);
  expect(countByType(await eventsOf(engine, id))).not.toContain('WORKFLOW_TASK_FAILED');

  expect(await recordOf(hotline, calm)).toEqual(before);
  const { status } = await hotline.command(calm, 'sign', {}, order);
  expect(status).toBe(200);
  const again = await hotline.ask<{ id: string }>('/v1/tickets', {
    body: { ...BODY, rulebook: 'calm' },
    key: 'in-the-outage',
  });
  expect(again.status).toBe(201);
  await hotline.order(again.body.id, 'dispatch', { lead: LEAD });
  await hotline.order(calm, 'contact');
  for (const each of [id, again.body.id]) {
    expect((await hotline.handleToTheEnd(each)).state).toBe('closed');
    const { ticket, ledger } = await recordOf(hotline, each);
    expectNoGap(ticket, ledger);
  }
});

test('a command whose database goes away while it is under way is never doubled and never lost', async () => {
  const { hotline, database } = service;
  const ids = await Promise.all(
    Array.from({ length: 4 }, async () => (await hotline.dispatched({ rulebook: 'calm' })).id),
  );
  const press = (id: string) => hotline.command(id, 'urge', { text: '催' }, { key: `press-${id}` });
  const sent = ids.map((id) => press(id));
  await database.kill();
  const answers = await Promise.all(sent);
  expect(answers.filter(({ status }) => ![200, 503].includes(status))).toEqual([]);
  await database.start();
  for (const id of ids) {
    await waitFor('the press was answered', async () => (await press(id)).status === 200, {
      seconds: 40,
      every: 500,
    });
    const { ticket, ledger } = await recordOf(hotline, id);
    expect(ledger.filter(({ type }) => type === 'urged')).toHaveLength(1);
    expectNoGap(ticket, ledger);
  }
});
