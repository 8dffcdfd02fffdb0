import fc from 'fast-check';
import { ticketId } from '../../domain/ids';
import { consequences, messageId } from '../../domain/telling/consequences';
import { nextDue } from '../../domain/ticket/due';
import type { TicketEvent } from '../../domain/ticket/event';
import { evolveAll } from '../../domain/ticket/evolve';
import { hear, heardBy, type Voice, voiceOf, whyNotTaken } from '../../domain/ticket/joining';
import type { Ticket } from '../../domain/ticket/ticket';
import { type Instant, instant } from '../../domain/time/instant';
import { lawOf } from '../given/cities';
import { drawCommand, dice } from '../given/any-command';
import { matterOf } from '../given/matter';
import { asUnit, at, command, dispatchTo, HOTLINE, PARKS, Story, WATER } from '../given/story';
import { decide } from '../../domain/procedures/decide';
import { due } from '../../domain/ticket/due';

const MAIN = ticketId('T-main');
const noon = at('2026-09-29 12:00');
const voice = (changes: Partial<Voice> = {}): Voice => ({
  ticket: ticketId('T-1'),
  says: 'joins',
  seq: 9,
  wantsReply: true,
  relayed: false,
  ...changes,
});
const mainTicket = (facts: Parameters<typeof matterOf>[0] = {}): Story =>
  new Story(undefined, matterOf({ id: MAIN, ...facts })).do(noon, dispatchTo(PARKS));
const heard = (main: Ticket, it: Voice, moment: Instant): Ticket => evolveAll(main, hear(main, it, moment));
const clocksOf = ({ clocks }: Ticket): object[] => clocks.map(({ fired: _, ...clock }) => clock);

describe('zammad#904, znuny#200: a merged ticket', () => {
  test('closes as merged, its clocks stop, and it never escalates again', () => {
    const story = new Story()
      .do(noon, dispatchTo(PARKS))
      .do(at('2026-09-30 09:00'), command('merge', { into: MAIN }));
    expect(story.ticket).toMatchObject({
      state: 'closed',
      outcome: 'merged',
      owesMain: { main: MAIN, says: 'joins' },
    });
    expect(story.ticket.clocks.every(({ endedAt }) => endedAt !== undefined)).toBe(true);
    expect(story.clock('overall-1')?.state ?? 'stopped').toBe('stopped');
    const { length } = story.ledger;
    expect(nextDue(story.ticket)).toBeUndefined();
    expect(story.until(at('2027-09-30 09:00')).ledger).toHaveLength(length);
    expect(story.told('closed')).toEqual(['parks', 'caller']);
  });

  test('split, it goes on as it was, with its clocks counted from where they were, and a working day at least for its unit (T-10)', () => {
    const story = new Story()
      .do(noon, dispatchTo(PARKS, [WATER]))
      .do(at('2026-09-30 09:00'), command('sign', {}, asUnit(PARKS)));
    const before = story.ticket;
    story
      .do(at('2026-09-30 10:00'), command('merge', { into: MAIN }))
      .do(at('2026-09-30 11:00'), command('split', {}));
    expect(story.ticket.state).toBe('handling');
    expect(story.ticket.assignments).toEqual(before.assignments);
    expect(story.ticket.owesMain).toMatchObject({ main: MAIN, says: 'leaves' });
    const due = ({ clocks }: Ticket) =>
      clocks
        .filter(({ endedAt }) => endedAt === undefined)
        .map((it) => [it.id, it.startedAt, it.due, it.state]);
    expect(due(story.ticket)).toEqual(due(before));
    // Late as it is, its unit has a working day after the order reached it again; the hotline has none.
    const late = new Story()
      .do(noon, dispatchTo(PARKS))
      .do(noon, command('merge', { into: MAIN }))
      .do(at('2027-03-01 10:00'), command('split', {}));
    expect(late.clock('handling-1')).toMatchObject({ state: 'running', due: at('2027-03-03 00:00') });
    expect(late.told('split')).toEqual(['parks', 'caller']);
  });

  test('what waited for the hotline waits again: a submission, a request, supervision', () => {
    const story = new Story()
      .do(noon, dispatchTo(PARKS))
      .do(noon, command('supervise', { mode: 'key' }, { actor: { role: 'supervisor' }, parts: ['reason'] }))
      .do(noon, command('request-return', {}, { ...asUnit(PARKS), parts: ['reason'] }));
    const { pending, supervision } = story.ticket;
    story.do(noon, command('merge', { into: MAIN }));
    expect(story.ticket).toMatchObject({ pending: [] });
    story.do(noon, command('split', {}));
    expect(story.ticket).toMatchObject({ pending, supervision });
  });

  test('refused: with itself, with its own voices, once it is closed; and nothing else is split', () => {
    const story = new Story().do(noon, dispatchTo(PARKS));
    expect(story.refusal(noon, command('merge', { into: story.matter.id }))).toMatchObject({
      reason: 'not-with-itself',
      errors: [{ path: 'into' }],
    });
    expect(story.refusal(noon, command('split', {}))).toMatchObject({ kind: 'state' });
    story.ticket = heard(story.ticket, voice({ ticket: ticketId('T-7') }), noon);
    expect(story.refusal(noon, command('merge', { into: MAIN }))).toMatchObject({
      reason: 'has-voices',
      parameters: { tickets: ['T-7'] },
    });
    const withdrawn = new Story().do(noon, command('withdraw', {}));
    expect(withdrawn.refusal(noon, command('split', {}))).toMatchObject({ reason: 'not-merged' });
    expect(withdrawn.refusal(noon, command('merge', { into: MAIN }))).toMatchObject({ kind: 'state' });
  });
});

