import type { TicketAnswer } from '../../api/tickets/answers';
import { fill } from '../../dev/demo/fill';
import { serviceAt } from '../../dev/demo/service';
import { loadConfig } from '../../config/load';
import { isPhoneNumber } from '../../keys/phone-number';
import { madeUpPhone } from '../../dev/demo/people';
import { JWT_SECRET } from '../given/http';
import { SUPERVISOR } from '../given/hotline';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService();
});
afterAll(() => service?.stop());

const CITIES = [...loadConfig().rulebooks.keys()].filter((id) => id !== 'demo');

async function all(): Promise<TicketAnswer[]> {
  const found: TicketAnswer[] = [];
  for (let cursor: string | null = '', first = true; first || cursor !== null; first = false) {
    const query: string = cursor ? `&cursor=${cursor}` : '';
    const { body } = await service.hotline.ask<{ items: TicketAnswer[]; nextCursor: string | null }>(
      `/v1/tickets?limit=100${query}`,
      { as: SUPERVISOR },
    );
    found.push(...body.items);
    cursor = body.nextCursor;
  }
  return found;
}

test('a demonstration has all cities, what is over and what goes on, what is late and what is not; the same once more adds nothing', async () => {
  const demo = {
    service: serviceAt(service.url, JWT_SECRET),
    tickets: 80,
    seed: 'test',
    base: Date.now(),
  };
  const filled = await fill(demo);
  expect([...filled.refused]).toEqual([]);
  expect([filled.taken, filled.open, filled.living]).toEqual([65, 10, 15]);
  expect(filled).toMatchObject({ knowledge: 8, restrictions: 2 });
  const tickets = await all();
  expect(tickets).toHaveLength(80);
  expect(new Set(tickets.map(({ rulebook }) => rulebook.id))).toEqual(new Set(CITIES));
  expect(new Set(tickets.map(({ kind }) => kind)).size).toBeGreaterThan(3);
  expect(new Set(tickets.map(({ category }) => category)).size).toBeGreaterThan(8);
  const late = tickets.filter(({ clocks }) => clocks.some(({ state }) => state === 'breached'));
  expect(late.length).toBeGreaterThan(5);
  expect(late.length).toBeLessThan(tickets.length);
  for (const there of [
    ({ state }: TicketAnswer) => state === 'closed',
    ({ state }: TicketAnswer) => state !== 'closed',
    ({ level }: TicketAnswer) => level > 1,
    ({ supervision }: TicketAnswer) => supervision.length > 0,
    ({ outcome }: TicketAnswer) => outcome === 'answered',
  ])
    expect(tickets.filter(there).length).toBeGreaterThan(0);

  const again = await fill(demo);
  expect([again.taken, again.known]).toEqual([0, 65]);
  expect(await all()).toHaveLength(80);
}, 240_000);

test('its callers are nobody: the numbers show it, and are numbers all the same', () => {
  expect([0, 17, 9_999].map(madeUpPhone)).toEqual(['13900000000', '13900000017', '13900009999']);
  expect([0, 17, 9_999].map(madeUpPhone).every(isPhoneNumber)).toBe(true);
});
