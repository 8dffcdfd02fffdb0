import { type UnitId, unitId } from '../../domain/ids';
import { CLOCKS, type ClockName, keysOf } from '../../domain/words';
import { isOpen, isOwedBy, owerOf } from '../../domain/ticket/ticket';
import { details } from '../../domain/telling/view';
import { CHENGGUAN, HUANBAO, ticketIn } from '../given/cities';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const now = at('2026-09-29 10:02');
const LEAD = { unit: CHENGGUAN.id, role: 'lead' } as const;
const ASSIST = { unit: HUANBAO.id, role: 'assist' } as const;
const COPY = { unit: unitId('lixia'), role: 'copy' } as const;

const shared = (): Story => ticketIn('jinan').do(now, dispatchTo(CHENGGUAN, [HUANBAO]));
const owedBy = (part: typeof LEAD | typeof ASSIST | typeof COPY, unit?: UnitId): ClockName[] =>
  keysOf(CLOCKS).filter((name) => isOwedBy({ name, ...(unit === undefined ? {} : { unit }) }, part));

test('JE-11, T-10: what the hotline reviews, feeds back and asks is owed by no unit, though a review names one', () => {
  const hotlines = ['registration', 'overall', 'dispatching', 'return-review', 'extension-review'];
  const others = ['unsolvable-review', 'closure-review', 'feedback', 'callback'];
  for (const name of [...hotlines, ...others] as ClockName[]) {
    for (const part of [LEAD, ASSIST, COPY]) expect(isOwedBy({ name, unit: part.unit }, part)).toBe(false);
  }
});

test('BJ-7: the lead owes the handling, each unit its own part, signing and explanation, a copy nothing', () => {
  const lead: ClockName[] = ['arrival', 'contact', 'handling', 'reply', 'promise'];
  const own: ClockName[] = ['signing', 'assist', 'rectifying', 'explanation'];
  expect(owedBy(LEAD)).toEqual(lead);
  expect(owedBy(LEAD, CHENGGUAN.id).toSorted()).toEqual([...lead, ...own].toSorted());
  expect(owedBy(ASSIST, HUANBAO.id)).toEqual(own);
  expect(owedBy(ASSIST, unitId('another'))).toEqual([]);
  expect(owedBy(COPY, HUANBAO.id)).toEqual([]);
});

test('WF-23: what those above decide is owed by no unit of the order', () => {
  for (const part of [LEAD, ASSIST, COPY])
    expect(isOwedBy({ name: 'deciding', unit: part.unit }, part)).toBe(false);
});

test('BJ-7: of a shared matter the details say whose each clock is', () => {
  const { ticket } = shared();
  const open = ticket.clocks.filter(isOpen).map((clock) => [clock.name, owerOf(ticket, clock)?.id]);
  expect(open).toEqual(
    expect.arrayContaining([
      ['handling', CHENGGUAN.id],
      ['assist', HUANBAO.id],
    ]),
  );
  expect(details(ticket, [])).toContain(`协办时限（${HUANBAO.name}）`);
});

test('BJ-5: the review of an extension is the hotline’s, though it carries the unit that asked', () => {
  const story = shared().do(
    now,
    command('request-extension', { limit: { workdays: 1 } }, { ...asUnit(CHENGGUAN), parts: ['reason'] }),
  );
  const review = story.ticket.clocks.find(({ name }) => name === 'extension-review');
  expect(review?.unit).toBe(CHENGGUAN.id);
  expect(review && owerOf(story.ticket, review)).toBeUndefined();
});
