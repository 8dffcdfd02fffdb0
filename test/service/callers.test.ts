import type { NotificationAnswer, TicketAnswer } from '../../api/tickets/answers';
import { readable } from '../../dev/histories/readable';
import { runsOf } from '../given/histories';
import { LEAD } from '../given/hotline';
import { BODY } from '../given/matter';
import { calmRulebook } from '../given/servers/config-folder';
import { everythingStored } from '../given/servers/database-contents';
import { startReceiver } from '../given/servers/receiver';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

const GATEWAY = { role: 'gateway', sub: 'sms-1' } as const;
const QUEUE = '/v1/callers/messages';
const PHONE = '13987654321';
const CALM = { rulebook: 'calm', caller: { ...BODY.caller, phone: PHONE } };

interface Letter {
  readonly id: string;
  readonly ticket: string;
  readonly phone: string;
  readonly text: string;
}

let service: WholeService;
let gateway: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  gateway = await startReceiver();
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
});
afterEach(() => service.standUp());
afterAll(async () => {
  await service?.stop();
  await gateway.stop();
});

const messagesOf = async ({ id }: TicketAnswer): Promise<NotificationAnswer[]> =>
  (await service.hotline.outbox(id)).filter(({ to }) => to === 'caller');
const statusesOf = async (ticket: TicketAnswer) => (await messagesOf(ticket)).map(({ status }) => status);

const receipt = async (id: string, body: object): Promise<void> => {
  const { status } = await service.hotline.ask(`${QUEUE}/${id}/receipt`, { as: GATEWAY, body });
  expect(status).toBe(200);
};

/** A ticket whose caller was told of its registration and its closure. */
async function answered(): Promise<TicketAnswer> {
  const ticket = await service.hotline.register(CALM);
  await service.hotline.order(ticket.id, 'answer', { reply: '周末照常办公' });
  await waitFor('both messages are there', async () => (await messagesOf(ticket)).length === 2);
  return ticket;
}

