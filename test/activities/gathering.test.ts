import { createHmac } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { GatheredDelivery, RecordedTurn } from '../../activities/contract';
import { MOST } from '../../activities/gathering';
import { makeTicketActivities } from '../../activities/ticket-activities';
import { type Unit, unitsOf } from '../../config/units-file';
import type { Turn } from '../../domain/telling/turn';
import { eachAtOnce } from '../../engine/at-once';
import { nextDue } from '../../domain/ticket/due';
import { instant, MINUTE } from '../../domain/time/instant';
import type { Store } from '../../storage/store';
import { workerMetrics } from '../../telemetry/worker-metrics';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { samplesOf } from '../given/metrics';
import { keysOf, SHARED_KEY, startOutside, type TestOutside } from '../given/servers/outside';
import { at, dispatchTo, HOTLINE, PARKS, Story, WATER } from '../given/story';
import { intake, messageOf, turnOf } from '../given/stored-story';

/** DESIGN §9: floods of mail, or silence where one was due (glpi#2408, osTicket#5153, zammad#4348). */
const noon = at('2026-09-29 12:00');

let outside: TestOutside;
let { db, receiver, mailbox, mail, webhooks } = {} as TestOutside;
let metrics = workerMetrics();
const log = { error: () => {}, warn: () => {} };

beforeAll(async () => {
  ({ db, receiver, mailbox, mail, webhooks } = outside = await startOutside());
});
afterAll(() => outside.stop());
beforeEach(() => {
  metrics = workerMetrics();
  outside.clear();
});
afterEach(async () => {
  for (const name of ['outbox', 'gatherings']) await db.connection.collection(name).deleteMany({});
});

const byHook = (more: object = {}) => ({ parks: { webhook: receiver.url, ...more } });
const made = (
  contacts: Record<string, Unit['contact']>,
  { store = db.store, gathers = true }: { store?: Store; gathers?: boolean } = {},
) =>
  makeTicketActivities({
    store,
    units: unitsOf([HOTLINE, PARKS, WATER].map((unit) => ({ ...unit, contact: contacts[unit.id] }))),
    mail,
    webhooks,
    keysOf,
    restart: async () => {},
    gathers,
    metrics,
    log,
  });

/** A ticket whose unit is reminded at 09:00, as time alone does it, and told nothing else. */
function reminding(): Turn {
  const story = new Story(LAW, aMatter()).do(noon, dispatchTo(PARKS));
  story.until(nextDue(story.ticket) ?? noon);
  const turn = turnOf(story);
  return {
    ...turn,
    notifications: turn.notifications.filter((it) => it.template === 'reminded'),
    digest: 'd',
  };
}

type Activities = ReturnType<typeof made>;

/** So many reminders of one moment, recorded. @returns their ids, in the order in which they are told */
async function reminded({ record }: Activities, count: number): Promise<string[]> {
  const turns = Array.from({ length: count }, reminding);
  await eachAtOnce(turns, async (turn) => expect(await record(turn)).toEqual({ digest: 'd' }));
  return turns.map(({ ticketId, view }) => `${ticketId}:${view.seq}:parks`).toSorted();
}

const bodies = () => receiver.received.map(({ body }) => JSON.parse(body) as Sent);
interface Sent {
  readonly id: string;
  readonly ticket?: string;
  readonly template: string;
  readonly text: string;
  readonly at: string;
  readonly messages?: Sent[];
}
const statuses = async (ids: readonly string[]) => [
  ...new Set((await db.store.outbox.among(ids)).map(({ status }) => status)),
];

/** What the workflow does with what it is given. */
async function sent({ gather, deliverGathered }: Activities, unit = 'parks'): Promise<GatheredDelivery> {
  const gathered = await gather({ unit });
  if (!gathered) throw new Error('nothing is gathered');
  await deliverGathered(gathered);
  return gathered;
}

test('500 at 09:00 are one message, and the tickets have nothing to send', async () => {
  const activities = made(byHook());
  const ids = await reminded(activities, MOST);
  const gathered = await sent(activities);
  expect(gathered).toMatchObject({ more: false, summary: '合并通知园林局 · 提醒500条' });
  expect(bodies()).toHaveLength(1);
  const [{ id, template, text, messages = [], ...rest }] = bodies() as [Sent];
  expect({ id, template, rest }).toEqual({
    id: gathered.id,
    template: 'gathered',
    rest: { at: expect.any(String) as string },
  });
  expect(messages.map((it) => it.id)).toEqual(ids);
  const stored = await db.store.outbox.find(ids[7] ?? '');
  expect(messages[7]).toEqual({
    id: ids[7],
    ticket: stored?.ticketId,
    template: 'reminded',
    text: stored?.text,
    at: '2026-10-10T09:00:00+08:00',
  });
  const lines = text.split('\n');
  expect(lines[0]).toBe('【合并通知】共500条：提醒500条。');
  expect(lines.slice(1)).toEqual(messages.map((it) => it.text));
  const { headers, body } = receiver.received[0] ?? { headers: {}, body: '' };
  expect(headers['x-huiyin-signature']).toBe(
    `sha256=${createHmac('sha256', SHARED_KEY).update(body).digest('hex')}`,
  );
  expect(await statuses(ids)).toEqual(['sent']);
  expect(await db.store.outbox.gathered()).toEqual([]);
  expect(await activities.gather({ unit: 'parks' })).toBeUndefined();
  const delivered = samplesOf(await metrics.text(), 'huiyin_deliveries_total');
  expect(Object.entries(delivered).filter(([, count]) => count > 0)).toEqual([
    ['receiver="parks",channel="webhook",result="sent"', 1],
  ]);
});

