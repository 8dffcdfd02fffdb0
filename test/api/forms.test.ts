import fc from 'fast-check';
import { z } from 'zod';
import { commandDoors } from '../../api/commands/doors';
import type { Field } from '../../domain/forms/field';
import { formOf } from '../../domain/forms/form-of';
import { lacking } from '../../domain/forms/lacking';
import { missingFor } from '../../domain/forms/missing';
import { decide } from '../../domain/procedures/decide';
import type { Person } from '../../domain/ticket/event';
import { assignmentOf, type Ticket } from '../../domain/ticket/ticket';
import { type CommandName, COMMANDS, keysOf } from '../../domain/words';
import { ALL_CITIES, CHENGGUAN, HUANBAO, LIXIA, QUANCHENG_LU, SUPERVISOR, ticketIn } from '../given/cities';
import { config } from '../given/servers/api-alone';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

const doors = commandDoors(config);
const now = at('2026-09-30 10:00');
const morning = at('2026-09-29 10:30');

type Said = ReturnType<typeof command>;
const submitted = (more: object = {}): Said =>
  command('submit', { outcome: 'resolved', told: { at: morning }, ...more }, asUnit(CHENGGUAN));

/** A ticket at a point of its life at which a command is possible, and who gives it there. */
const registered = (city: Parameters<typeof ticketIn>[0], facts: object = {}) => ticketIn(city, facts);
const handled = (city: Parameters<typeof ticketIn>[0], facts: object = {}, assist = [HUANBAO]) =>
  registered(city, facts).do(morning, dispatchTo(CHENGGUAN, assist));
const reviewed = () => handled('weifang', {}, []).do(morning, submitted());
const called = () => reviewed().do(morning, command('review', { approve: true }, SUPERVISOR));
const escalated = () => handled('weifang', {}, []).do(morning, command('escalate', { level: 2 }, SUPERVISOR));

const OPERATOR: Person = { role: 'operator' };
const SUPERVISING: Person = { role: 'supervisor' };
const CALLING: Person = { role: 'caller' };
const UNIT = asUnit(CHENGGUAN).actor as Person;

const words = fc.constant('一段话');
const units = (...ids: string[]) => fc.constant(ids);
const DAY = fc.constant('2026-10-12');
const TICKET = fc.constant('HY-7K3M-9Q2X-4V1B');
const yesOrNo = fc.boolean();
const some = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(shape, { requiredKeys: [] });
const attempts = fc.constant([{ at: '2026-09-29T10:20:00+08:00', how: '电话' }]);
const told = some({ at: fc.constant('2026-09-29T10:25:00+08:00'), how: words, by: words, attempts });
const text = some({ text: words });

interface Scene {
  readonly story: Story;
  readonly by: Person;
  /** Any body, its fields there or not. */
  readonly body: fc.Arbitrary<object>;
  /** What neither the form nor a schema says: which of the bodies are about something else. */
  readonly about?: (body: never) => boolean;
}

const submitBody = some({
  outcome: fc.constantFrom('resolved', 'explained', 'unfinished'),
  reply: some({
    response: words,
    result: words,
    method: words,
    process: words,
    guidance: words,
    opinion: words,
  }),
  told,
  without: fc.constant([{ unit: 'huanbao', reason: '未反馈' }]),
  deferUntil: DAY,
  measures: words,
  reason: words,
  progress: words,
  plan: words,
});
/** What is finished, or resolved, is said so in one way (HZ-9): that is no field's, but what all of them say together. */
const honest = ({ outcome, plan, deferUntil }: { outcome?: string; plan?: string; deferUntil?: string }) =>
  deferUntil !== undefined || outcome !== 'resolved' || plan === undefined;
const submitting = (story: Story): Scene => ({ story, by: UNIT, body: submitBody, about: honest });

