import type { TicketEvent } from '../../domain/ticket/event';
import {
  dayOf,
  HOUR,
  type Instant,
  instant,
  isoDay,
  MINUTE,
  momentOn,
  plusDays,
} from '../../domain/time/instant';
import type { Registration } from '../../domain/ticket/register';
import type { ClockName } from '../../domain/words';
import { CALLER, CHENGGUAN, HUANBAO, OPERATOR, SUPERVISOR, ZHUJIAN } from '../given/cities';
import { asUnit, command, type DataOf, dispatchTo } from '../given/story';
import { waitFor } from '../given/wait-for';
import { type TestTicket, type TimeSkipping, timeSkipping } from '../given/servers/time-skipping';

let world: TimeSkipping;

beforeAll(async () => {
  world = await timeSkipping();
});
afterAll(() => world?.stop());

/** Lets the engine's time pass up to a moment. */
async function until(moment: Instant): Promise<void> {
  const now = await world.now();
  if (moment > now) await world.env.sleep(moment - now);
}
const passing = async (time: number): Promise<void> => until(instant((await world.now()) + time));

/** Ten in the morning of the next day, so that no story runs over a midnight by chance. */
const tomorrowMorning = async (): Promise<void> =>
  until(momentOn(plusDays(dayOf(await world.now()), 1), 10 * 60));

/** A ticket of a city, and what readers find of it: ledger, view, outbox. */
async function ticketIn(city: string, matter: Partial<Registration> = {}) {
  const book = world.config.rulebooks.get(city);
  if (!book) throw new Error(city);
  const { send, handle, input }: TestTicket = await world.register(book, matter);
  const { id, registeredAt } = input.matter;
  const stored = async () => {
    const found = await world.store.tickets.find(id);
    if (!found) throw new Error(id);
    return found;
  };
  const ledger = (): Promise<TicketEvent[]> => world.ledger(id);
  await waitFor('its registration is written', async () => (await stored()).seq > 0);
  return {
    send,
    handle,
    registeredAt,
    stored,
    /** The facts of all events of a type. */
    facts: async <T extends TicketEvent['type']>(type: T): Promise<DataOf<T>[]> =>
      (await ledger()).flatMap((event) => (event.type === type ? [event.data as never] : [])),
    /** What happened, without the clocks that follow from it. */
    story: async (): Promise<string[]> =>
      (await ledger()).map(({ type }) => type).filter((type) => !type.startsWith('clock-')),
    /** How each clock of a name stands, in the order in which they were started. */
    clocks: async (name: ClockName): Promise<string[]> =>
      (await stored()).clocks.filter((it) => it.name === name).map(({ state }) => state),
    due: async (name: ClockName): Promise<Instant> => {
      const open = (await stored()).clocks.find((it) => it.name === name && it.endedAt === undefined);
      if (!open) throw new Error(`no ${name} runs`);
      return open.due;
    },
    /** Who was told a template, as the outbox has it. */
    told: async (template: string): Promise<string[]> =>
      (await world.store.outbox.of(id)).filter((it) => it.template === template).map(({ to }) => to),
    /** The workflow has ended, with every clock ended once and every message sent once. */
    over: async (): Promise<void> => {
      await handle.result();
      const [{ state, clocks, next }, events, outbox] = [
        await stored(),
        await ledger(),
        await world.store.outbox.of(id),
      ];
      expect({ state, next }).toEqual({ state: 'closed', next: { at: null, does: '已办结，不再有后续' } });
      expect(clocks.every(({ endedAt }) => endedAt !== undefined)).toBe(true);
      const ended = events.flatMap((event) => (event.type === 'clock-ended' ? [event.data.clock] : []));
      expect(new Set(ended).size).toBe(clocks.length);
      expect(ended).toHaveLength(clocks.length);
      expect(new Set(outbox.map(({ id: message }) => message)).size).toBe(outbox.length);
      expect(outbox.map(({ status }) => status)).not.toContain('failed');
    },
  };
}