test('more than one message holds go out next, and none is lost between', async () => {
  const activities = made(byHook());
  const messages = Array.from({ length: MOST + 2 }, (_, i) =>
    messageOf('T-many', noon, { id: `T-many:${1_000 + i}:parks`, template: 'reminded', gathered: 'parks' }),
  );
  await db.store.outbox.put('T-many', messages, noon);
  const ids = messages.map(({ id }) => id);
  expect((await sent(activities)).more).toBe(true);
  expect((await sent(activities)).more).toBe(false);
  expect(bodies().flatMap(({ messages = [] }) => messages.map(({ id }) => id))).toEqual(ids);
});

test('supervision of the same tickets goes at once, each by itself', async () => {
  const activities = made(byHook());
  const matter = aMatter();
  await db.store.tickets.add(intake(matter));
  const story = new Story(LAW, matter).do(noon, dispatchTo(PARKS));
  story.until(at('2026-10-10 09:00'));
  await activities.record(turnOf(story));
  const { seq } = story.ticket;
  const { delivery } = (await activities.record({
    ...turnOf(story.until(at('2026-10-13 00:00')), seq),
    digest: 'd',
  })) as RecordedTurn;
  await activities.deliver(delivery!);
  expect(bodies().map(({ template }) => template)).toEqual(['supervised']);
  expect(await db.store.outbox.gathered()).toMatchObject([{ unit: 'parks', count: 1 }]);
});

test('the same turn recorded again gathers nothing twice, and gives nothing to be sent', async () => {
  const { record } = made(byHook());
  const turn = reminding();
  expect(await record(turn)).toEqual({ digest: 'd' });
  expect(await record(turn)).toEqual({ digest: 'd' });
  expect(await db.store.outbox.gathered()).toMatchObject([{ count: 1 }]);
});

test('one alone is that message, as if it had never waited', async () => {
  const activities = made(byHook());
  const [id] = await reminded(activities, 1);
  const { summary } = await sent(activities);
  expect(summary).toBe('通知园林局 · 提醒');
  expect(bodies()).toMatchObject([{ id, template: 'reminded', ticket: expect.stringMatching(/^T-/) }]);
  expect(bodies()[0]).not.toHaveProperty('messages');
  expect(await db.store.outbox.gathered()).toEqual([]);
});

test.each([
  ['a unit that reads its outbox', {}, true],
  ['a unit that wants them one by one', { gather: false }, true],
  ['an installation that gathers nothing', {}, false],
])('%s is told as before', async (who, more, gathers) => {
  const activities = made(who.includes('outbox') ? {} : byHook(more), { gathers });
  const { delivery } = (await activities.record(reminding())) as RecordedTurn;
  expect(await db.store.outbox.gathered()).toEqual([]);
  if (who.includes('outbox')) return expect(delivery).toBeUndefined();
  await activities.deliver(delivery!);
  expect(bodies()).toMatchObject([{ template: 'reminded' }]);
});

