import {
  CALLER,
  CHENGGUAN,
  type CITIES,
  dueOf,
  HUANBAO,
  OPERATOR,
  SUPERVISOR,
  ticketIn,
} from '../given/cities';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const dispatched = at('2026-09-29 10:02');
const soon = at('2026-09-30 09:00');
type City = (typeof CITIES)[number];
const order = (city: City): Story => ticketIn(city).do(dispatched, dispatchTo(CHENGGUAN));
const complain = () => command('complain', {}, { ...CALLER, parts: ['text'] });
const dispute = () => command('dispute', {}, { ...CALLER, parts: ['text'] });
const explain = () => command('explain', {}, { ...OPERATOR, parts: ['text'] });

describe.each([
  ['jinan', '2026-10-14 00:00'],
  ['weifang', '2026-10-11 00:00'],
  ['huizhou', '2026-10-11 00:00'],
  ['beijing', '2026-10-11 00:00'],
  ['jinan-enforcement', '2026-10-01 00:00'],
] as const)('JN-1, JN-9: a caller complains about the service in %s', (city, due) => {
  test(`an explanation is owed until ${due}, and the hotline is told`, () => {
    const story = order(city).do(soon, complain());
    expect(story.facts('complained')).toEqual([{ text: { ref: expect.any(String), parts: ['text'] } }]);
    expect(dueOf(story, 'explanation-1')).toBe(due);
    const told = story.notifications.filter(({ template }) => template === 'complained');
    expect(told).toMatchObject([{ to: { role: 'hotline' }, facts: { clock: 'explanation', due: at(due) } }]);
  });

  test('explained, the caller is told and the clock is met; a later complaint starts another', () => {
    const story = order(city).do(soon, complain()).do(soon, complain()).do(soon, explain());
    expect(story.clock('explanation-1')?.state).toBe('met');
    expect(story.told('explained')).toEqual(['caller']);
    expect(story.do(soon, complain()).clock('explanation-2')?.state).toBe('running');
  });

  test('not explained, unit and hotline are urged', () => {
    const story = order(city).do(soon, complain()).until(at('2026-10-14 12:00'));
    expect(story.clock('explanation-1')?.state).toBe('breached');
    const urged = story.ledger.filter(
      (event) => event.type === 'urged' && event.data.fired?.clock === 'explanation-1',
    );
    expect(urged.length).toBeGreaterThan(0);
  });

  test('closed, nothing is owed any more', () => {
    const story = order(city)
      .do(soon, complain())
      .do(soon, command('withdraw', {}, CALLER));
    expect(story.clock('explanation-1')?.state).toBe('stopped');
  });
});

describe('WF-14: a caller demands an explanation', () => {
  test('not before there is a result, unless the reply is overdue', () => {
    const story = order('weifang');
    expect(story.refusal(soon, dispute())).toMatchObject({ kind: 'state', rule: 'WF-14' });
    const late = story.do(at('2026-10-13 00:00'), dispute());
    expect(late.clock('explanation-1')?.state).toBe('running');
    expect(late.told('disputed')).toEqual(['chengguan', 'hotline']);
  });

  test('of the result once it is approved', () => {
    const story = order('weifang').do(soon, command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN)));
    expect(story.refusal(soon, dispute())).toMatchObject({ kind: 'state' });
    story.do(soon, command('review', { approve: true }, SUPERVISOR)).do(soon, dispute());
    expect(story.ticket.state).toBe('callback');
    expect(dueOf(story, 'explanation-1')).toBe('2026-10-11 00:00');
  });

  test('the unit may explain it, another unit may not', () => {
    const story = order('weifang').do(at('2026-10-13 00:00'), dispute());
    expect(story.refusal(at('2026-10-13 00:00'), command('explain', {}, asUnit(HUANBAO)))).toMatchObject({
      kind: 'forbidden',
    });
    story.do(at('2026-10-13 00:00'), command('explain', {}, asUnit(CHENGGUAN)));
    expect(story.facts('explained')).toMatchObject([{ unit: 'chengguan' }]);
  });
});

test('what the caller adds is told to the units, and changes nothing else', () => {
  const story = order('weifang');
  const { clocks } = story.ticket;
  story.do(soon, command('supplement', {}, { ...CALLER, parts: ['text'] }));
  expect(story.told('supplemented')).toEqual(['chengguan']);
  expect(story.ticket.clocks).toEqual(clocks);
});

test('JE-12: a caller who urges presses the unit; before the dispatch, the hotline', () => {
  expect(
    order('weifang')
      .do(soon, command('urge', {}, CALLER))
      .told('urged'),
  ).toEqual(['chengguan']);
  const waiting = ticketIn('weifang').do(at('2026-09-29 10:05'), command('urge', {}, CALLER));
  expect(waiting.told('urged')).toEqual(['hotline']);
});
