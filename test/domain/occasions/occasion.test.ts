import fc from 'fast-check';
import { loadConfig } from '../../../config/load';
import { publishedCalendars } from '../../../config/published-calendars';
import { commandId, unitId } from '../../../domain/ids';
import type { OccasionCommand } from '../../../domain/occasions/command';
import { allowed, decide, prepared } from '../../../domain/occasions/decide';
import { due, nextDue } from '../../../domain/occasions/due';
import { evolveAll, newOccasion } from '../../../domain/occasions/evolve';
import { bindKind, type OccasionKind } from '../../../domain/occasions/kind';
import {
  type About,
  type Cause,
  type Occasion,
  type OccasionActor,
  type OccasionEvent,
  owing,
  stateOf,
  titleOf,
} from '../../../domain/occasions/occasion';
import { stamp } from '../../../domain/occasions/stamp';
import { detailsOf, sentenceOf, toldOf } from '../../../domain/occasions/told';
import { HOUR, type Instant, instant, isoInstant } from '../../../domain/time/instant';
import { sliceCalendar } from '../../../domain/time/calendar';

const { occasions, units } = loadConfig();
const at = (text: string): Instant => instant(Date.parse(`${text}+08:00`));
const opened = at('2026-10-12T09:00');
const calendar = sliceCalendar(publishedCalendars(), opened);
const kindOf = (rulebook: string, id: string): OccasionKind => {
  const found = occasions.get(rulebook)?.find((it) => it.id === id);
  if (!found) throw new Error(`${rulebook} has no ${id}`);
  return found;
};

const supervisor: OccasionActor = { role: 'supervisor' };
const operator: OccasionActor = { role: 'operator' };
const leader: OccasionActor = { role: 'leader' };
const of = (unit: string): OccasionActor => ({ role: 'unit', unit: unitId(unit) });

/** An occasion, told as its ledger tells it. */
class Told {
  readonly events: OccasionEvent[] = [];
  private n = 0;
  constructor(
    public occasion: Occasion,
    public now: Instant = opened,
  ) {}

  private take(events: readonly OccasionEvent[]): void {
    this.events.push(...events);
    this.occasion = evolveAll(this.occasion, events);
  }
  prepared(tickets: readonly string[] = []): this {
    const drawn = this.occasion.input.kind.sample
      ? { drawn: { seed: 's', population: 40, digest: 'd', tickets } }
      : {};
    this.take(prepared(this.occasion, { sections: [], ...drawn }, this.now));
    return this;
  }
  at(text: string): this {
    this.now = at(text);
    this.take(due(this.occasion, this.now));
    return this;
  }
  does(name: OccasionCommand['name'], body: object, actor: OccasionActor, id = `c${this.n++}`) {
    const text = { ref: commandId(id), parts: ['text'] };
    const command = { id: commandId(id), name, actor, text, ...body } as OccasionCommand;
    const decision = decide(this.occasion, command, this.now);
    if (decision.accepted) this.take(decision.events);
    return decision.accepted ? 'done' : `${decision.refusal.kind}: ${decision.refusal.reason}`;
  }
  get types(): string[] {
    return this.events.map(({ type }) => type);
  }
}

function given(
  rulebook: string,
  id: string,
  about: About = { period: '2026-09' },
  cause: Cause = 'planned',
): Told {
  const kind = bindKind(kindOf(rulebook, id), units, { unit: about.unit, dayEnds: 1440 });
  const input = {
    id: `${rulebook}/${id}/x`,
    rulebook,
    kind,
    about,
    cause,
    openedAt: opened,
    actor: { role: 'system' },
    calendar,
  } as const;
  const fresh = newOccasion(input);
  return new Told(
    evolveAll(
      fresh,
      stamp(fresh, [{ type: 'opened', data: { cause } }], { at: opened, actor: { role: 'system' } }),
    ),
  );
}

const DIFFICULT = { sections: ['difficult'], finish: true };

