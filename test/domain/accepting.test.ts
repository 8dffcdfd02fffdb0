import { type TicketId, ticketId } from '../../domain/ids';
import { ticketIn, CITIES, OPERATOR } from '../given/cities';
import { at, command } from '../given/story';

const now = at('2026-09-29 10:01');
const decline = (ground: string, parts: string[] = ['reason'], earlier?: TicketId) =>
  command('decline', { ground, ...(earlier === undefined ? {} : { earlier }) }, { ...OPERATOR, parts });

describe('a matter is not accepted', () => {
  test.each(['petition', 'secrets', 'settled', 'other-law'])(
    'WF-19: in Weifang on the ground %s, with its reason',
    (ground) => {
      const declined = ticketIn('weifang').do(now, decline(ground));
      expect(declined.ticket).toMatchObject({ state: 'closed', outcome: 'declined' });
      expect(declined.facts('declined')).toMatchObject([{ ground, source: 'WF-19' }]);
    },
  );

  test('HZ-14: in huizhou an emergency only with the way to go, though its text does not list it as a ground', () => {
    expect(ticketIn('huizhou').refusal(now, decline('emergency'))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'guidance' }],
    });
    expect(ticketIn('huizhou').do(now, decline('emergency', ['reason', 'guidance'])).ticket).toMatchObject({
      state: 'closed',
      outcome: 'declined',
    });
  });

  test.each([
    ['weifang', 'other-procedure', 'WF-19'],
    ['weifang', 'emergency', 'WF-39'],
    ['jinan-enforcement', 'military-judicial', 'JE-2'],
    ['jinan-enforcement', 'decided-in-court', 'JE-2'],
    ['jinan-enforcement', 'emergency', 'JE-2'],
  ] as const)('in %s on the ground %s only with the way to go (%s)', (city, ground, rule) => {
    expect(ticketIn(city).refusal(now, decline(ground))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'guidance', rule }],
    });
    expect(ticketIn(city).do(now, decline(ground, ['reason', 'guidance'])).ticket).toHaveProperty(
      'outcome',
      'declined',
    );
  });

  test.each(['outside-jurisdiction', 'other-procedure', 'petition', 'secrets', 'improper', 'other-law'])(
    'HZ-3: in Huizhou on the ground %s',
    (ground) => {
      expect(ticketIn('huizhou').do(now, decline(ground)).facts('declined')).toMatchObject([
        { ground, source: 'HZ-3' },
      ]);
    },
  );

  test('HZ-3: in Huizhou as a repeat, and the ledger names the ticket that it repeats', () => {
    const repeat = ticketIn('huizhou').do(now, decline('repeat', ['reason'], ticketId('HZ-2026-1')));
    expect(repeat.facts('declined')).toMatchObject([{ ground: 'repeat', earlier: 'HZ-2026-1' }]);
  });

  test('WF-19: a ground of another city is none here, and the refusal names those that are', () => {
    expect(ticketIn('weifang').refusal(now, decline('outside-jurisdiction'))).toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'ground', message: expect.stringContaining('other-procedure, petition, secrets') }],
    });
  });

  test('WF-19: the caller is told even where no reply is wanted, for the reason is always stated', () => {
    const quiet = ticketIn('weifang', { wantsReply: false }).do(now, decline('petition'));
    expect(quiet.told('closed')).toEqual(['caller']);
    expect(quiet.told('registered')).toEqual([]);
  });

  test('it is settled who has it: once dispatched or closed, nothing is declined any more', () => {
    const declined = ticketIn('weifang').do(now, decline('petition'));
    expect(declined.refusal(now, decline('petition'))).toMatchObject({ kind: 'state', allowed: [] });
  });

  test.each(CITIES)('in %s its clocks end with it', (city) => {
    const declined = ticketIn(city).do(now, decline('emergency', ['reason', 'guidance']));
    expect(declined.ticket.clocks.every(({ endedAt }) => endedAt !== undefined)).toBe(true);
    expect(declined.until(at('2027-02-01 00:00')).rungs()).toEqual([]);
  });
});

describe('a matter is answered at once', () => {
  test.each(['repeat', 'clear-rule'])(
    'JE-4: in enforcement the ground %s refuses nothing: such a matter is answered with the result that there is',
    (ground) => {
      expect(ticketIn('jinan-enforcement').refusal(now, decline(ground))).toMatchObject({
        kind: 'invalid',
        errors: [{ path: 'ground', message: expect.stringContaining('answer'), rule: 'JE-4' }],
      });
    },
  );

  test('JE-4: the answer records the ticket whose result it gives', () => {
    const answered = ticketIn('jinan-enforcement').do(
      now,
      command('answer', { earlier: ticketId('JE-2026-7') }, { ...OPERATOR, id: 'a1', parts: ['reply'] }),
    );
    expect(answered.ticket).toMatchObject({ state: 'closed', outcome: 'answered' });
    expect(answered.facts('answered')).toEqual([
      { earlier: 'JE-2026-7', text: { ref: 'a1', parts: ['reply'] } },
    ]);
    expect(answered.told('closed')).toEqual(['caller']);
  });

  test('WF-18, HZ-5: within the dispatching limit, which it meets', () => {
    const answered = ticketIn('huizhou', { kind: 'consultation' }).do(now, command('answer', {}, OPERATOR));
    expect(answered.clock('dispatching-1')?.state).toBe('met');
  });
});

describe('a matter of some weight', () => {
  test.each(['major', 'staff'])(
    'JE-6: %s is reported at once to the command centre and the leading group’s office in it',
    (urgency) => {
      const briefed = ticketIn('jinan-enforcement', { urgency });
      expect(briefed.types().slice(0, 2)).toEqual(['registered', 'briefed']);
      expect(briefed.facts('briefed')).toMatchObject([
        { to: ['hotline', 'chengguan-lingban'], source: 'JE-6' },
      ]);
      expect(briefed.told('briefed')).toEqual(['hotline', 'chengguan-lingban']);
    },
  );

  test('an ordinary one is not', () => {
    expect(ticketIn('jinan-enforcement').types()).not.toContain('briefed');
    expect(ticketIn('weifang').types()).not.toContain('briefed');
  });
});
