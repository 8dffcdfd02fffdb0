import { Webhook } from 'standardwebhooks';
import type { RecordedTurn } from '../../activities/contract';
import { MARKS } from '../../activities/texts';
import type { Mail } from '../../activities/channels/mail';
import { makeTicketActivities } from '../../activities/ticket-activities';
import { unitsOf } from '../../config/units-file';
import { digestOf } from '../../domain/telling/digest';
import type { Turn } from '../../domain/telling/turn';
import type { Registration } from '../../domain/ticket/register';
import type { Message } from '../../storage/outbox/outbox';
import { workerMetrics } from '../../telemetry/worker-metrics';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { samplesOf } from '../given/metrics';
import { CALLERS as callers, keysOf, startOutside, type TestOutside } from '../given/servers/outside';
import { intake, PHONE, turnOf } from '../given/stored-story';
import { at, command, dispatchTo, HOTLINE, PARKS, Story } from '../given/story';

const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const noon = at('2026-09-29 12:00');

let outside: TestOutside;
let { db, receiver, mailbox } = {} as TestOutside;
let metrics = workerMetrics();
const logged: unknown[] = [];
const log = {
  error: (...all: unknown[]) => void logged.push(all),
  warn: (...all: unknown[]) => void logged.push(all),
};
beforeAll(async () => {
  ({ db, receiver, mailbox } = outside = await startOutside());
});
afterAll(() => outside.stop());
beforeEach(() => {
  metrics = workerMetrics();
  logged.length = 0;
  outside.clear();
});

const made = (byWebhook = true, store = db.store, mail?: Mail) =>
  makeTicketActivities({
    store,
    units: unitsOf([HOTLINE, PARKS]),
    gateway: byWebhook ? { url: receiver.url, secret: SECRET } : undefined,
    keysOf,
    ...(mail ? { mail } : {}),
    webhooks: outside.webhooks,
    restart: async () => {},
    metrics,
    log,
  });

/** A ticket that was answered at once: its caller is told of its registration, and of its closure. */
async function answered(change: Partial<Registration> = {}): Promise<Turn> {
  const matter = aMatter(change);
  await db.store.tickets.add(intake(matter));
  const turn = turnOf(new Story(LAW, matter).do(noon, command('answer', {})));
  return { ...turn, digest: digestOf(turn) };
}

const record = async (turn: Turn, { record: write } = made()) => (await write(turn)) as RecordedTurn;
const toCaller = async ({ ticketId }: Turn): Promise<Message[]> =>
  (await db.store.outbox.of(ticketId)).filter(({ to }) => to === 'caller');
/** Those of one delivery go out at the same time; here by their ids. */
const posted = () =>
  receiver.received
    .map(({ body }) => JSON.parse(body) as Record<'id' | 'phone' | 'text', string>)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));

test('the gateway is posted phone, code and link, signed by its own secret, once; they are kept nowhere', async () => {
  const turn = await answered();
  const { delivery } = await record(turn);
  expect(delivery?.summary).toBe('通知诉求人 · 登记、办结');
  const { deliver } = made();
  await deliver(delivery!);
  await deliver(delivery!);
  const id = turn.ticketId;
  const [registered, closed] = await toCaller(turn);
  expect(posted()).toEqual([
    {
      id: registered?.id,
      ticket: id,
      phone: PHONE,
      template: 'registered',
      text: expect.stringContaining(`查询码${callers.codeOf({ id, codeGeneration: 0 })}查询`),
      at: expect.stringMatching(/\+08:00$/),
    },
    {
      id: closed?.id,
      ticket: id,
      phone: PHONE,
      template: 'closed',
      text: expect.stringContaining((await callers.link({ id, codeGeneration: 0 }, closed!.at)).what),
      at: '2026-09-29T12:00:00+08:00',
    },
  ]);
  for (const { headers, body } of receiver.received)
    expect(() => new Webhook(SECRET).verify(body, headers as Record<string, string>)).not.toThrow();
  expect([registered, closed].map((it) => [it?.status, it?.channel, it?.attempts])).toEqual([
    ['sent', 'webhook', 1],
    ['sent', 'webhook', 1],
  ]);
  expect(JSON.stringify(await toCaller(turn))).toContain(MARKS.code);
  expect(JSON.stringify(await toCaller(turn))).not.toMatch(
    new RegExp(`${PHONE}|${callers.codeOf({ id, codeGeneration: 0 })}|evaluate#`),
  );
});