test('JE-13, JE-22: the month’s summary is drafted, goes to all, and is closed when each has confirmed that it was read', () => {
  const summary = given('jinan-enforcement', 'monthly-summary').prepared();
  expect(stateOf(summary.occasion)).toBe('drafting');
  expect(titleOf(summary.occasion.input)).toBe('月度梳理汇总 · 2026年9月');
  expect(summary.does('draft', DIFFICULT, operator)).toBe('done');
  expect(stateOf(summary.occasion)).toBe('reading');
  const readers = owing(summary.occasion);
  expect(readers).toEqual(['chengguan', 'chengguan-lingban', 'lixia', 'shizhong', 'huaiyin', 'tianqiao']);
  const circulated = summary.events.find(({ type }) => type === 'circulated') as OccasionEvent;
  expect(toldOf(summary.occasion, circulated)).toEqual([
    { seq: circulated.seq, to: readers, text: '月度梳理汇总 · 2026年9月：现予通报，请查阅并回执。' },
  ]);
  for (const reader of readers) {
    expect(stateOf(summary.occasion)).toBe('reading');
    expect(summary.does('read', {}, of(reader))).toBe('done');
    expect(summary.does('read', {}, of(reader))).toMatch(/^state/);
  }
  expect([stateOf(summary.occasion), summary.occasion.outcome]).toEqual(['closed', 'done']);
});

test('JE-13: a draft goes on only when all is written that has to be, and by those whose it is', () => {
  const summary = given('jinan-enforcement', 'monthly-summary').prepared();
  expect(summary.does('draft', { sections: ['analysis'], finish: true }, operator)).toBe(
    'invalid: sections-missing',
  );
  expect(summary.does('draft', { sections: ['figures'], finish: false }, operator)).toBe(
    'invalid: no-such-section',
  );
  expect(summary.does('draft', { sections: [], finish: false }, operator)).toBe('invalid: nothing-said');
  expect(summary.does('draft', DIFFICULT, of('lixia'))).toBe('forbidden: not-yours');
  expect(summary.does('read', {}, of('lixia'))).toBe('state: not-this-step');
  expect(summary.does('draft', { sections: ['difficult'], finish: false }, operator)).toBe('done');
  expect(summary.does('draft', { sections: ['analysis'], finish: true }, supervisor)).toBe('done');
  expect(summary.does('withdraw', {}, supervisor)).toBe('state: a-duty');
});

test('its clock counts working days, reminds before its end and presses after it whoever still owes', () => {
  const summary = given('jinan-enforcement', 'monthly-summary').prepared();
  // 12 October and three working days.
  expect(isoInstant(summary.occasion.clock?.due as Instant)).toBe('2026-10-16T00:00:00+08:00');
  expect(isoInstant(nextDue(summary.occasion) as Instant)).toBe('2026-10-14T09:00:00+08:00');
  summary.at('2026-10-20T10:00');
  expect(summary.types.slice(2)).toEqual(['reminded', 'overdue', 'urged', 'urged', 'urged']);
  const planned = summary.events.flatMap((it) => (it.type === 'urged' ? [isoInstant(it.data.planned)] : []));
  // 17 and 18 October are a weekend.
  expect(planned).toEqual([
    '2026-10-16T09:00:00+08:00',
    '2026-10-19T09:00:00+08:00',
    '2026-10-20T09:00:00+08:00',
  ]);
  expect(summary.events.flatMap((it) => (it.type === 'urged' ? [it.data.to] : []))[0]).toEqual([
    'hotline',
    'chengguan-lingban',
  ]);
  summary.does('draft', DIFFICULT, operator);
  expect(summary.occasion.late).toEqual([0]);
  expect(summary.does('read', {}, of('chengguan'))).toBe('done');
  summary.at('2026-10-26T10:00');
  const last = summary.events.at(-1);
  expect(last?.type === 'urged' && last.data.to).toEqual([
    'chengguan-lingban',
    'lixia',
    'shizhong',
    'huaiyin',
    'tianqiao',
    'hotline',
  ]);
});

