import { keysOfCaller, lettersToCallers } from '../../activities/callers';
import { makeTicketActivities } from '../../activities/ticket-activities';
import { unitsOf } from '../../config/units-file';
import { evolveAll } from '../../domain/ticket/evolve';
import { hear } from '../../domain/ticket/joining';
import { consequencesOfTurn } from '../../domain/telling/consequences';
import { type Turn, turnOf as turnOfTicket } from '../../domain/telling/turn';
import { callerAccess } from '../../keys/caller-access';
import { workerMetrics } from '../../telemetry/worker-metrics';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { keysOf as noKeys, startOutside, type TestOutside } from '../given/servers/outside';
import { asUnit, at, command, dispatchTo, HOTLINE, PARKS, Story } from '../given/story';
import { intake, PHONE, turnOf } from '../given/stored-story';

let outside: TestOutside;
beforeAll(async () => {
  outside = await startOutside();
});
afterAll(() => outside.stop());

const noon = at('2026-09-29 12:00');
const silent = { error: () => {}, warn: () => {} };

test('JE-4: what a main ticket tells its caller goes to the caller of a ticket that was merged into it too: by its own phone and number, without an invitation to evaluate', async () => {
  const { store, keys } = outside.db;
  const [main, joined] = [aMatter(), aMatter()];
  await store.tickets.add(intake(main));
  await store.tickets.add(intake(joined, { contact: { caller: { phone: '13900139000' } } }));
  const { record } = makeTicketActivities({
    store,
    units: unitsOf([HOTLINE, PARKS]),
    webhooks: outside.webhooks,
    keysOf: noKeys,
    restart: async () => {},
    metrics: workerMetrics(),
    log: silent,
  });
  const story = new Story(LAW, main).do(noon, dispatchTo(PARKS));
  const voice = { ticket: joined.id, says: 'joins', seq: 9, wantsReply: true, relayed: false } as const;
  const events = hear(story.ticket, voice, noon);
  await record(turnOf(story));
  const ticket = evolveAll(story.ticket, events);
  await record(turnOfTicket(ticket, events, consequencesOfTurn(ticket, events), noon));
  const before = ticket.seq;
  story.ticket = ticket;
  story.ledger.push(...events);
  story
    .do(at('2026-09-29 13:00'), command('sign', {}, asUnit(PARKS)))
    .do(at('2026-09-29 14:00'), command('progress', {}, asUnit(PARKS)));
  const turn: Turn = turnOf(story, before);
  await record(turn);

  const own = await store.outbox.of(main.id);
  const toVoice = await store.outbox.toVoice(joined.id);
  expect(toVoice.map(({ template, to }) => [template, to])).toEqual([
    ['signed', 'caller'],
    ['progressed', 'caller'],
  ]);
  for (const { id, text } of toVoice) {
    expect(id).toMatch(new RegExp(`^${main.id}:\\d+:caller/${joined.id}$`));
    expect(text).toContain(`工单${joined.id}`);
    expect(text).not.toContain(main.id);
    expect(text).not.toContain('请评价');
  }
  const keysOf = keysOfCaller(callerAccess(keys, 'https://12345.example', 90));
  const { letters, notForIt } = await lettersToCallers(
    store,
    keysOf,
    own.filter(({ to, template }) => to === 'caller' && template === 'signed'),
  );
  expect(notForIt).toEqual([]);
  expect(new Map(letters.map(({ ticket: of, phone }) => [of, phone]))).toEqual(
    new Map([
      [main.id, PHONE],
      [joined.id, '13900139000'],
    ]),
  );
});