const refused = (refusal: object) => ({ cause: { type: 'Refused', details: [refusal] } });
/** A closure application; the caller was told just now. */
async function submit(unit: typeof CHENGGUAN, outcome: 'resolved' | 'explained' = 'resolved') {
  const parts = ['response', 'result', 'method', 'guidance', 'told'];
  return command('submit', { outcome, told: { at: await world.now() } }, { ...asUnit(unit), parts });
}
const approve = () => command('review', { approve: true }, { ...SUPERVISOR, parts: ['reason'] });
const content = () => command('callback', { reached: true, resolved: true }, OPERATOR);

test('WF-22: in Weifang a return is disputed, nobody decides in time, and it ends in a direct assignment', async () => {
  await tomorrowMorning();
  const ticket = await ticketIn('weifang');
  await ticket.send(dispatchTo(CHENGGUAN));
  await ticket.send(
    command('request-return', { suggest: HUANBAO }, { ...asUnit(CHENGGUAN), parts: ['reason'] }),
  );
  expect((await ticket.stored()).pending).toMatchObject([{ request: 'return', unit: 'chengguan' }]);
  expect(await ticket.told('requested')).toEqual(['hotline']);

  await until(instant((await ticket.due('return-review')) + MINUTE));
  const { at } = (await ticket.stored()).next;
  await until(instant((at ?? 0) + MINUTE));
  expect(await ticket.told('urged')).toEqual(['hotline']);

  await ticket.send(command('decide', { request: 'return', approve: true, assign: HUANBAO }, SUPERVISOR));
  const assigned = await ticket.stored();
  expect(assigned).toMatchObject({
    state: 'handling',
    pending: [],
    assignments: [{ unit: 'huanbao', role: 'lead', state: 'dispatched' }],
  });
  expect(await ticket.clocks('return-review')).toEqual(['breached']);
  expect(await ticket.clocks('handling')).toEqual(['stopped', 'running']);
  expect(await ticket.told('assigned')).toEqual(['huanbao']);
  await expect(ticket.send(command('request-return', {}, asUnit(HUANBAO)))).rejects.toMatchObject(
    refused({ kind: 'state', rule: 'WF-22' }),
  );
  await expect(ticket.send(command('sign', {}, asUnit(CHENGGUAN)))).rejects.toMatchObject(
    refused({ kind: 'forbidden' }),
  );

  await ticket.send(command('sign', {}, asUnit(HUANBAO)));
  await ticket.send(await submit(HUANBAO));
  await ticket.send(approve());
  await ticket.send(content());
  await ticket.over();
  expect(await ticket.story()).toEqual([
    'registered',
    'dispatched',
    'requested',
    'urged',
    'decided',
    'assigned',
    'signed',
    'submitted',
    'reviewed',
    'called-back',
    'closed',
  ]);
  expect(await ticket.stored()).toMatchObject({ outcome: 'resolved', level: 0, supervision: [] });
  expect(await ticket.told('closed')).toEqual(['caller', 'huanbao']);
}, 120_000);

