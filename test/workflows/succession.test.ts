import type { Rebinding } from '../../domain/law/rebind';
import type { TicketEvent } from '../../domain/ticket/event';
import type { Succession } from '../../domain/ticket/succession';
import { HOUR, type Instant, instant, MINUTE } from '../../domain/time/instant';
import { tellSuccessors } from '../../engine/tell-tickets';
import { CHENGGUAN, HUANBAO, ZHUJIAN } from '../given/cities';
import { asUnit, command, dispatchTo } from '../given/story';
import { type TestTicket, type TimeSkipping, timeSkipping } from '../given/servers/time-skipping';

let world: TimeSkipping;
beforeAll(async () => {
  world = await timeSkipping();
});
afterAll(() => world?.stop());

const dispatched = async (): Promise<TestTicket> => {
  const book = world.config.rulebooks.get('weifang');
  if (!book) throw new Error('weifang');
  const ticket = await world.register(book);
  await ticket.send(dispatchTo(CHENGGUAN, [HUANBAO]));
  return ticket;
};
const succession = { unit: CHENGGUAN.id, by: ZHUJIAN };

test('a ticket of a closed unit takes the next command of its successor at once, told of it as often as one likes; the successor is told once', async () => {
  const ticket = await dispatched();
  const { id } = ticket.input.matter;
  for (let i = 0; i < 3; i++) await tellSuccessors(ticket.handle, [succession], await world.now());
  await ticket.send(command('sign', {}, asUnit(ZHUJIAN)));

  const ledger = await world.ledger(id);
  const moved = ledger.filter(({ type }) => type === 'unit-succeeded');
  expect(moved).toMatchObject([{ data: { unit: CHENGGUAN, by: ZHUJIAN }, actor: { role: 'system' } }]);
  expect(await world.store.tickets.find(id)).toMatchObject({
    assignments: [
      { unit: 'zhujian', role: 'lead', state: 'signed' },
      { unit: 'huanbao', role: 'assist', state: 'dispatched' },
    ],
  });
  const told = (await world.store.outbox.of(id)).filter(({ template }) => template === 'succeeded');
  expect(told.map(({ id: message, to }) => [message, to])).toEqual([
    [`${id}:${moved[0]?.seq}:zhujian`, 'zhujian'],
  ]);
  expect(told[0]?.text).toContain('市城市管理局撤并或者更名，本工单由贵单位接续。办理时限将于');

  await expect(ticket.send(command('progress', {}, asUnit(CHENGGUAN)))).rejects.toThrow();
  await ticket.handle.terminate();
});

test('what a ticket is told counts from when it was told, though it hears of it an hour later', async () => {
  const ticket = await dispatched();
  const at = instant((await world.now()) + HOUR);
  await world.env.sleep(2 * HOUR);
  await ticket.handle.signal<[Succession, Instant]>('succeed', succession, at);
  const change = { change: 1, calendar: ticket.input.calendar };
  await ticket.handle.signal<[Rebinding, Instant]>('rebind', change, instant(at + MINUTE));
  await ticket.send({ ...command('sign', {}, asUnit(ZHUJIAN)), at: instant(at + 2 * MINUTE) });
  const ledger = await world.ledger(ticket.input.matter.id);
  const momentsOf = (type: TicketEvent['type']) => ledger.filter((it) => it.type === type).map((it) => it.at);
  expect([momentsOf('unit-succeeded'), momentsOf('calendar-bound'), momentsOf('signed')]).toEqual([
    [at],
    [at + MINUTE],
    [at + 2 * MINUTE],
  ]);
  await ticket.handle.terminate();
});

test('what is stored of a ticket whose unit was succeeded starts it again with the successor', async () => {
  const ticket = await dispatched();
  const { id } = ticket.input.matter;
  await tellSuccessors(ticket.handle, [succession], await world.now());
  await ticket.send(command('progress', {}, asUnit(ZHUJIAN)));
  await ticket.handle.terminate();
  const { carried } = (await world.store.rebuildInput(id, await world.now())) ?? {};
  expect(carried?.ticket.assignments.map(({ unit }) => unit)).toEqual([ZHUJIAN, HUANBAO]);
});
