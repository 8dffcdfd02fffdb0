import { calmRulebook, ladderInSeconds } from '../given/servers/config-folder';
import { LEAD, REPLY } from '../given/hotline';
import { atTheTop, expectEveryRungOnce, expectNoGap, recordOf, rungsIn } from '../given/climbed-ladder';
import { pastMoment, waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({
    rulebooks: [
      calmRulebook('calm'),
      ladderInSeconds('quick', { limit: 4, remindBefore: 2, second: 4, third: 20 }),
    ],
  });
});
afterEach(() => service.standUp());
afterAll(() => service?.stop());

const dueOf = async (id: string): Promise<number> =>
  Date.parse((await service.hotline.ticket(id)).clocks.find(({ name }) => name === 'handling')?.due ?? '');

test('kill -9 of the worker between due moment and escalation: what was due meanwhile fires when it is back, and every rung once', async () => {
  const { hotline, worker } = service;
  const tickets = await Promise.all([1, 2, 3].map(() => hotline.dispatched()));
  const ids = tickets.map(({ id }) => id);
  await waitFor('they are under supervision', async () => {
    const all = await Promise.all(ids.map((id) => hotline.ticket(id)));
    return all.every(({ supervision }) => supervision.length > 0);
  });
  await worker.kill();
  await pastMoment(Math.max(...(await Promise.all(ids.map(dueOf)))) + 5_000);
  // Supervision is no level: the ladder's next rung, to level 2, is what was due meanwhile.
  for (const id of ids)
    expect(await hotline.ticket(id)).toMatchObject({ level: 0, supervision: [{ mode: 'daily' }] });

  await worker.start();
  for (const id of ids) {
    const record = await atTheTop(hotline, id);
    expectEveryRungOnce(record);
    const escalated = rungsIn(record.ledger).find(({ data }) => data.level === 2);
    expect(Date.parse(escalated?.at ?? '') - Date.parse(String(escalated?.data.planned))).toBeGreaterThan(
      500,
    );
    expect((await hotline.handleToTheEnd(id)).state).toBe('closed');
    const { ticket, ledger } = await recordOf(hotline, id);
    expectNoGap(ticket, ledger);
  }
});

test('kill -9 of the worker while commands are under way: each is applied once or not at all, and with the same key it is in the end applied once', async () => {
  const { hotline, worker } = service;
  const ids = await Promise.all(
    Array.from({ length: 5 }, async () => (await hotline.dispatched({ rulebook: 'calm' })).id),
  );
  const press = (id: string) => hotline.command(id, 'urge', { text: '催' }, { key: `press-${id}` });
  const sent = ids.map((id) => press(id).catch(() => undefined));
  await worker.kill();
  const answers = await Promise.all(sent);
  expect(answers.filter((it) => it && ![200, 503].includes(it.status))).toEqual([]);

  await worker.start();
  for (const id of ids) {
    await waitFor('the press was answered', async () => (await press(id)).status === 200, { seconds: 30 });
    const { ticket, ledger } = await recordOf(hotline, id);
    expect(ledger.filter(({ type }) => type === 'urged')).toHaveLength(1);
    expectNoGap(ticket, ledger);
    expect((await hotline.handleToTheEnd(id)).state).toBe('closed');
  }
});

test('without a worker a command is answered by 503 with Retry-After, reading goes on, and the command is not lost', async () => {
  const { hotline, worker } = service;
  const { id } = await hotline.dispatched({ rulebook: 'calm' });
  await worker.kill();
  const submitted = { outcome: 'resolved', reply: REPLY };
  const answer = await hotline.command(id, 'submit', submitted, { key: 'submit-it' });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect((await hotline.ticket(id)).assignments).toEqual([{ unit: LEAD, role: 'lead', state: 'dispatched' }]);
  await worker.start();
  await waitFor('the reply is in', async () => {
    const { status } = await hotline.command(id, 'submit', submitted, { key: 'submit-it' });
    return status === 200;
  });
  const ledger = await hotline.ledger(id);
  expect(ledger.filter(({ type }) => type === 'submitted')).toHaveLength(1);
  expect(ledger.find(({ type }) => type === 'submitted')?.data.response).toBe(REPLY.response);
});