test('JE-14: a spot check has a result for each ticket that was drawn, once, and ends with the last', () => {
  const check = given('jinan-enforcement', 'weekly-spot-check', { period: '2026-W41' }).prepared([
    'HY-1',
    'HY-2',
  ]);
  expect(stateOf(check.occasion)).toBe('checking');
  expect(check.does('check', { ticket: 'HY-3', passed: true }, supervisor)).toBe('invalid: not-drawn');
  expect(check.does('check', { ticket: 'HY-1', passed: false }, supervisor)).toBe('done');
  expect(check.does('check', { ticket: 'HY-1', passed: true }, supervisor)).toBe('invalid: not-drawn');
  expect(check.does('check', { ticket: 'HY-2', passed: true }, of('lixia'))).toBe('forbidden: not-yours');
  expect(check.does('check', { ticket: 'HY-2', passed: true }, supervisor)).toBe('done');
  expect(check.occasion.outcome).toBe('done');
  expect(check.occasion.checks).toEqual([
    { ticket: 'HY-1', passed: false },
    { ticket: 'HY-2', passed: true },
  ]);
});

test('JE-15: where nothing was settled of the hot spot, nobody has to inspect anything', () =>
  expect(given('jinan-enforcement', 'hot-spot-check').prepared([]).occasion.outcome).toBe('done'));

test('JE-16: simulated matters are set only with a leader’s approval, and no more than were approved', () => {
  const special = given('jinan-enforcement', 'special-supervision').prepared();
  special.does('draft', { sections: ['plan'], finish: true }, supervisor);
  expect(special.does('simulate', { ticket: 'HY-1' }, supervisor)).toBe('state: none-simulated');
  expect(special.does('decide', { approve: true, simulated: 2 }, supervisor)).toBe('forbidden: not-yours');
  expect(special.does('decide', { approve: true, simulated: 11 }, leader)).toBe(
    'invalid: too-many-simulated',
  );
  expect(special.does('decide', { approve: true, simulated: 2 }, leader)).toBe('done');
  expect(special.does('simulate', { ticket: 'HY-1' }, of('lixia'))).toBe('forbidden: not-yours');
  expect(special.does('simulate', { ticket: 'HY-1' }, operator)).toBe('done');
  expect(special.does('simulate', { ticket: 'HY-2' }, operator)).toBe('done');
  expect(special.does('simulate', { ticket: 'HY-3' }, operator)).toBe('state: none-simulated');
  expect(special.does('hold', { held: special.now, present: [] }, supervisor)).toBe('done');
  expect(special.occasion.outcome).toBe('done');
});

test('JE-16: without approval the plan is drafted anew', () => {
  const special = given('jinan-enforcement', 'special-supervision').prepared();
  special.does('draft', { sections: ['plan'], finish: true }, supervisor);
  expect(special.does('decide', { approve: false }, leader)).toBe('done');
  expect(stateOf(special.occasion)).toBe('drafting');
});

test('JE-6: what has to be reported at once is told at once, and waits for nobody', () => {
  const notice = given('jinan-enforcement', 'leaders-notice', { ticket: 'HY-1' }, 'registered').prepared();
  expect(notice.types).toEqual(['prepared', 'began', 'circulated', 'closed']);
  expect(notice.occasion.circulated).toEqual(['leader', 'chengguan-lingban']);
});

test('JE-12: a special report is written only where a supervisor finds that it is needed (必要时); else it ends', () => {
  const about = { ticket: 'HY-1' };
  const needless = given('jinan-enforcement', 'special-report', about, 'difficult-point').prepared();
  expect(needless.does('draft', { sections: ['difficulty', 'question'], finish: true }, operator)).toMatch(
    /^state/,
  );
  expect(needless.does('decide', { approve: false }, supervisor)).toBe('done');
  expect(needless.occasion.outcome).toBe('refused');
});

test('JE-12: a special report has the difficulty and the question, and leaders confirm that they have read it', () => {
  const report = given('jinan-enforcement', 'special-report', { ticket: 'HY-1' }, 'by-hand').prepared();
  expect(report.does('decide', { approve: true }, supervisor)).toBe('done');
  expect(report.does('draft', { sections: ['difficulty'], finish: true }, operator)).toBe(
    'invalid: sections-missing',
  );
  expect(report.does('attach', { tickets: ['HY-2', 'HY-3', 'HY-2'] }, operator)).toBe('done');
  report.does('draft', { sections: ['difficulty', 'question'], finish: true }, operator);
  expect(report.does('read', {}, leader)).toBe('done');
  expect(report.does('read', {}, of('chengguan-lingban'))).toBe('done');
  expect([report.occasion.outcome, report.occasion.attached]).toEqual(['done', ['HY-2', 'HY-3']]);
});

