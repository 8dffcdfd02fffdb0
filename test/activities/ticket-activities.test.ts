import { createHmac } from 'node:crypto';
import { mongo } from 'mongoose';
import { Webhook } from 'standardwebhooks';
import { AT_ONCE, IN_A_ROW, WAITING } from '../../activities/channels/receivers';
import { MARKS } from '../../activities/texts';
import { makeTicketActivities } from '../../activities/ticket-activities';
import { type Unit, unitsOf } from '../../config/units-file';
import { ticketId, unitId } from '../../domain/ids';
import type { Notification } from '../../domain/telling/consequences';
import type { RecordedTurn } from '../../activities/contract';
import { type EarlierDelivery, LEDGER_BEHIND, type Turn } from '../../domain/telling/turn';
import { instant } from '../../domain/time/instant';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { asUnit, at, command, dispatchTo, HOTLINE, PARKS, Story, STREET, WATER } from '../given/story';
import { webhookSecrets } from '../../keys/webhook-secrets';
import { workerMetrics } from '../../telemetry/worker-metrics';
import { keysOf, SHARED_KEY, startOutside, type TestOutside, WEBHOOK_KEY } from '../given/servers/outside';
import { startReceiver } from '../given/servers/receiver';
import { intake, PHONE, turnOf } from '../given/stored-story';
import { samplesOf } from '../given/metrics';

const { MongoNetworkError, MongoServerError } = mongo;
const noon = at('2026-09-29 12:00');

let outside: TestOutside;
let { db, receiver, mailbox, mail, webhooks } = {} as TestOutside;
const logged: unknown[] = [];
let metrics = workerMetrics();
const log = {
  error: (...all: unknown[]) => void logged.push(all),
  warn: (...all: unknown[]) => void logged.push(all),
};

beforeAll(async () => {
  ({ db, receiver, mailbox, mail, webhooks } = outside = await startOutside());
});
afterAll(() => outside.stop());
beforeEach(() => {
  metrics = workerMetrics();
  logged.length = 0;
  outside.clear();
});

const office: Unit = { id: unitId('office'), name: '市政府办公厅', level: 'office' };
const unitsWith = (contacts: Record<string, Unit['contact']>) =>
  unitsOf([HOTLINE, PARKS, WATER, STREET, office].map((unit) => ({ ...unit, contact: contacts[unit.id] })));

const activities = (
  contacts: Record<string, Unit['contact']> = {},
  withMail = true,
  units = unitsWith(contacts),
) => {
  const { record, deliver } = makeTicketActivities({
    store: db.store,
    units,
    mail: withMail ? mail : undefined,
    webhooks,
    keysOf,
    restart,
    metrics,
    log,
  });
  return {
    // A turn without a digest.
    record: async (turn: Turn) => (await record(turn)) as EarlierDelivery[],
    deliver,
  };
};
const restart = async () => {};

async function dispatched(): Promise<Turn> {
  const matter = aMatter();
  await db.store.tickets.add(intake(matter));
  return turnOf(new Story(LAW, matter).do(noon, dispatchTo(PARKS, [WATER], [STREET])));
}

const byHook = () => ({ parks: { webhook: receiver.url } });
const byMail = { parks: { email: 'duty@parks.example' } };