test('BJ-7: in Beijing three units have an urgent matter, and the silence of one that assists is its own', async () => {
  await tomorrowMorning();
  const ticket = await ticketIn('beijing', { urgency: 'urgent' });
  const start = await world.now();
  await ticket.send(dispatchTo(CHENGGUAN, [HUANBAO, ZHUJIAN]));
  expect(await ticket.told('dispatched')).toEqual(['chengguan', 'huanbao', 'zhujian']);
  for (const unit of [CHENGGUAN, HUANBAO, ZHUJIAN]) await ticket.send(command('sign', {}, asUnit(unit)));
  await passing(HOUR);
  await ticket.send(command('contact', {}, asUnit(CHENGGUAN)));
  await ticket.send(command('contribute', {}, { ...asUnit(HUANBAO), parts: ['result'] }));
  await expect(ticket.send(await submit(CHENGGUAN))).rejects.toMatchObject(
    refused({
      kind: 'invalid',
      errors: [{ path: 'without', rule: 'BJ-7', message: expect.stringMatching(/: zhujian\b/) }],
    }),
  );

  await until(instant(start + 18 * HOUR + 10 * MINUTE));
  expect(await ticket.clocks('assist')).toEqual(['met', 'breached']);
  expect(await ticket.told('supervised')).toEqual(['hotline', 'zhujian']);
  expect((await ticket.stored()).supervision).toMatchObject([{ mode: 'daily', unit: 'zhujian' }]);
  await ticket.send(command('contribute', {}, { ...asUnit(ZHUJIAN), parts: ['reason', 'progress'] }));
  expect(await ticket.clocks('assist')).toEqual(['met', 'breached']);
  await ticket.send(command('contribute', {}, { ...asUnit(ZHUJIAN), parts: ['result'] }));
  await ticket.send(await submit(CHENGGUAN));
  await ticket.send(approve());
  await ticket.send(content());
  await ticket.over();
  expect(await ticket.facts('contributed')).toMatchObject([
    { unit: 'huanbao', finished: true },
    { unit: 'zhujian', finished: false },
    { unit: 'zhujian', finished: true },
  ]);
  expect(await ticket.told('contributed')).toEqual(['chengguan', 'chengguan', 'chengguan']);
  expect(await ticket.clocks('handling')).toEqual(['met']);
  expect(await ticket.clocks('contact')).toEqual(['met']);
  expect(await ticket.stored()).toMatchObject({ outcome: 'resolved', level: 0 });
}, 120_000);

test('JE-3, JE-5, JE-8, JE-9, JE-10, JE-19: in enforcement every minute counts, and a unit under key supervision that is pressed three times is referred to discipline', async () => {
  await tomorrowMorning();
  const receivedAt = instant((await world.now()) - 15 * MINUTE);
  const ticket = await ticketIn('jinan-enforcement', { channel: 'web', receivedAt });

  await until(instant(ticket.registeredAt + 6 * MINUTE));
  await ticket.send(dispatchTo(CHENGGUAN));
  const dispatched = await world.now();
  expect(await ticket.facts('clock-breached')).toMatchObject([
    { name: 'registration', due: receivedAt + 10 * MINUTE },
    { name: 'dispatching', due: ticket.registeredAt + 5 * MINUTE },
  ]);
  expect(await ticket.told('urged')).toEqual(['hotline']);

  await until(instant(dispatched + 80 * MINUTE));
  await ticket.send(command('arrive', {}, asUnit(CHENGGUAN)));
  expect(await ticket.clocks('arrival')).toEqual(['breached']);
  const [, , arrival] = (await ticket.facts('reminded')).concat(await ticket.facts('urged'));
  const ordered = (await ticket.facts('clock-started')).find(({ name }) => name === 'arrival')?.from ?? 0;
  expect(arrival?.fired?.planned).toBe(ordered + 60 * MINUTE);
  expect(await ticket.told('urged')).toEqual(['hotline', 'chengguan', 'hotline']);

  // Neither overdue nor under supervision: whoever presses, nobody is referred; and a caller's urging is no 催办.
  for (const by of [OPERATOR, OPERATOR, OPERATOR, CALLER])
    await ticket.send(command('urge', {}, { ...by, parts: ['text'] }));
  expect(await ticket.stored()).toMatchObject({
    referrals: [],
    supervision: [],
    counts: { urged: 5, urgedByCaller: 1 },
  });

  await tomorrowMorning();
  const expectedBy = isoDay(plusDays(dayOf(await world.now()), 2));
  await ticket.send(command('progress', { expectedBy }, asUnit(CHENGGUAN)));
  expect(await ticket.clocks('handling')).toEqual(['met', 'running']);
  await ticket.send(command('arrive', { settled: true }, asUnit(CHENGGUAN)));
  const [moved] = await ticket.facts('clock-moved');
  const tonight = momentOn(plusDays(dayOf(await world.now()), 1), 0);
  expect(moved).toMatchObject({ clock: 'handling-2', after: tonight, cause: 'on-the-spot', source: 'JE-9' });

  // What was said to be settled is not fed back that day; the ladder presses on the next morning, and the hotline twice.
  await until(instant(tonight + MINUTE));
  expect((await ticket.stored()).supervision).toMatchObject([{ mode: 'key', unit: 'chengguan' }]);
  await until(instant(tonight + 10 * HOUR));
  await ticket.send(command('urge', {}, { ...CALLER, parts: ['text'] }));
  await ticket.send(command('urge', {}, { ...OPERATOR, parts: ['text'] }));
  expect((await ticket.stored()).referrals).toEqual([]);
  await ticket.send(command('urge', {}, { ...OPERATOR, parts: ['text'] }));
  expect(await ticket.facts('referred')).toMatchObject([
    {
      to: 'discipline',
      unit: 'chengguan',
      triggered: { on: 'pressed', times: 3, while: ['key', 'overdue'], source: 'JE-19' },
      facts: { unit: 'chengguan', urged: 7, breached: [{ name: 'arrival' }, { name: 'handling' }] },
    },
  ]);
  await ticket.send(await submit(CHENGGUAN));
  await ticket.send(approve());
  await ticket.send(content());
  await ticket.over();
  expect(await ticket.clocks('handling')).toEqual(['met', 'breached']);
  expect(await ticket.clocks('feedback')).toEqual(['met']);
  expect(await ticket.stored()).toMatchObject({ outcome: 'resolved', level: 0 });
  expect(await ticket.told('referred')).toEqual(['discipline']);
}, 120_000);

