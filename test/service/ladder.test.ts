import { Webhook } from 'standardwebhooks';
import { signature } from '../../activities/channels/webhook';
import { dataKeys } from '../../keys/data-keys';
import { webhookSecrets } from '../../keys/webhook-secrets';
import { ladderInSeconds } from '../given/servers/config-folder';
import { atTheTop, expectEveryRungOnce, nothingToSend, recordOf, rungsIn } from '../given/climbed-ladder';
import { waitFor } from '../given/wait-for';
import {
  BROKEN_UNIT,
  startWholeService,
  WEBHOOK_SECRET,
  type WholeService,
} from '../given/servers/whole-service';

let service: WholeService;
beforeAll(async () => {
  const quick = ladderInSeconds('quick', { limit: 4, remindBefore: 2, second: 2, third: 4 });
  service = await startWholeService({ rulebooks: [quick] });
});
afterAll(() => service?.stop());

/** The messages that a unit's receiver got of a ticket, as they came over the wire. */
const webhooksOf = (id: string, received = service.receiver.received) =>
  received
    .map(({ headers, body }) => ({
      headers,
      body,
      message: JSON.parse(body) as { id: string; ticket: string; template: string; text: string; at: string },
    }))
    .filter(({ message }) => message.ticket === id);

describe('given a ticket that is dispatched and left alone', () => {
  test('it is reminded, put under supervision, escalated to the office and to the executive meeting, each once, and nobody touches it', async () => {
    const { hotline, mailbox } = service;
    const { id, clocks } = await hotline.dispatched();
    const record = await atTheTop(hotline, id);

    expectEveryRungOnce(record);
    expect(record.ticket).toMatchObject({
      state: 'handling',
      level: 3,
      supervision: [{ mode: 'daily' }],
      counts: { reminded: 1 },
    });
    expect(record.ticket.next.at).toBeNull();
    const due = Date.parse(clocks.find(({ name }) => name === 'handling')?.due ?? '');
    const planned = rungsIn(record.ledger).map(({ data }) => Date.parse(String(data.planned)) - due);
    expect(planned).toEqual([-2_000, 0, 2_000, 4_000]);

    // Each message reached its reader by the reader's own way, once, and proves that it is ours.
    const byChannel = (channel: string) =>
      record.outbox
        .filter((it) => it.channel === channel)
        .map((it) => it.id)
        .toSorted();
    const webhooks = webhooksOf(id);
    expect(webhooks.map(({ message }) => message.id).toSorted()).toEqual(byChannel('webhook'));
    const keys = dataKeys(Buffer.from(service.env.HUIYIN_DATA_KEY ?? '', 'hex')).map((key) => key.webhooks);
    for (const { headers, body, message } of webhooks) {
      const [secret = ''] = webhookSecrets(keys, message.id.split(':').at(-1) ?? '');
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(message);
      expect(headers['x-huiyin-signature']).toBe(signature(body, WEBHOOK_SECRET));
      expect(headers['content-type']).toBe('application/json');
    }
    expect(webhooks.find(({ message }) => message.template === 'supervised')?.message.text).toContain(
      '日常督办',
    );
    const letters = mailbox.letters.filter(({ raw }) => raw.includes(id));
    expect(letters).toHaveLength(2);
    expect(byChannel('email')).toHaveLength(2);
    expect(letters.every(({ to }) => to.join() === 'office@city.example')).toBe(true);
    expect(byChannel('outbox').filter((it) => it.endsWith(':meeting'))).toHaveLength(1);
  });

  test('it is handled after all, and nothing fires any more', async () => {
    const { hotline } = service;
    const { id } = await hotline.dispatched();
    await waitFor('the unit was reminded', async () => (await hotline.ticket(id)).counts.reminded === 1);
    await hotline.order(id, 'submit', {
      outcome: 'explained',
      reply: { response: '答复', result: '已说明', method: '电话' },
    });
    const [handling] = (await hotline.ticket(id)).clocks.filter(({ name }) => name === 'handling');
    expect(handling?.state).toBe('met');
    await waitFor(
      'the handling clock would have been over',
      () => Date.now() > Date.parse(handling?.due ?? '') + 4_500,
    );
    const { ledger, ticket } = await recordOf(hotline, id);
    expect(rungsIn(ledger).map(({ type }) => type)).toEqual(['reminded']);
    expect(ticket.level).toBe(0);
  });
});

test('given a unit whose receiver fails, its ticket climbs all the same, the messages show as failed, and they arrive once the receiver is back', async () => {
  const { hotline, brokenReceiver } = service;
  brokenReceiver.answer.status = 500;
  const { id } = await hotline.dispatched({}, BROKEN_UNIT);
  const stuck = await waitFor('all rungs have fired while the receiver fails', async () => {
    const record = await recordOf(hotline, id);
    const failing = record.outbox.filter(({ status }) => status === 'failed');
    return record.ticket.level === 3 && failing.some(({ attempts }) => attempts > 1) && record;
  });
  expectEveryRungOnce(stuck, BROKEN_UNIT);
  const failed = stuck.outbox.filter(({ to }) => to === BROKEN_UNIT);
  expect(failed.map(({ status }) => status)).not.toContain('sent');
  expect(stuck.outbox.find(({ to }) => to === 'hotline')?.status).toBe('sent');
  const { body: metrics } = await hotline.ask<string>('/metrics', { as: null });
  expect(metrics).toMatch(/huiyin_outbox_messages\{status="failed"\} [1-9]/);

  const triesInVain = brokenReceiver.received.length;
  brokenReceiver.answer.status = 204;
  const told = await waitFor(
    'the messages arrived',
    async () => {
      const outbox = await hotline.outbox(id);
      return nothingToSend(outbox) && outbox;
    },
    { seconds: 45, every: 500 },
  );
  const mine = told.filter(({ to }) => to === BROKEN_UNIT);
  expect(mine).toHaveLength(5);
  expect(mine.every(({ attempts }) => attempts > 1)).toBe(true);
  const arrived = webhooksOf(id, brokenReceiver.received.slice(triesInVain));
  expect(arrived.map(({ message }) => message.id).toSorted()).toEqual(mine.map((it) => it.id).toSorted());

  // The ticket goes on as if nothing had been.
  expect((await hotline.handleToTheEnd(id, BROKEN_UNIT)).state).toBe('closed');
});