test('JE-18: circular criticism only where a supervisor finds that it is still not corrected; else it ends', () => {
  const about = { ticket: 'HY-1', unit: unitId('lixia') };
  const corrected = given('jinan-enforcement', 'circular-criticism', about, 'correction-ordered').prepared();
  expect(corrected.does('decide', { approve: false }, operator)).toBe('forbidden: supervisors-only');
  expect(corrected.does('decide', { approve: false }, supervisor)).toBe('done');
  expect(corrected.occasion.outcome).toBe('refused');
  const criticism = given('jinan-enforcement', 'circular-criticism', about, 'correction-ordered').prepared();
  criticism.does('decide', { approve: true }, supervisor);
  criticism.does('draft', { sections: ['criticism'], finish: true }, supervisor);
  expect(criticism.occasion.circulated).toContain('lixia');
});

test('JE-23: a complex matter goes to the bureau chief, is decided in a meeting, carried out by the office and reported back', () => {
  const meeting = given(
    'jinan-enforcement',
    'coordination-meeting',
    { ticket: 'HY-1' },
    'escalated',
  ).prepared();
  const office = of('chengguan-lingban');
  expect(meeting.does('draft', { sections: ['report'], finish: true }, office)).toBe('done');
  expect(stateOf(meeting.occasion)).toBe('holding');
  expect(meeting.does('hold', { held: instant(meeting.now + HOUR), present: [] }, leader)).toBe(
    'invalid: not-yet',
  );
  expect(meeting.does('hold', { held: meeting.now, present: [unitId('lixia')] }, leader)).toBe('done');
  expect(meeting.does('report', {}, leader)).toBe('forbidden: not-yours');
  expect(meeting.does('report', {}, office)).toBe('done');
  expect(meeting.types.slice(-3)).toEqual(['began', 'circulated', 'closed']);
});

test('JE-23: a unit reports what is urgent by itself', () => {
  const report = given('jinan-enforcement', 'urgent-report', { unit: unitId('lixia') }, 'by-hand').prepared();
  expect(report.does('draft', { sections: ['matter'], finish: true }, of('shizhong'))).toBe(
    'forbidden: not-yours',
  );
  expect(report.does('draft', { sections: ['matter'], finish: true }, of('lixia'))).toBe('done');
  expect(owing(report.occasion)).toEqual(['chengguan-lingban', 'leader']);
});

test.each([
  ['JN-7', 'jinan', 'special-study'],
  ['BJ-12', 'beijing', 'special-study'],
])('%s: the unit makes a special study with a plan, and says how it was carried out', (_, rulebook, kind) => {
  const study = given(rulebook, kind, { unit: unitId('reli'), category: '供热/停暖' }, 'hot-spot').prepared();
  expect(titleOf(study.occasion.input)).toBe('专题研究 · 供热/停暖');
  expect(study.does('draft', { sections: ['plan'], finish: true }, of('reli'))).toBe('done');
  expect(stateOf(study.occasion)).toBe('carrying-out');
  expect(study.does('report', {}, of('reli'))).toBe('done');
  expect(study.occasion.outcome).toBe('done');
});

test.each([
  ['JN-8', 'jinan', 'hold'],
  ['HZ-12', 'huizhou', 'draft'],
])('%s: a joint meeting is called, held and decided', (_, rulebook, first) => {
  const meeting = given(rulebook, 'joint-meeting', { ticket: 'HY-1' }, 'by-hand').prepared();
  if (first === 'draft') meeting.does('draft', { sections: ['question'], finish: true }, operator);
  expect(
    meeting.does('hold', { held: meeting.now, present: [unitId('zhujian'), unitId('lixia')] }, operator),
  ).toBe('done');
  if (first === 'draft') expect(meeting.does('decide', { approve: true }, supervisor)).toBe('done');
  expect(meeting.occasion.outcome).toBe('done');
});