test('HZ-1, HZ-10, HZ-11: in Huizhou a consultation is answered too late, and evaluated as very dissatisfied, twice', async () => {
  await tomorrowMorning();
  const ticket = await ticketIn('huizhou', { kind: 'consultation' });
  await ticket.send(dispatchTo(CHENGGUAN));
  await until(instant((await ticket.due('handling')) + HOUR));
  // Supervision is of the unit; the matter's level stays.
  expect(await ticket.stored()).toMatchObject({ level: 0, overdue: true, supervision: [{ mode: 'daily' }] });
  expect(await ticket.told('reminded')).toEqual(['chengguan']);
  expect(await ticket.told('supervised')).toEqual(['chengguan', 'hotline']);

  const evaluate = () =>
    command('evaluate', { stage: 'handling', satisfaction: 'very-dissatisfied' }, CALLER);
  for (const times of [1, 2]) {
    await ticket.send(await submit(CHENGGUAN, 'explained'));
    await expect(ticket.send(evaluate())).rejects.toMatchObject(refused({ kind: 'state', rule: 'HZ-10' }));
    await ticket.send(approve());
    await ticket.send(evaluate());
    expect(await ticket.stored()).toMatchObject({ state: 'handling', counts: { rehandled: times } });
  }
  expect(await ticket.clocks('handling')).toEqual(['breached', 'met', 'running']);
  expect(await ticket.facts('supervised')).toMatchObject([
    { mode: 'daily', fired: { clock: 'handling-1' } },
    { mode: 'interview', triggered: { on: 'rehandled', times: 2, per: 'unit' } },
  ]);
  // Whether the unit is referred, a person decides.
  expect(await ticket.facts('referral-proposed')).toMatchObject([
    { unit: 'chengguan', to: ['discipline'], triggered: { on: 'rehandled', source: 'HZ-11' } },
  ]);
  expect(await ticket.facts('referred')).toEqual([]);
  await ticket.send(await submit(CHENGGUAN));
  await ticket.send(approve());
  await ticket.send(content());
  await ticket.over();
  const { outcome, level, evaluations, supervision } = await ticket.stored();
  expect({ outcome, level }).toEqual({ outcome: 'resolved', level: 0 });
  expect(evaluations).toEqual([{ stage: 'handling', satisfaction: 'very-dissatisfied' }]);
  expect(supervision.map(({ mode, endedAt }) => [mode, endedAt !== undefined])).toEqual([
    ['daily', true],
    ['interview', true],
  ]);
  expect(await ticket.told('rehandled')).toEqual(['chengguan', 'chengguan']);
  expect(await ticket.told('closed')).toEqual(['caller', 'chengguan']);
}, 120_000);