describe('record', () => {
  test('what can never be written is told from an outage, and from a slow database: named with its ticket and its place, and tried again', async () => {
    const turn = turnOf(new Story(LAW, aMatter()));
    const failing = (cause: Error) =>
      makeTicketActivities({
        store: {
          ...db.store,
          recordTurn: () => {
            throw cause;
          },
        },
        units: unitsWith({}),
        webhooks,
        keysOf,
        restart,
        metrics,
        log,
      }).record(turn);
    const tries = async () => samplesOf(await metrics.text(), 'huiyin_turn_failures_total');
    await expect(failing(new MongoNetworkError('away'))).rejects.toThrow('away');
    expect(await tries()).toEqual({ 'cause="database-away"': 1, 'cause="fault"': 0 });
    expect(logged).toEqual([]);
    await expect(failing(new MongoServerError({ message: 'slow', code: 50 }))).rejects.toThrow('slow');
    expect(logged).toEqual([
      [{ ticket: turn.ticketId, seq: turn.view.seq }, 'a turn took too long to write'],
    ]);
    logged.length = 0;
    const broken = new TypeError('x is undefined');
    await expect(failing(broken)).rejects.toThrow(broken);
    expect(logged).toEqual([
      [{ ticket: turn.ticketId, seq: turn.view.seq, err: broken }, 'a turn can’t be written'],
    ]);
    expect(await tries()).toEqual({ 'cause="database-away"': 2, 'cause="fault"': 1 });
    const waiting = async () => samplesOf(await metrics.text(), 'huiyin_turns_waiting');
    expect(await waiting()).toEqual({ '': 1 });
    await activities().record(turn);
    expect(await waiting()).toEqual({ '': 0 });
  });

  test('writes a turn that waited for the database while workers were replaced: a message of before had its id whole', async () => {
    const turn = await dispatched();
    const before = turn.notifications.map(({ ticket, seq, ...rest }) => ({
      id: `${ticket}:${seq}:${'unit' in rest.to ? rest.to.unit : rest.to.role}`,
      ...rest,
    }));
    await activities().record({ ...turn, notifications: before as never });
    const ids = async () => (await db.store.outbox.of(turn.ticketId)).map(({ id }) => id);
    const told = await ids();
    expect(told.length).toBeGreaterThan(2);
    await activities().record(turn);
    expect(await ids()).toEqual(told);
  });

  test('WF-13, HZ-10: tells the caller of code and link, and keeps neither: marks stand in their places', async () => {
    const matter = aMatter();
    await db.store.tickets.add(intake(matter));
    const turn = turnOf(new Story(LAW, matter).do(noon, command('answer', {})));
    await activities().record(turn);
    const texts = async () =>
      (await db.store.outbox.of(turn.ticketId)).filter(({ to }) => to === 'caller').map(({ text }) => text);
    const told = await texts();
    expect(told).toEqual([
      expect.stringContaining(`查询码${MARKS.code}查询`),
      expect.stringMatching(new RegExp(`请评价：${MARKS.link}$`)),
    ]);
    await db.connection.collection('outbox').deleteMany({ ticketId: turn.ticketId });
    await activities().record(turn);
    expect(await texts()).toEqual(told);
  });

  test('writes each message with the way it goes, and gives back those that have to be sent, the same on a retry', async () => {
    const turn = await dispatched();
    const { record } = activities({
      parks: { webhook: receiver.url, email: 'a@b.cn' },
      water: { email: 'a@b.cn' },
    });
    const deliveries = await record(turn);
    const seq = turn.events.find(({ type }) => type === 'dispatched')?.seq;
    expect(deliveries).toEqual([
      { id: `${turn.ticketId}:${seq}:parks`, summary: '通知园林局 · 派单' },
      { id: `${turn.ticketId}:${seq}:water`, summary: '通知水务集团 · 派单' },
    ]);
    expect(await record(turn)).toEqual(deliveries);
    expect(
      (await db.store.outbox.of(turn.ticketId)).map(({ to, channel, status }) => [to, channel, status]),
    ).toEqual(
      expect.arrayContaining([
        ['caller', 'queue', 'waiting'],
        ['parks', 'webhook', 'pending'],
        ['water', 'email', 'pending'],
        ['street', 'outbox', 'waiting'],
      ]),
    );
    expect(await db.store.tickets.find(turn.ticketId)).toMatchObject({
      seq: turn.view.seq,
      state: 'handling',
    });
  });

  test('what is for a unit that was closed goes to the last of its successors, and there once', async () => {
    const turn = await dispatched();
    const closed = unitsOf([
      { ...PARKS, successor: STREET.id },
      { ...WATER, contact: { webhook: receiver.url } },
      { ...STREET, successor: WATER.id },
      HOTLINE,
    ]);
    const { record, deliver } = activities({}, false, closed);
    const deliveries = await record(turn);
    const messages = (await db.store.outbox.of(turn.ticketId)).filter(({ to }) => to !== 'caller');
    expect(messages.map(({ to, channel }) => [to, channel])).toEqual([['water', 'webhook']]);
    expect(deliveries.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
    await deliver(deliveries[0]!);
    expect(receiver.received).toHaveLength(1);
  });

  test('what was not sent yet when its unit was closed is sent to the successor', async () => {
    const turn = await dispatched();
    const [first] = await activities(byHook()).record(turn);
    const moved = unitsOf([
      { ...PARKS, successor: office.id },
      { ...office, contact: { email: 'a@b.cn' } },
    ]);
    await activities({}, true, moved).deliver(first!);
    expect(receiver.received).toEqual([]);
    expect(mailbox.letters).toHaveLength(1);
  });

  test('without a mail server, a unit with a mailbox finds its messages in the outbox', async () => {
    const turn = await dispatched();
    expect(await activities(byMail, false).record(turn)).toEqual([]);
    const found = await db.store.outbox.of(turn.ticketId);
    expect(new Set(found.map(({ status }) => status))).toEqual(new Set(['waiting']));
  });

  test('a level goes to its units, or under its own name where no unit has it; who is meant twice is told once', async () => {
    const turn = await dispatched();
    const seq = turn.view.seq;
    const tell = (to: Notification['to']): Notification => ({
      ticket: turn.ticketId,
      seq,
      to,
      template: 'escalated',
      at: noon,
      facts: { level: 3, clock: 'handling', due: at('2026-09-29 00:00'), source: 'WF-23' },
    });
    const notifications = [
      tell({ unit: office.id }),
      tell({ role: 'office' }),
      tell({ role: 'hotline' }),
      tell({ role: 'meeting' }),
    ];
    await activities().record({ ...turn, notifications });
    const told = await db.store.outbox.of(turn.ticketId);
    expect(told.map(({ id }) => id).toSorted()).toEqual(
      ['hotline', 'meeting', 'office'].map((to) => `${turn.ticketId}:${seq}:${to}`),
    );
    expect(told[0]?.text).toBe(
      `【升级】工单${turn.ticketId}（投诉 · 市容环境/占道经营 · 历下区）：办理时限已于9月29日 00:00到期。现升级至政府常务会议研究（3级），请研究决定；承办单位继续办理并报告。（依据WF-23）`,
    );
  });

  test('no message holds anything of the caller or what they wrote', async () => {
    const turn = await dispatched();
    const story = new Story(LAW, aMatter({ id: turn.ticketId })).do(noon, dispatchTo(PARKS));
    story.do(noon, command('contact', {}, asUnit(PARKS))).until(at('2026-10-20 10:00'));
    await activities().record(turnOf(story));
    const all = JSON.stringify(await db.store.outbox.of(turn.ticketId));
    const { title, content, contact } = intake(aMatter());
    for (const secret of [PHONE, title, content, contact.caller.name, contact.address])
      expect(all).not.toContain(secret);
  });

  test('a ticket that the database lost does not fail its workflow: units are told, and it is logged', async () => {
    const turn = turnOf(new Story(LAW, aMatter()).do(noon, dispatchTo(PARKS)));
    expect(await activities(byHook()).record(turn)).toHaveLength(1);
    expect(logged).toHaveLength(1);
    expect(await differences()).toEqual({ 'what="unknown-ticket"': 1 });
  });

  /** How ledger and workflow differed. */
  const differences = async () =>
    Object.fromEntries(
      Object.entries(samplesOf(await metrics.text(), 'huiyin_ledger_differences_total')).filter(
        ([, count]) => count > 0,
      ),
    );

  test('a ledger and a workflow that differ are seen: in the log, and by a number that an alert watches', async () => {
    const matter = aMatter();
    await db.store.tickets.add(intake(matter));
    const tell = () => new Story(LAW, matter).do(noon, dispatchTo(PARKS));
    const { seq } = tell().ticket;
    const { record } = activities();
    const first = turnOf(tell());
    const lost = turnOf(tell().do(noon, command('urge', {})), seq);
    const real = turnOf(tell().do(instant(noon + 1), command('supplement', {})), seq);
    await record(first);
    await record(lost);
    await record(real);
    await record(lost);
    const far = turnOf(tell().do(noon, command('urge', {})).do(noon, command('urge', {})), seq + 1);
    await expect(record({ ...far, ticketId: ticketId(`${matter.id}-other`) })).rejects.toMatchObject({
      type: LEDGER_BEHIND,
      nonRetryable: true,
      details: [0],
    });
    expect(await differences()).toEqual({
      'what="superseded"': 1,
      'what="late"': 1,
      'what="ledger-behind"': 1,
    });
    expect(logged.map((it) => (it as unknown[])[1])).toEqual([
      'lines that the engine lost gave way in the ledger',
      'a turn came too late: its ticket has decided anew',
      'the ledger lacks what was written there before: was the database set back?',
    ]);
  });
});

describe('a turn is one delivery', () => {
  const hooks = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, { webhook: receiver.url }]));
  const made = (contacts: Record<string, Unit['contact']>) =>
    makeTicketActivities({
      store: db.store,
      units: unitsWith(contacts),
      webhooks,
      keysOf,
      restart,
      metrics,
      log,
    });
  /** As its workflow sends it. */
  const digested = (turn: Turn): Turn => ({ ...turn, digest: 'd1' });

  test('it says whom it tells, each once, and comes back with the turn’s digest; nobody to be told is no delivery', async () => {
    const turn = digested(await dispatched());
    const { record } = made(hooks('parks', 'water'));
    const recorded = await record(turn);
    expect(recorded).toEqual({
      digest: 'd1',
      delivery: {
        ids: [expect.stringMatching(/:parks$/), expect.stringMatching(/:water$/)],
        summary: '通知园林局、水务集团 · 派单',
      },
    });
    expect(await record(turn)).toEqual(recorded);
    expect(await made({}).record(digested(await dispatched()))).toEqual({ digest: 'd1' });
  });

  test('a receiver that refuses holds up no other; tried again, only what is unsent is sent', async () => {
    const turn = digested(await dispatched());
    const refusing = await startReceiver();
    refusing.answer.status = 500;
    try {
      const { record, deliver } = made({ ...hooks('water'), parks: { webhook: refusing.url } });
      const { delivery } = (await record(turn)) as RecordedTurn;
      await expect(deliver(delivery!)).rejects.toThrow('webhook: HTTP 500');
      expect([receiver.received.length, refusing.received.length]).toEqual([1, 1]);
      refusing.answer.status = 204;
      await deliver(delivery!);
      expect([receiver.received.length, refusing.received.length]).toEqual([1, 2]);
    } finally {
      await refusing.stop();
    }
  });

  test('what time alone made is tried at once where its receivers have lately answered; what a command made never is', async () => {
    const matter = aMatter();
    await db.store.tickets.add(intake(matter));
    const story = new Story(LAW, matter).do(noon, dispatchTo(PARKS));
    const { record, deliver } = made(hooks('parks'));
    const ofCommand = (await record(digested(turnOf(story)))) as RecordedTurn;
    const { seq } = story.ticket;
    const ofTime = digested(turnOf(story.until(at('2026-10-12 10:00')), seq));
    expect(ofTime.notifications.length).toBeGreaterThan(0);
    const atOnce = async (turn: Turn) => ((await record(turn)) as RecordedTurn).delivery?.atOnce;
    expect([ofCommand.delivery?.atOnce, await atOnce(ofTime)]).toEqual([undefined, undefined]);
    await deliver(ofCommand.delivery!);
    expect([await atOnce(digested(turnOf(story))), await atOnce(ofTime)]).toEqual([undefined, true]);
    receiver.answer.status = 500;
    const { delivery } = (await record(ofTime)) as RecordedTurn;
    await expect(deliver(delivery!)).rejects.toThrow('webhook: HTTP 500');
    expect(await atOnce(ofTime)).toBe(undefined);
    receiver.answer.status = 204;
    await deliver(delivery!);
  });
});