test('a gateway drains the queue: what it did not acknowledge before a crash comes again, under the same id, and what it did does not', async () => {
  const { hotline, api } = service;
  const ticket = await answered();
  expect(await statusesOf(ticket)).toEqual(['waiting', 'waiting']);
  const drained = async (): Promise<readonly Letter[]> =>
    (await hotline.ask<{ items: Letter[] }>(QUEUE, { as: GATEWAY })).body.items;

  const first = await drained();
  expect(first.map(({ ticket: id, phone }) => [id, phone])).toEqual([
    [ticket.id, PHONE],
    [ticket.id, PHONE],
  ]);
  expect(first[0]?.text).toContain(`查询码${ticket.code}查询`);
  expect(first[1]?.text).toMatch(/请评价：http:\/\/localhost:3000\/evaluate#\S+$/);
  await receipt(first[0]?.id ?? '', { status: 'delivered' });
  await api.kill();
  await api.start();
  expect(await drained()).toEqual(first.slice(1));
  expect(await statusesOf(ticket)).toEqual(['delivered', 'waiting']);
  await receipt(first[1]?.id ?? '', { status: 'sent' });
  expect(await drained()).toEqual([]);
  await receipt(first[1]?.id ?? '', { status: 'failed', reason: 'UNDELIV' });
  expect(await statusesOf(ticket)).toEqual(['delivered', 'failed']);
});

test('what waits holds no ticket open, and is nothing that failed', async () => {
  const { hotline, engine } = service;
  const ticket = await answered();
  await waitFor('its workflow came to its end', async () => {
    const { status } = await engine.workflow.getHandle(ticket.id).describe();
    return status.name === 'COMPLETED';
  });
  const { id } = await hotline.dispatched(CALM);
  const own = (await hotline.outbox(id)).filter(({ to }) => to === 'caller');
  expect(own.map(({ channel, status }) => [channel, status])).toContainEqual(['queue', 'waiting']);
  const { body: metrics } = await hotline.ask<string>('/metrics', { as: null });
  // Of the test before.
  expect(metrics).toMatch(/huiyin_outbox_messages\{status="failed"\} 1\n/);
});

describe('given a gateway that is posted to', () => {
  beforeAll(async () => {
    service.env.HUIYIN_CALLERS_WEBHOOK = gateway.url;
    service.env.HUIYIN_CALLERS_WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    await service.worker.stop();
    await service.worker.start();
  });

  const posted = (id: string): Letter[] =>
    gateway.received.map(({ body }) => JSON.parse(body) as Letter).filter(({ ticket }) => ticket === id);

  test('it gets each message once, and its receipts say how it ended', async () => {
    const ticket = await answered();
    await waitFor('it was posted both', () => posted(ticket.id).length === 2);
    await waitFor('that is noted', async () => (await statusesOf(ticket)).every((it) => it === 'sent'));
    const messages = await messagesOf(ticket);
    expect(posted(ticket.id).map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
    expect(new Set(posted(ticket.id).map(({ phone }) => phone))).toEqual(new Set([PHONE]));
    expect(posted(ticket.id)[0]?.text).toContain(`查询码${ticket.code}查询`);
    await receipt(messages[0]?.id ?? '', { status: 'delivered' });
    await receipt(messages[1]?.id ?? '', { status: 'failed', reason: 'REJECTD' });
    expect(await statusesOf(ticket)).toEqual(['delivered', 'failed']);
    expect((await service.hotline.ask<{ items: Letter[] }>(QUEUE, { as: GATEWAY })).body.items).toEqual(
      // What waited before it was posted to waits on.
      expect.not.arrayContaining([expect.objectContaining({ ticket: ticket.id })]),
    );
  });

  test('kill -9 of the worker between posting and noting it: the same comes again under the same id', async () => {
    const { hotline, worker } = service;
    gateway.answer.hangs = true;
    const ticket = await hotline.register(CALM);
    await waitFor('it was posted', () => posted(ticket.id).length === 1);
    await worker.kill();
    gateway.answer.hangs = false;
    await worker.start();
    await waitFor('it was posted again', () => posted(ticket.id).length === 2, { seconds: 90 });
    await waitFor('that is noted', async () => (await statusesOf(ticket))[0] === 'sent');
    expect(new Set(posted(ticket.id).map(({ id }) => id)).size).toBe(1);
  });

  test('one that fails stops no ticket, and gets all once it is back', async () => {
    const { hotline } = service;
    gateway.answer.status = 500;
    const { id } = await hotline.dispatched(CALM);
    const closed = await hotline.handleToTheEnd(id, LEAD);
    expect(closed.state).toBe('closed');
    await waitFor('a try failed', async () =>
      (await messagesOf(closed)).some(
        ({ status, reason }) => status === 'failed' && reason === 'webhook: HTTP 500',
      ),
    );
    gateway.answer.status = 202;
    await waitFor(
      'all were sent',
      async () => (await statusesOf(closed)).every((status) => status === 'sent'),
      { seconds: 60, every: 500 },
    );
  });

  test('WF-11: of a report it is told nothing', async () => {
    const ticket = await service.hotline.register({ ...CALM, kind: 'report' });
    await waitFor('its caller is told', async () => (await statusesOf(ticket))[0] === 'waiting');
    expect(posted(ticket.id)).toEqual([]);
  });
});

test('no phone, code or link stands in a history, a log, a metric or in clear in the database', async () => {
  const ticket = await answered();
  const { engine, hotline } = service;
  const runs = await runsOf(engine, ticket.id);
  const histories = await Promise.all(
    runs.map(async (run) => readable(await engine.workflow.getHandle(ticket.id, run).fetchHistory())),
  );
  const said = [
    JSON.stringify(histories),
    await service.logs(),
    await service.workerMetrics(),
    (await hotline.ask<string>('/metrics', { as: null })).body,
    JSON.stringify(await everythingStored(service.mongoUri)),
  ].join('\n');
  expect(said).not.toContain(PHONE);
  expect(said).not.toContain('/evaluate#');
  expect(said).not.toContain('top-secret');
  // An 8-digit number may also be a part of some hash or moment.
  expect(said).not.toMatch(new RegExp(`(?<![\\w-])${ticket.code}(?![\\w-])`));
});