const SCENES: Readonly<Record<string, Scene>> = {
  answer: {
    story: registered('weifang'),
    by: OPERATOR,
    body: some({ reply: words, earlier: TICKET, knowledge: words, threeWay: fc.constant('ipr-12330') }),
  },
  decline: {
    story: registered('huizhou'),
    by: OPERATOR,
    body: some({
      ground: fc.constantFrom(...ticketIn('huizhou').ticket.law.rules.decline.map(({ id }) => id)),
      reason: words,
      guidance: words,
      earlier: TICKET,
    }),
    about: ({ ground }: { ground?: string }) =>
      ticketIn('huizhou').ticket.law.rules.decline.find(({ id }) => id === ground)?.instead === undefined,
  },
  dispatch: {
    story: registered('beijing'),
    by: OPERATOR,
    body: some({
      lead: fc.constant('chengguan'),
      assist: units('huanbao'),
      copy: units('lixia'),
      statutory: some({ limit: fc.constant('3 workdays'), legalBasis: words }),
      coordination: some({ units: units('zhujian'), opinion: words }),
      note: words,
    }),
  },
  supplement: { story: registered('weifang'), by: CALLING, body: text },
  withdraw: { story: registered('weifang'), by: CALLING, body: text },
  urge: { story: registered('weifang'), by: CALLING, body: text },
  complain: { story: registered('weifang'), by: CALLING, body: text },
  dispute: { story: called(), by: CALLING, body: text },
  explain: { story: handled('weifang'), by: UNIT, body: text },
  sign: { story: handled('weifang'), by: UNIT, body: some({ note: words }) },
  contact: { story: handled('beijing'), by: UNIT, body: some({ note: words, attempts }) },
  arrive: {
    story: handled('jinan-enforcement'),
    by: UNIT,
    body: some({ settled: yesOrNo, note: words }),
  },
  progress: { story: handled('jinan'), by: UNIT, body: some({ note: words, expectedBy: DAY, told }) },
  contribute: {
    story: handled('beijing'),
    by: asUnit(HUANBAO).actor as Person,
    body: some({ result: words, reason: words, progress: words, expectedBy: DAY }),
  },
  summon: {
    story: registered('beijing').do(morning, dispatchTo(QUANCHENG_LU)),
    by: asUnit(QUANCHENG_LU).actor as Person,
    body: some({ units: units('huanbao', 'chengguan'), reason: words }),
  },
  'hand-down': {
    story: registered('beijing').do(morning, dispatchTo(LIXIA)),
    by: asUnit(LIXIA).actor as Person,
    body: some({ to: fc.constant('quancheng-lu'), reason: words }),
  },
  release: {
    story: handled('weifang'),
    by: OPERATOR,
    body: some({ unit: fc.constant('huanbao'), reason: words }),
  },
  'request-return': {
    story: handled('weifang', {}, []),
    by: UNIT,
    body: some({ reason: words, suggest: fc.constant('zhujian'), told }),
  },
  'request-extension': {
    story: handled('jinan', {}, []),
    by: UNIT,
    body: some({ limit: fc.constant('1 workdays'), reason: words, plan: words, progress: words, told }),
  },
  'request-termination': {
    story: handled('weifang', {}, []),
    by: UNIT,
    body: some({ ground: fc.constant('other-procedure'), reason: words, told }),
  },
  'report-unsolvable': {
    story: handled('weifang', {}, []),
    by: UNIT,
    body: some({ reason: words, tried: words, told }),
  },
  decide: {
    story: handled('weifang')
      .do(morning, command('request-return', {}, asUnit(CHENGGUAN)))
      .do(morning, command('request-return', {}, asUnit(HUANBAO))),
    by: SUPERVISING,
    body: some({
      request: fc.constant('return'),
      requestId: fc.constant(''),
      approve: yesOrNo,
      reason: words,
      assign: fc.constant('zhujian'),
      unit: fc.constant('chengguan'),
    }),
  },
  'decide of one': {
    story: handled('weifang').do(morning, command('request-return', {}, asUnit(CHENGGUAN))),
    by: SUPERVISING,
    body: some({ request: fc.constant('return'), approve: yesOrNo, reason: words }),
  },
  submit: submitting(handled('weifang')),
  'submit assisted (HZ-8)': submitting(
    handled('huizhou').do(morning, command('contribute', {}, { ...asUnit(HUANBAO), parts: ['result'] })),
  ),
  'submit alone (HZ-8)': submitting(handled('huizhou', {}, [])),
  'submit of a report (WF-11)': submitting(handled('jinan', { kind: 'report' }, [])),
  'submit where nobody waits for a reply (JN-6)': submitting(handled('jinan', { wantsReply: false }, [])),
  'submit without contact (BJ-8)': submitting(handled('beijing', {}, [])),
  'submit after contact (BJ-8)': submitting(
    handled('beijing', {}, []).do(morning, command('contact', {}, asUnit(CHENGGUAN))),
  ),
  'submit where units assist that gave nothing (BJ-7)': submitting(
    handled('beijing').do(morning, command('contact', {}, asUnit(CHENGGUAN))),
  ),
  'submit without being there (JE-8)': submitting(handled('jinan-enforcement', {}, [])),
  review: {
    story: reviewed(),
    by: SUPERVISING,
    body: some({ approve: yesOrNo, reason: words, submission: fc.constant(1) }),
  },
  callback: {
    story: called(),
    by: OPERATOR,
    body: some({
      reached: yesOrNo,
      resolved: yesOrNo,
      satisfaction: fc.constant('satisfied'),
      comment: words,
    }),
  },
  evaluate: {
    story: called(),
    by: CALLING,
    body: some({
      stage: fc.constantFrom('intake', 'handling'),
      satisfaction: fc.constant('satisfied'),
      comment: words,
    }),
  },
  amend: {
    story: registered('beijing'),
    by: OPERATOR,
    body: some({
      kind: fc.constant('help'),
      category: fc.constant('市容环境/垃圾清运'),
      district: fc.constant('shizhong'),
      urgency: fc.constant('urgent'),
      confidential: fc.constant(true),
      reason: words,
    }),
    // That something is other than it was, is what all of them say together.
    about: (body: object) => Object.keys(body).some((name) => name !== 'reason') || !('reason' in body),
  },
  link: { story: registered('weifang'), by: OPERATOR, body: some({ with: TICKET, reason: words }) },
  merge: { story: registered('weifang'), by: OPERATOR, body: some({ into: TICKET, reason: words }) },
  split: {
    story: registered('weifang').do(morning, command('merge', { into: 'HY-7K3M-9Q2X-4V1B' as never })),
    by: OPERATOR,
    body: some({ reason: words }),
  },
  supervise: {
    story: handled('weifang'),
    by: SUPERVISING,
    body: some({ mode: fc.constant('listed'), reason: words, unit: fc.constant('chengguan') }),
  },
  'end-supervision': {
    story: handled('jinan-enforcement').do(morning, command('supervise', { mode: 'on-site' }, SUPERVISOR)),
    by: SUPERVISING,
    body: some({
      conclusion: words,
      lookBack: words,
      unit: fc.constant('chengguan'),
      mode: fc.constant('on-site'),
    }),
  },
  'end-supervision of several (JE-17)': {
    story: handled('jinan-enforcement')
      .do(morning, command('supervise', { mode: 'on-site' }, SUPERVISOR))
      .do(morning, command('supervise', { mode: 'daily' }, SUPERVISOR)),
    by: SUPERVISING,
    body: some({ conclusion: words, lookBack: words, mode: fc.constantFrom('on-site', 'daily') }),
  },
  correct: {
    story: handled('weifang'),
    by: SUPERVISING,
    body: some({ reason: words, unit: fc.constant('chengguan') }),
  },
  escalate: {
    story: handled('weifang'),
    by: SUPERVISING,
    body: some({ level: fc.constantFrom(2, 3), reason: words }),
  },
  'resolve-escalation': {
    story: escalated(),
    by: SUPERVISING,
    body: some({
      decision: words,
      settled: yesOrNo,
      reason: words,
      assign: fc.constant('zhujian'),
      limit: fc.constant('5 workdays'),
    }),
  },
  refer: {
    story: handled('weifang').do(morning, command('correct', {}, SUPERVISOR)),
    by: SUPERVISING,
    body: some({ to: fc.constant('discipline'), unit: fc.constant('chengguan'), reason: words }),
  },
};