describe('a main ticket', () => {
  test('gains the voice and loses it, once each, and its own clocks stay exactly as they are', () => {
    const { ticket } = mainTicket();
    const joined = heard(ticket, voice(), instant(noon + 1));
    expect(joined.voices).toEqual([{ ticket: 'T-1', wantsReply: true }]);
    expect(hear(joined, voice(), instant(noon + 2))).toEqual([]);
    const left = heard(joined, voice({ says: 'leaves' }), instant(noon + 3));
    expect(left.voices).toEqual([]);
    expect(hear(left, voice({ says: 'leaves' }), instant(noon + 4))).toEqual([]);
    expect([clocksOf(joined), clocksOf(left)]).toEqual([clocksOf(ticket), clocksOf(ticket)]);
  });

  test('whatever happened to it, a merge and a split leave its clocks, its state and what is due as they were', () =>
    fc.assert(
      fc.property(
        fc.array(fc.nat(1_000), { minLength: 40, maxLength: 120 }),
        fc.nat(14),
        (thrown, length) => {
          const by = dice(thrown);
          let main = mainTicket().ticket;
          for (let turn = 0; turn < length; turn++) {
            const moment = instant(main.asOf + by.of(40) * 3_600_000);
            main = evolveAll(main, due(main, moment));
            const decided = decide(main, drawCommand(main, by, `c-${turn}`), moment);
            if (decided.accepted) main = evolveAll(main, decided.events);
          }
          const joined = heard(main, voice(), main.asOf);
          const left = heard(joined, voice({ says: 'leaves' }), joined.asOf);
          for (const after of [joined, left]) {
            expect(clocksOf(after)).toEqual(clocksOf(main));
            expect(nextDue(after)).toBe(nextDue(main));
            expect(after.state).toBe(main.state);
          }
        },
      ),
    ));

  test('is not withdrawn by one caller while others raise it too, and none of them learns of another', () => {
    const story = mainTicket();
    story.ticket = heard(story.ticket, voice(), noon);
    const refused = story.refusal(noon, command('withdraw', {}, { actor: { role: 'caller' } }));
    expect(refused).toMatchObject({ kind: 'state', reason: 'others-raise-it' });
    expect(JSON.stringify(refused)).not.toContain('T-1');
    story.ticket = heard(story.ticket, voice({ says: 'leaves' }), noon);
    expect(story.do(noon, command('withdraw', {})).ticket).toMatchObject({ outcome: 'withdrawn' });
  });

  test('WF-11: takes no voice where only one of both keeps its caller unknown to the unit; and none when it is closed', () => {
    const plain = mainTicket().ticket;
    const report = mainTicket({ kind: 'report', confidential: true }).ticket;
    const confidential = mainTicket({ confidential: true }).ticket;
    expect(whyNotTaken(plain, { relayed: false })).toBeUndefined();
    expect(whyNotTaken(plain, { relayed: true })).toBe('relayed');
    expect(whyNotTaken(report, { relayed: false })).toBe('relayed');
    expect(whyNotTaken(confidential, { relayed: true })).toBeUndefined();
    const closed = mainTicket().do(noon, command('withdraw', {})).ticket;
    expect(whyNotTaken(closed, { relayed: false })).toBe('closed');
    expect(hear(closed, voice(), noon)).toEqual([]);
  });

  test('what its caller is told the voices are told too, as each wants it; what concerns one caller alone is not', () => {
    const story = mainTicket();
    const main = [voice(), voice({ ticket: ticketId('T-2'), wantsReply: false })].reduce(
      (ticket, it) => heard(ticket, it, noon),
      story.ticket,
    );
    const toldBy = (type: string, data: object): string[] =>
      consequences(main, { seq: 20, at: noon, actor: HOTLINE, type, data } as unknown as TicketEvent)
        .filter(({ to }) => 'role' in to && to.role === 'caller')
        .map((it) => messageId(it, 'caller'));
    const both = ['T-main:20:caller', 'T-main:20:caller/T-1'];
    expect(toldBy('signed', { unit: PARKS.id })).toEqual(both);
    expect(toldBy('closed', { outcome: 'resolved' })).toEqual(both);
    // Of these everybody is told, wanting replies or not (WF-21).
    expect(toldBy('closed', { outcome: 'terminated' })).toEqual([...both, 'T-main:20:caller/T-2']);
    expect(toldBy('contacted', { unit: PARKS.id })).toEqual(['T-main:20:caller']);
    expect(toldBy('explained', {})).toEqual(['T-main:20:caller']);
    expect(toldBy('command-lost', { command: 'c', name: 'urge', by: { role: 'caller' } })).toEqual([
      'T-main:20:caller',
    ]);
  });
});

