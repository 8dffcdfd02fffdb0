import { dataKeys } from '../../keys/data-keys';
import { type Store, storeAt } from '../../storage/store';
import { LEAD } from '../given/hotline';
import { remindedEachMinute } from '../given/servers/config-folder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

/** DESIGN §9: floods of mail, or silence where one was due. */
let service: WholeService;
let store: Store;
beforeAll(async () => {
  service = await startWholeService({
    rulebooks: [remindedEachMinute('daily', 10)],
    gatherSeconds: 60,
  });
  store = await storeAt(service.mongoUri, dataKeys(Buffer.from(service.env.HUIYIN_DATA_KEY ?? '', 'hex')));
});
afterAll(async () => {
  await store?.close();
  await service?.stop();
});

interface Sent {
  readonly id: string;
  readonly template: string;
  readonly messages?: readonly { readonly id: string; readonly ticket: string }[];
}

/** The gathered messages that came to the unit so far, a try again too. */
const gathered = (): Sent[] =>
  service.receiver.received
    .map(({ body }) => JSON.parse(body) as Sent)
    .filter(({ template }) => template === 'gathered');
const idsIn = ({ messages = [] }: Sent): string[] => messages.map(({ id }) => id);

test('kill -9 of the worker before gathered reminders are sent, and again when they are sent and not marked: none is lost, and what comes twice has the same id', async () => {
  const { hotline, worker, receiver } = service;
  const tickets = await Promise.all([1, 2, 3, 4, 5].map(() => hotline.dispatched({ rulebook: 'daily' })));
  const waiting = async (): Promise<number> => (await store.outbox.gathered())[0]?.count ?? 0;

  await waitFor('all were reminded', async () => (await waiting()) >= tickets.length, {
    seconds: 120,
    every: 20,
  });
  await worker.kill();
  expect(gathered()).toEqual([]);
  receiver.answer.hangs = true;
  await worker.start();
  const hung = await waitFor('they came as one, and are not answered', () => gathered()[0], { seconds: 90 });
  expect(new Set(hung.messages?.map(({ ticket }) => ticket))).toEqual(new Set(tickets.map(({ id }) => id)));
  await worker.kill();
  receiver.answer.hangs = false;
  await worker.start();
  const again = await waitFor(
    'it came again',
    () =>
      gathered()
        .slice(1)
        .find(({ id }) => id === hung.id),
    {
      seconds: 120,
    },
  );
  expect(idsIn(again)).toEqual(idsIn(hung));

  for (const { id } of tickets) await hotline.order(id, 'withdraw', { text: '不用了' });
  const told = await waitFor(
    'each reminder is sent',
    async () => {
      const all = (await Promise.all(tickets.map(({ id }) => store.outbox.of(id)))).flat();
      const reminders = all.filter(({ to, template }) => to === LEAD && template === 'reminded');
      return reminders.every(({ status }) => status === 'sent') && reminders.map(({ id }) => id);
    },
    { seconds: 150 },
  );
  const alone = receiver.received
    .map(({ body }) => JSON.parse(body) as Sent)
    .filter(({ template }) => template === 'reminded');
  const byId = new Map([...gathered(), ...alone].map((it) => [it.id, it.messages ? idsIn(it) : [it.id]]));
  expect([...byId.values()].flat().toSorted()).toEqual(told.toSorted());
  expect(await store.outbox.gathered()).toEqual([]);
}, 600_000);