const nameIn = (scene: string): CommandName => scene.split(' ')[0] as CommandName;
const formIn = (ticket: Ticket, by: Person, name: CommandName): readonly Field[] =>
  formOf(name, {
    ticket,
    own: by.role === 'unit' ? assignmentOf(ticket, by.unit) : undefined,
    named: config.rulebooks.get(ticket.law.rules.id) ?? {},
  });

/** Whether a body passes its schema, and its command the ticket. */
function isTaken(ticket: Ticket, name: CommandName, by: Person, body: object): boolean {
  const read = doors[name].body.safeParse(body);
  if (!read.success) return false;
  const { texts, facts } = read.data;
  const sent = command(name, facts as never, { actor: by, parts: Object.keys(texts) });
  return decide(ticket, sent, now).accepted;
}

describe('the form of a command', () => {
  test('stands for every command', () => {
    expect(new Set(Object.keys(SCENES).map(nameIn))).toEqual(new Set(keysOf(COMMANDS)));
  });

  test.each(Object.entries(SCENES))(
    '%s: filled in so that nothing is lacking it is taken, and else refused',
    (scene, { story, by, body, about = () => true }) => {
      const name = nameIn(scene);
      const { ticket } = story.until(now);
      const fields = formIn(ticket, by, name);
      const hindered = missingFor(ticket, name, by, now).length > 0;
      let taken = 0;
      fc.assert(
        fc.property(body, (drawn) => {
          fc.pre(about(drawn as never));
          const filled =
            'requestId' in drawn
              ? { ...drawn, requestId: ticket.pending.find((it) => it.unit === CHENGGUAN.id)?.id }
              : drawn;
          const lacks = lacking(fields, filled as Record<string, unknown>);
          const isWhole = !hindered && lacks.length === 0;
          expect([filled, lacks, isTaken(ticket, name, by, filled)]).toEqual([filled, lacks, isWhole]);
          if (isWhole) taken++;
        }),
        { numRuns: name === 'submit' ? 1_500 : 200, seed: 12_345 },
      );
      expect([scene, hindered || taken > 0]).toEqual([scene, true]);
    },
  );

  interface Shape {
    readonly properties?: Readonly<Record<string, Shape>>;
    readonly required?: readonly string[];
    readonly items?: Shape;
    readonly maxLength?: number;
    readonly maxItems?: number;
    readonly minItems?: number;
  }

  /** How a form and a schema of what it fills in differ. */
  function differences(fields: readonly Field[], shape: Shape, path: string): string[] {
    return fields.flatMap((field) => {
      const at = `${path}.${field.name}`;
      const known = shape.properties?.[field.name];
      if (!known) return [`${at} is no field of the body`];
      const inner = field.kind === 'list' ? known.items : known;
      const found: string[] = [];
      if (field.kind === 'text' && known.maxLength !== field.longest)
        found.push(`${at} may have ${known.maxLength} characters`);
      if (field.kind === 'list' && (known.maxItems !== field.most || known.minItems !== field.least))
        found.push(`${at} may have ${known.minItems} to ${known.maxItems} entries`);
      if (field.kind === 'list' && !known.items) found.push(`${at} is no list`);
      return [...found, ...(field.fields && inner ? differences(field.fields, inner, at) : [])];
    });
  }
  const namesOf = (fields: readonly Field[], path = ''): string[] =>
    fields.flatMap((it) => [path + it.name, ...namesOf(it.fields ?? [], `${path}${it.name}.`)]);
  const namesIn = ({ properties = {}, items }: Shape, path = ''): string[] =>
    Object.entries({ ...properties, ...items?.properties }).flatMap(([name, it]) => [
      path + name,
      ...namesIn(it, `${path}${name}.`),
    ]);
  const requiredIn = ({ required = [] }: Shape): readonly string[] => required;

  test.each(keysOf(COMMANDS))('%s has the fields of its body and no others, in every city', (name) => {
    const shape = z.toJSONSchema(doors[name].body, { io: 'input', unrepresentable: 'any' }) as Shape;
    const seen = new Set<string>();
    const stories = ALL_CITIES.flatMap((city) => {
      const facts = city === 'beijing' ? { urgency: 'ordinary' } : {};
      return [registered(city, facts), handled(city, facts)];
    });
    for (const { ticket } of [...stories, ...Object.values(SCENES).map(({ story }) => story)]) {
      const fields = formIn(ticket, UNIT, name);
      expect(differences(fields, shape, name)).toEqual([]);
      const required = fields.filter((it) => it.required).map((it) => it.name);
      expect(required).toEqual(expect.arrayContaining([...requiredIn(shape)]));
      for (const it of namesOf(fields)) seen.add(it);
    }
    expect([...seen].toSorted()).toEqual(namesIn(shape).toSorted());
  });

  test('every field is called something in both languages', () => {
    const all = Object.entries(SCENES).flatMap(([scene, { story, by }]) =>
      formIn(story.ticket, by, nameIn(scene)).flatMap((it) => [it, ...(it.fields ?? [])]),
    );
    for (const { name, label } of all) {
      expect([name, /\p{Script=Han}/u.test(label.zh)]).toEqual([name, true]);
      expect([name, label.en === name]).toEqual([name, false]);
    }
  });
});