describe('where a try fails, or its worker dies', () => {
  test('it is noted at each, and the next try says the same under the same id; what came meanwhile waits for the next one', async () => {
    const activities = made(byHook());
    const ids = await reminded(activities, 3);
    receiver.answer.status = 503;
    await expect(sent(activities)).rejects.toThrow(ApplicationFailure);
    expect(await db.store.outbox.find(ids[1] ?? '')).toMatchObject({
      status: 'failed',
      attempts: 1,
      lastError: 'webhook: HTTP 503',
    });
    const [late] = await reminded(activities, 1);
    receiver.answer.status = 204;
    expect((await sent(activities)).more).toBe(true);
    const [first, second] = bodies();
    expect(second).toEqual(first);
    expect(second?.messages?.map(({ id }) => id)).toEqual(ids);
    expect(await statuses([late ?? ''])).toEqual(['pending']);
    await sent(activities);
    expect(bodies().at(-1)).toMatchObject({ id: late });
    expect(samplesOf(await metrics.text(), 'huiyin_deliveries_total')).toEqual({
      'receiver="parks",channel="webhook",result="failed"': 1,
      'receiver="parks",channel="webhook",result="sent"': 2,
    });
  });

  /** A store that ends with its process before the nth call of these. */
  function dying(before: number): Store {
    let calls = 0;
    const mortal = <T extends object>(room: T): T =>
      new Proxy(room, {
        get: (target, name) =>
          ++calls >= before
            ? () => {
                throw new Error('killed');
              }
            : (Reflect.get(target, name) as unknown),
      });
    return { ...db.store, outbox: mortal(db.store.outbox), gatherings: mortal(db.store.gatherings) };
  }

  test('killed before any of its calls of the database, it is made up: none lost, each under one id', async () => {
    let deaths = 0;
    for (let before = 1; ; before++) {
      const ids = await reminded(made(byHook()), 3);
      receiver.received.length = 0;
      const died = await sent(made(byHook(), { store: dying(before) })).then(
        () => false,
        () => true,
      );
      // The next run of the workflow: it knows of nothing but what is stored.
      const { gather, deliverGathered } = made(byHook());
      for (let it = await gather({ unit: 'parks' }); it; it = await gather({ unit: 'parks' }))
        await deliverGathered(it);
      const told = new Map(bodies().map(({ id, messages = [] }) => [id, messages.map((it) => it.id)]));
      expect([...told.values()]).toEqual([ids]);
      expect(await statuses(ids)).toEqual(['sent']);
      if (!died) break;
      deaths++;
    }
    expect(deaths).toBeGreaterThan(4);
  });

  test('given up, they stay as failed, and the next may go out', async () => {
    const activities = made(byHook());
    const ids = await reminded(activities, 2);
    receiver.answer.status = 410;
    const gathered = await activities.gather({ unit: 'parks' });
    await expect(activities.deliverGathered(gathered!)).rejects.toThrow('HTTP 410');
    await activities.giveUp(gathered!);
    await activities.giveUp(gathered!);
    expect(await statuses(ids)).toEqual(['failed']);
    expect(await activities.gather({ unit: 'parks' })).toBeUndefined();
    receiver.answer.status = 204;
    const next = await reminded(activities, 1);
    await sent(activities);
    expect(bodies().at(-1)).toMatchObject({ id: next[0] });
  });
});

test('what gave way meanwhile is left out, fixed or not; what was fixed keeps its id', async () => {
  const activities = made(byHook());
  const ids = await reminded(activities, 4);
  const messages = await db.store.outbox.gatheredFor('parks', 4);
  const takeBack = ({ ticketId, id }: (typeof messages)[number]) =>
    db.store.outbox.supersede(
      ticketId,
      Number(id.split(':').at(-2)),
      new Set(),
      instant(Date.now() + MINUTE),
    );
  await takeBack(messages[0]!);
  const gathered = await activities.gather({ unit: 'parks' });
  await takeBack(messages[1]!);
  await activities.deliverGathered(gathered!);
  expect(bodies()).toMatchObject([{ id: gathered?.id, text: expect.stringContaining('共2条') }]);
  expect(bodies()[0]?.messages?.map(({ id }) => id)).toEqual(ids.slice(2));
});

test('all of it gave way: nothing is sent, and the next may go out', async () => {
  const activities = made(byHook());
  await reminded(activities, 2);
  const gathered = await activities.gather({ unit: 'parks' });
  for (const { ticketId } of await db.store.outbox.gatheredFor('parks', 2))
    await db.store.outbox.supersede(ticketId, 1, new Set(), instant(Date.now() + MINUTE));
  await activities.deliverGathered(gathered!);
  expect(bodies()).toEqual([]);
  expect(await activities.gather({ unit: 'parks' })).toBeUndefined();
});

test('a unit that lost its address meanwhile finds them in the outbox', async () => {
  const ids = await reminded(made(byHook()), 2);
  await sent(made({}));
  expect(await db.store.outbox.find(ids[0] ?? '')).toMatchObject({ status: 'waiting', channel: 'outbox' });
  expect(await statuses(ids)).toEqual(['waiting']);
});

test('by e-mail they are one letter in Chinese, whose subject says how many, with an id that a retry repeats', async () => {
  const activities = made({ parks: { email: 'duty@parks.example' } });
  const ids = await reminded(activities, 2);
  const { id } = await sent(activities);
  expect(mailbox.letters).toHaveLength(1);
  const { raw } = mailbox.letters[0] ?? { raw: '' };
  expect(raw).toContain(`Message-ID: <${id.replaceAll(':', '.')}@huiyin>`);
  const subject = /^Subject: ((?:.|\r\n )*)$/m.exec(raw)?.[1] ?? '';
  const words = [...subject.matchAll(/=\?UTF-8\?([BQ])\?(.*?)\?=/g)];
  const spoken = Buffer.concat(
    words.map(([, how, word = '']) =>
      how === 'B'
        ? Buffer.from(word, 'base64')
        : Buffer.from(
            word
              .replaceAll('_', ' ')
              .replace(/=(..)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
            'latin1',
          ),
    ),
  ).toString();
  expect(spoken).toBe('【12345热线】合并通知 · 提醒2条');
  const text = Buffer.from(raw.split('\r\n\r\n').slice(1).join(''), 'base64').toString();
  for (const it of ids) expect(text).toContain(`工单${it.split(':')[0]}`);
});
