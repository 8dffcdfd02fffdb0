import { ladderInSeconds } from '../given/servers/config-folder';
import { atTheTop, expectEveryRungOnce } from '../given/climbed-ladder';
import { waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({
    rulebooks: [ladderInSeconds('quick', { limit: 4, remindBefore: 2, second: 4, third: 20 })],
  });
});
afterAll(() => service?.stop());

test('kill -9 of the worker again and again while many press a ticket that climbs: the ledger has each press and each rung once', async () => {
  const { hotline, worker } = service;
  const { id } = await hotline.dispatched();
  const keys = Array.from({ length: 40 }, (_, index) => `press-${index}-${id}`);
  const press = (key: string) => hotline.command(id, 'urge', { text: key }, { key });
  const left = keys.values();
  const presser = async (): Promise<void> => {
    for (const key of left) {
      await waitFor('the press was taken', async () => (await press(key)).status === 200, { seconds: 60 });
    }
  };
  const pressing = Promise.all(Array.from({ length: 6 }, presser));
  for (let times = 0; times < 2; times++) {
    const { seq } = await hotline.ticket(id);
    await waitFor('presses are coming in', async () => (await hotline.ticket(id)).seq > seq, { every: 10 });
    await worker.kill();
    await worker.start();
  }
  await pressing;
  const record = await atTheTop(hotline, id, 60);
  expectEveryRungOnce({
    ...record,
    outbox: record.outbox.filter(({ template }) => template !== 'urged'),
  });
  const pressed = record.ledger.filter(({ type }) => type === 'urged').map(({ data }) => String(data.text));
  expect(pressed.toSorted()).toEqual(keys.toSorted());
  expect(record.outbox.filter(({ template }) => template === 'urged')).toHaveLength(keys.length);
});