test('a gateway that refuses is tried again under the same id; neither phone nor address stand in what is noted of it', async () => {
  const turn = await answered();
  const { delivery } = await record(turn);
  const { deliver } = made();
  receiver.answer.status = 500;
  const failed = await deliver(delivery!).catch((error: unknown) => error);
  expect(failed).toMatchObject({ message: 'webhook: HTTP 500', nonRetryable: false });
  expect((await toCaller(turn)).map(({ status }) => status)).toEqual(['failed', 'failed']);
  receiver.answer.status = 202;
  await deliver(delivery!);
  const ids = posted().map(({ id }) => id);
  expect([ids.length, new Set(ids)]).toEqual([4, new Set(delivery?.ids)]);
  const counted = await metrics.text();
  expect(samplesOf(counted, 'huiyin_deliveries_total')).toEqual({
    'receiver="caller",channel="webhook",result="failed"': 2,
    'receiver="caller",channel="webhook",result="sent"': 2,
  });
  expect(JSON.stringify([failed, logged, counted, await toCaller(turn)])).not.toMatch(
    new RegExp(`${PHONE}|top-secret`),
  );
});

test('killed between posting and noting it, the same is posted again under the same id; a receipt that came in between ends it', async () => {
  const turn = await answered();
  const { delivery } = await record(turn);
  const killed = made(true, {
    ...db.store,
    outbox: { ...db.store.outbox, markSent: () => Promise.reject(new Error('killed')) },
  });
  await expect(killed.deliver(delivery!)).rejects.toThrow('killed');
  const [first = '', second = ''] = delivery?.ids ?? [];
  await db.store.outbox.receive(first, { status: 'delivered' }, noon);
  await made().deliver(delivery!);
  expect(posted().map(({ id }) => id)).toEqual([first, second, second]);
  expect((await toCaller(turn)).map(({ status }) => status)).toEqual(['delivered', 'sent']);
});

test('without an address of a gateway they wait in the queue, also what was to be sent when there was one', async () => {
  const turn = await answered();
  expect((await record(turn, made(false))).delivery).toBeUndefined();
  expect((await toCaller(turn)).map(({ status, channel }) => [status, channel])).toEqual([
    ['waiting', 'queue'],
    ['waiting', 'queue'],
  ]);
  const other = await answered();
  const { delivery } = await record(other);
  await made(false).deliver(delivery!);
  expect((await toCaller(other)).map(({ status, channel }) => [status, channel])).toEqual([
    ['waiting', 'queue'],
    ['waiting', 'queue'],
  ]);
  expect(receiver.received).toEqual([]);
});