describe('deliver by webhook', () => {
  test('posts what the contract says, with a signature that the unit can check, once', async () => {
    const { record, deliver } = activities(byHook());
    const turn = await dispatched();
    const [delivery] = await record(turn);
    await deliver({ id: delivery?.id ?? '' });
    await deliver({ id: delivery?.id ?? '' });
    expect(receiver.received).toHaveLength(1);
    const { headers, body } = receiver.received[0] ?? { headers: {}, body: '' };
    expect(headers['x-huiyin-signature']).toBe(
      `sha256=${createHmac('sha256', SHARED_KEY).update(body).digest('hex')}`,
    );
    expect(headers['content-type']).toBe('application/json');
    const [secret = ''] = webhookSecrets([WEBHOOK_KEY], 'parks');
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual({
      id: delivery?.id,
      ticket: turn.ticketId,
      template: 'dispatched',
      text: expect.stringContaining('办理时限将于10月13日 00:00到期'),
      at: '2026-09-29T12:00:00+08:00',
    });
    expect(await db.store.outbox.find(delivery?.id ?? '')).toMatchObject({ status: 'sent', attempts: 1 });
  });

  test('a receiver that refuses is marked failed without its address, tried again with the same id, and then sent', async () => {
    const { record, deliver } = activities(byHook());
    const [{ id } = { id: '' }] = await record(await dispatched());
    for (const [i, status] of [500, 404, 302].entries()) {
      Object.assign(receiver.answer, { status, headers: { location: receiver.url } });
      const message = `webhook: HTTP ${status}${status === 302 ? ', redirects are not followed' : ''}`;
      await expect(deliver({ id })).rejects.toMatchObject({
        message,
        nonRetryable: false,
      });
      expect(await db.store.outbox.find(id)).toMatchObject({
        status: 'failed',
        attempts: i + 1,
        lastError: message,
      });
    }
    expect(await db.store.outbox.countFailed()).toBe(1);
    receiver.answer.status = 200;
    await deliver({ id });
    const message = await db.store.outbox.find(id);
    expect(message).toMatchObject({ status: 'sent', attempts: 4 });
    expect(message).not.toHaveProperty('lastError');
    const ids = receiver.received.flatMap(({ headers, body }) => [
      headers['webhook-id'],
      (JSON.parse(body) as { id: string }).id,
    ]);
    expect(new Set(ids)).toEqual(new Set([id]));
    expect(receiver.received).toHaveLength(4); // the redirect was not followed
    expect(samplesOf(await metrics.text(), 'huiyin_deliveries_total')).toEqual({
      'receiver="parks",channel="webhook",result="failed"': 3,
      'receiver="parks",channel="webhook",result="sent"': 1,
    });
    expect(JSON.stringify(logged)).not.toContain('top-secret');
  });

  test('a receiver that is away is a failure that names no address', async () => {
    const { record, deliver } = activities({ parks: { webhook: 'http://127.0.0.1:9/?token=top-secret' } });
    const [{ id } = { id: '' }] = await record(await dispatched());
    await expect(deliver({ id })).rejects.toThrow(/^webhook: [\w ]+$/);
    expect(JSON.stringify(await db.store.outbox.find(id))).not.toContain('top-secret');
  });

  test('a receiver that hangs is left alone by this process, and holds up no message of another', async () => {
    const other = await startReceiver();
    const { record, deliver } = activities({ ...byHook(), water: { webhook: other.url } });
    const turns = await Promise.all(Array.from({ length: AT_ONCE + WAITING + 2 }, dispatched));
    const deliveries = (await Promise.all(turns.map(record))).flat();
    const to = (unit: string) => deliveries.filter(({ id }) => id.endsWith(unit));
    const [waiting, last] = [to('parks').slice(0, -1), to('parks').at(-1)!];
    receiver.answer.hangs = true;
    const tries = waiting.map(deliver);
    // One more than may be on their way or wait is not tried, and does not count as a try.
    await expect(Promise.race(tries)).rejects.toMatchObject({ type: 'ReceiverBusy' });
    for (const delivery of to('water')) await deliver(delivery);
    expect(other.received).toHaveLength(turns.length);
    const outcomes = await Promise.allSettled(tries);
    const reasons = outcomes.map((it) => it.status === 'rejected' && String(it.reason.message));
    const hung = reasons.filter((it) => it === 'webhook: no answer in time').length;
    // Some of those that waited may have begun before it was known to hang; the rest was not tried.
    expect(hung).toBeGreaterThanOrEqual(AT_ONCE);
    expect(hung).toBeLessThanOrEqual(AT_ONCE + IN_A_ROW);
    await expect(deliver(last)).rejects.toThrow('not tried: no answer in time before');
    expect(await db.store.outbox.find(last.id)).toMatchObject({ status: 'failed', attempts: 1 });
    expect(receiver.received).toHaveLength(hung);
    await other.stop();
  });

  test('a unit that lost its address since finds the message in the outbox', async () => {
    const [{ id } = { id: '' }] = await activities(byHook()).record(await dispatched());
    await activities().deliver({ id });
    expect(await db.store.outbox.find(id)).toMatchObject({ status: 'waiting', channel: 'outbox' });
  });

  test('what is not in the outbox is tried again, until its ticket has written it again, and named', async () => {
    await expect(activities().deliver({ id: 'T-none:1:parks' })).rejects.toMatchObject({
      nonRetryable: false,
    });
    expect(logged).toMatchObject([[{ message: 'T-none:1:parks' }, expect.any(String)]]);
  });

  test('what was to be told of an event that the engine lost is not sent', async () => {
    const turn = await dispatched();
    const { record, deliver } = activities(byHook());
    const [delivery] = await record(turn);
    await db.store.outbox.markFailed([delivery!.id], 'webhook: HTTP 500', noon);
    await db.store.recordTurn(
      { ...turn, decided: instant(turn.decided + 1), events: turn.events.slice(0, 2) },
      [],
    );
    await deliver(delivery!);
    expect(receiver.received).toEqual([]);
  });
});

