import { calmRulebook, ladderInSeconds } from '../given/servers/config-folder';
import { type ProblemAnswer, REPLY } from '../given/hotline';
import { atTheTop, expectEveryRungOnce, expectNoGap, recordOf } from '../given/climbed-ladder';
import { pastMoment, waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({
    rulebooks: [
      calmRulebook('calm'),
      ladderInSeconds('quick', { limit: 5, remindBefore: 3, second: 3, third: 25 }),
    ],
  });
});
afterAll(() => service?.stop());

test('kill -9 of the Temporal server with its data kept: what was due meanwhile fires when it is back, every rung once, and nothing is lost', async () => {
  const { hotline, temporal } = service;
  const climbing = await Promise.all([1, 2, 3].map(() => hotline.dispatched()));
  const calm = await hotline.dispatched({ rulebook: 'calm' });
  const ids = climbing.map(({ id }) => id);
  await waitFor('the units were reminded', async () => {
    const all = await Promise.all(ids.map((id) => hotline.ticket(id)));
    return all.every(({ counts }) => counts.reminded === 1);
  });
  const before = await recordOf(hotline, calm.id);
  await temporal.kill();

  const refused = await hotline.command<ProblemAnswer>(calm.id, 'sign', {}, { key: 'sign-in-the-outage' });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await recordOf(hotline, calm.id)).toEqual(before);
  const dues = climbing.map(({ clocks }) => Date.parse(clocks[0]?.due ?? ''));
  await pastMoment(Math.max(...dues) + 4_000);
  for (const id of ids) expect((await hotline.ticket(id)).level).toBe(0);

  await temporal.start();
  await waitFor(
    'the command is taken',
    async () => (await hotline.command(calm.id, 'sign', {}, { key: 'sign-in-the-outage' })).status === 200,
    { seconds: 40, every: 500 },
  );
  expect((await hotline.ledger(calm.id)).filter(({ type }) => type === 'signed')).toHaveLength(1);
  await hotline.order(calm.id, 'contact');
  await hotline.order(calm.id, 'submit', { outcome: 'resolved', reply: REPLY });
  for (const id of ids) {
    expectEveryRungOnce(await atTheTop(hotline, id, 60));
    expect((await hotline.handleToTheEnd(id)).state).toBe('closed');
    const { ticket, ledger } = await recordOf(hotline, id);
    expectNoGap(ticket, ledger);
  }
});
