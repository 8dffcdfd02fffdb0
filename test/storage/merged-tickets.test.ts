import { DAY, instant } from '../../domain/time/instant';
import { heardBy, voiceOf } from '../../domain/ticket/joining';
import { evolveAll } from '../../domain/ticket/evolve';
import { turnOf as turnOfTicket } from '../../domain/telling/turn';
import { aMatter } from '../given/matter';
import { at, command, dispatchTo, PARKS, Story } from '../given/story';
import { LAW } from '../given/law';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');
const later = instant(Date.now() + 400 * DAY);

test('JE-4: a merged ticket is neither archived nor erased while the ticket goes on that it was merged into: its caller is told of that', async () => {
  const { store } = db;
  const [main, joined] = [aMatter(), aMatter()];
  for (const it of [main, joined]) await store.tickets.add(intake(it));
  const goesOn = new Story(LAW, main).do(noon, dispatchTo(PARKS));
  await store.recordTurn(turnOf(goesOn), []);
  const merged = new Story(LAW, joined).do(noon, command('merge', { into: main.id }));
  await store.recordTurn(turnOf(merged), []);
  await store.tickets.confirm(joined.id, merged.ticket.seq);
  const kept = async () => {
    const outlived = await store.personalData.outlived('tickets', 'test', later, undefined, 9);
    return [
      await store.archive.put(joined.id, later),
      outlived.items.find(({ id }) => id === joined.id)?.held,
    ];
  };
  expect(await kept()).toEqual([false, true]);

  const told = voiceOf(merged.ticket);
  if (!told) throw new Error('it owes nothing');
  const events = heardBy(merged.ticket, told, undefined, noon);
  const after = evolveAll(merged.ticket, events);
  await store.recordTurn(turnOfTicket(after, events, [], instant(noon + 1)), []);
  expect(await kept()).toEqual([false, true]);

  await store.recordTurn(turnOf(goesOn.do(noon, command('withdraw', {})), 4), []);
  expect(await store.tickets.find(main.id)).toMatchObject({ state: 'closed' });
  expect((await kept())[1]).toBe(false);
  expect((await store.tickets.find(joined.id))?.archivedAt).toBe(later);
});