describe('deliver by e-mail', () => {
  const header = (raw: string, name: string): string | undefined =>
    new RegExp(`^${name}: (.*)$`, 'im').exec(raw)?.[1];

  test('sends one letter in Chinese with an id that a retry repeats; sent once, it is not sent again', async () => {
    const { record, deliver } = activities(byMail);
    const turn = await dispatched();
    const [{ id } = { id: '' }] = await record(turn);
    await deliver({ id });
    await deliver({ id });
    expect(mailbox.letters).toHaveLength(1);
    const { to, raw } = mailbox.letters[0] ?? { to: [], raw: '' };
    expect(to).toEqual(['duty@parks.example']);
    expect(header(raw, 'Message-ID')).toBe(`<${id.replaceAll(':', '.')}@huiyin>`);
    expect(header(raw, 'Subject')).toMatch(/^=\?UTF-8\?/);
    const text = Buffer.from(raw.split('\r\n\r\n').slice(1).join(''), 'base64').toString();
    expect(text).toContain(`【派单】工单${turn.ticketId}`);
  });

  test('a mailbox that does not exist is a failure by its SMTP code alone', async () => {
    const { record, deliver } = activities({ parks: { email: 'nobody@parks.example' } });
    const [{ id } = { id: '' }] = await record(await dispatched());
    await expect(deliver({ id })).rejects.toThrow('email: SMTP 550');
    expect(await db.store.outbox.find(id)).toMatchObject({
      status: 'failed',
      attempts: 1,
      lastError: 'email: SMTP 550',
    });
  });
});