test('HZ-7: who sits when is written, and calls that leaders took are recorded', () => {
  const seat = given('huizhou', 'leaders-seat', { period: '2026-10' }).prepared();
  seat.does('draft', { sections: ['who-when'], finish: true }, supervisor);
  expect(seat.does('attach', { tickets: ['HY-7'] }, operator)).toBe('done');
  expect(seat.does('hold', { held: seat.now, present: ['leader'] }, operator)).toBe('done');
  expect([seat.occasion.attached, seat.occasion.outcome]).toEqual([['HY-7'], 'done']);
});

test.each([
  ['JE-24', 'jinan', 'suggestions', 'sorted', ['yanjiushi']],
  ['WF-29', 'weifang', 'government-report', 'analysis', ['office']],
])('%s: %s %s is written and handed over', (_, rulebook, kind, section, to) => {
  const report = given(rulebook, kind).prepared();
  report.does('draft', { sections: [section], finish: true }, operator);
  expect(owing(report.occasion)).toEqual(to);
});

test('the same command once more does nothing; what is closed takes none, and nothing is due', () => {
  const summary = given('jinan-enforcement', 'monthly-summary').prepared();
  summary.does('draft', DIFFICULT, operator, 'once');
  const before = summary.events.length;
  expect(summary.does('draft', DIFFICULT, operator, 'once')).toBe('done');
  expect(summary.events.length).toBe(before);
  for (const reader of owing(summary.occasion)) summary.does('read', {}, of(reader));
  expect([allowed(summary.occasion), nextDue(summary.occasion)]).toEqual([[], undefined]);
  expect(summary.does('attach', { tickets: ['HY-1'] }, supervisor)).toBe('state: closed');
});

test('what came about by hand can be withdrawn, by a supervisor', () => {
  const report = given('jinan-enforcement', 'special-report', { ticket: 'HY-1' }, 'by-hand').prepared();
  expect(report.does('withdraw', {}, operator)).toBe('forbidden: supervisors-only');
  expect(report.does('withdraw', {}, supervisor)).toBe('done');
  expect(report.occasion.outcome).toBe('withdrawn');
});

const all = [...occasions].flatMap(([rulebook, kinds]) => kinds.map(({ id }) => [rulebook, id] as const));
const ACTORS = [supervisor, operator, leader, of('lixia'), of('chengguan-lingban'), of('office'), of('reli')];
const anyAct = fc.record({
  name: fc.constantFrom<OccasionCommand['name']>(
    'draft',
    'decide',
    'attach',
    'check',
    'simulate',
    'hold',
    'report',
    'read',
    'withdraw',
  ),
  actor: fc.constantFrom(...ACTORS),
  approve: fc.boolean(),
  later: fc.integer({ min: 0, max: 100 }),
});

test.each(all)(
  '%s %s: whatever is done, its ledger goes on without a gap, is told again to the same, and every line has its sentence',
  (rulebook, kind) =>
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 25 }), (acts) => {
        const about = { period: '2026-09', ticket: 'HY-1', unit: unitId('reli'), category: '供热/停暖' };
        const told = given(rulebook, kind, about).prepared(['HY-1', 'HY-2']);
        const sections = told.occasion.input.kind.document.flatMap((it) => ('writes' in it ? [it.id] : []));
        for (const { name, actor, approve, later } of acts) {
          told.now = instant(told.now + later * HOUR);
          told.at(isoInstant(told.now).slice(0, 19));
          told.does(
            name,
            {
              sections,
              finish: true,
              approve,
              tickets: ['HY-9'],
              ticket: 'HY-2',
              passed: approve,
              held: told.now,
              present: [],
            },
            actor,
          );
          expect(nextDue(told.occasion) ?? Infinity).toBeGreaterThan(told.now);
        }
        const seqs = told.events.map(({ seq }) => seq);
        expect(seqs).toEqual(seqs.map((_, i) => i + 2));
        const { occasion } = told;
        const fresh = given(rulebook, kind, about).occasion;
        expect(evolveAll(fresh, told.events)).toEqual(occasion);
        expect(told.events.every((it) => sentenceOf(occasion, it) !== '')).toBe(true);
        expect(detailsOf(occasion, [])).toContain('下一步');
        expect(told.events.filter(({ type }) => type === 'closed').length).toBeLessThan(2);
      }),
      { numRuns: 40 },
    ),
);