describe('a caller who gave an address for e-mail', () => {
  const EMAIL = 'zhangsan@caller.example';
  /** As {@link answered}, of a caller with this address. */
  async function answeredTo(email: string, change: Partial<Registration> = {}): Promise<Turn> {
    const matter = aMatter({ ...change, byMail: true });
    const contact = { caller: { phone: PHONE, email } };
    await db.store.tickets.add(intake(matter, { contact }));
    const turn = turnOf(new Story(LAW, matter).do(noon, command('answer', {})));
    return { ...turn, digest: digestOf(turn) };
  }
  const byMail = () => made(true, db.store, outside.mail);
  const standing = async (turn: Turn) =>
    (await toCaller(turn)).map(({ status, channel }) => `${status} ${channel}`);

  test('is told by it, with code and link, and the gateway is not; the address stands in no message', async () => {
    const turn = await answeredTo(EMAIL);
    const { delivery } = await record(turn, byMail());
    await byMail().deliver(delivery!);
    await byMail().deliver(delivery!);
    expect(mailbox.letters.map(({ to }) => to)).toEqual([[EMAIL], [EMAIL]]);
    const bodies = mailbox.letters.map(({ raw }) => raw.split('\r\n\r\n').slice(1).join(''));
    const texts = bodies.map((body) => Buffer.from(body, 'base64').toString()).join();
    expect(texts).toContain(`查询码${callers.codeOf({ id: turn.ticketId, codeGeneration: 0 })}查询`);
    // The one with the link is quoted-printable.
    expect(bodies.join().replaceAll('=\r\n', '')).toContain('https://12345.example/evaluate#');
    expect(receiver.received).toEqual([]);
    expect(await standing(turn)).toEqual(['sent email', 'sent email']);
    expect(JSON.stringify([await toCaller(turn), await metrics.text(), logged])).not.toContain(EMAIL);
  });

  test('is told by the gateway where the service sends no mail', async () => {
    const turn = await answeredTo(EMAIL);
    expect(await record(turn).then(({ delivery }) => made().deliver(delivery!))).toBeUndefined();
    expect([mailbox.letters, posted().length]).toEqual([[], 2]);
    expect(Object.keys(posted()[0] ?? {})).not.toContain('email');
  });

  test('and whose mailbox refuses is told again; the refusal is noted without the address', async () => {
    const turn = await answeredTo('nobody@caller.example');
    const { delivery } = await record(turn, byMail());
    await expect(byMail().deliver(delivery!)).rejects.toThrow('email: SMTP 550');
    expect(await standing(turn)).toEqual(['failed email', 'failed email']);
    expect(JSON.stringify([await toCaller(turn), logged])).not.toContain('nobody@');
  });

  test('WF-11: but a report or a confidential matter lies ready, and nobody mails it', async () => {
    for (const change of [{ kind: 'report' }, { confidential: true }] as const) {
      const turn = await answeredTo(EMAIL, change);
      expect((await record(turn, byMail())).delivery).toBeUndefined();
      expect(await standing(turn)).toEqual(['waiting outbox', 'waiting outbox']);
    }
    expect(mailbox.letters).toEqual([]);
  });
});

describe('WF-11, BJ-2: of a report or a confidential matter no gateway is told', () => {
  test.each([{ kind: 'report' }, { confidential: true }] as const)('%j: it lies ready', async (change) => {
    for (const byWebhook of [true, false]) {
      const turn = await answered(change);
      expect((await record(turn, made(byWebhook))).delivery).toBeUndefined();
      expect((await toCaller(turn)).map(({ status, channel }) => [status, channel])).toEqual([
        ['waiting', 'outbox'],
        ['waiting', 'outbox'],
      ]);
    }
  });

  test('nor of one that became a report before it was sent', async () => {
    const turn = await answered();
    const { delivery } = await record(turn);
    await db.connection
      .collection<{ _id: string }>('tickets')
      .updateOne({ _id: turn.ticketId }, { $set: { 'matter.kind': 'report' } });
    await made().deliver(delivery!);
    expect(receiver.received).toEqual([]);
    expect(new Set((await toCaller(turn)).map(({ status, channel }) => `${status} ${channel}`))).toEqual(
      new Set(['waiting outbox']),
    );
  });
});

test('who withdrew a matter is told that it is closed, and nothing of before', async () => {
  const matter = aMatter();
  await db.store.tickets.add(intake(matter));
  const story = new Story(LAW, matter).do(noon, dispatchTo(PARKS));
  const first = turnOf(story);
  const { delivery } = await record({ ...first, digest: digestOf(first) });
  const second = turnOf(story.do(noon, command('withdraw', {})), first.view.seq);
  const { delivery: last } = await record({ ...second, digest: digestOf(second) });
  const { deliver } = made();
  await deliver(delivery!);
  await deliver(last!);
  expect(posted()).toEqual([expect.objectContaining({ template: 'closed' })]);
});