describe('two tickets, one after the other', () => {
  const merged = (): Story =>
    new Story().do(noon, dispatchTo(PARKS)).do(noon, command('merge', { into: MAIN }));

  test('the main ticket knows: nothing is owed any more; told twice, it is noted once', () => {
    const { ticket } = merged();
    const told = voiceOf(ticket);
    if (!told) throw new Error('it owes nothing');
    expect(told).toMatchObject({ ticket: 'T-1', says: 'joins', relayed: false, wantsReply: true });
    const done = evolveAll(ticket, heardBy(ticket, told, undefined, noon));
    expect([done.state, done.owesMain]).toEqual(['closed', undefined]);
    expect(heardBy(done, told, undefined, noon)).toEqual([]);
  });

  test('the main ticket was closed meanwhile: never half, the ticket goes on by itself, with the clocks that it had', () => {
    const story = new Story().do(noon, dispatchTo(PARKS));
    const before = story.ticket;
    const { ticket } = story.do(noon, command('merge', { into: MAIN }));
    const told = voiceOf(ticket);
    if (!told) throw new Error('it owes nothing');
    const alone = evolveAll(ticket, heardBy(ticket, told, 'closed', noon));
    expect(alone).toMatchObject({ state: 'handling', assignments: before.assignments });
    expect([alone.merged, alone.owesMain]).toEqual([undefined, undefined]);
    expect(nextDue(alone)).toBe(nextDue(before));
  });

  test('an answer to a merge that was undone meanwhile counts for nothing', () => {
    const { ticket } = merged();
    const told = voiceOf(ticket);
    if (!told) throw new Error('it owes nothing');
    const decided = decide(ticket, command('split', {}), noon);
    if (!decided.accepted) throw new Error('refused');
    const split = evolveAll(ticket, decided.events);
    expect(heardBy(split, told, 'closed', noon)).toEqual([]);
    expect(voiceOf(split)).toMatchObject({ says: 'leaves' });
  });
});

describe('JE-13, JE-17: a difficult matter, repeated over three handling periods', () => {
  const law = lawOf('jinan-enforcement', matterOf());
  const story = (period?: number): Story =>
    new Story(law, matterOf(period === undefined ? {} : { period })).do(noon, dispatchTo(PARKS));

  const ofUnit = ({ ticket }: Story) => ticket.supervision.filter(({ unit }) => unit !== undefined);

  test('is supervised on the spot by itself when its unit gets the order, and not before the third', () => {
    expect(ofUnit(story())).toEqual([]);
    expect(ofUnit(story(2))).toEqual([]);
    expect(story(2).ticket.difficultSince).toBeUndefined();
    for (const period of [3, 4]) {
      expect(ofUnit(story(period))).toMatchObject([{ mode: 'on-site', unit: 'parks' }]);
      expect(story(period).ticket.difficultSince).toBe(noon);
      expect(story(period).facts('supervised').slice(-1)).toMatchObject([
        { triggered: { on: 'repeated', times: 3, source: 'JE-17' } },
      ]);
    }
  });

  test('whose conclusion looks back at the earlier handling', () => {
    const end = (parts: string[]) => command('end-supervision', {}, { actor: { role: 'supervisor' }, parts });
    expect(story(3).refusal(noon, end(['conclusion']))).toMatchObject({
      errors: [{ path: 'lookBack', rule: 'JE-17' }],
    });
    expect(
      story(3)
        .do(noon, end(['conclusion', 'lookBack']))
        .types(),
    ).toContain('supervision-ended');
  });

  test('what it follows is shown as linked', () => {
    expect(new Story(law, matterOf({ follows: ticketId('T-0') })).ticket.links).toEqual(['T-0']);
  });
});
