import { Writable } from 'node:stream';
import { pino } from 'pino';
import { commandId, ticketId, unitId } from '../../domain/ids';
import { serviceLog } from '../../api/http/log';
import type { Subject } from '../../api/requests/subject';
import { eventsJson } from '../../api/tickets/event-json';
import { summaryJson, ticketJson } from '../../api/tickets/ticket-json';
import { takeIn } from '../../api/tickets/intake';
import { faultOf } from '../../telemetry/fault';
import { erasable } from '../../api/tickets/kept-ticket';
import { publishedCalendars } from '../../config/published-calendars';
import type { Fact, TicketEvent } from '../../domain/ticket/event';
import { openTicket, packed } from '../../domain/ticket/input';
import { instant } from '../../domain/time/instant';
import { viewOf } from '../../domain/telling/view';
import type { LedgerLine } from '../../storage/ledger/ledger-lines';
import type { TicketBody } from '../../api/tickets/ticket-body';
import type { Contact, StoredTicket } from '../../storage/tickets/tickets';
import { config, matter, partsOnTheirOwn, serve, token } from '../given/servers/api-alone';

const at = instant(Date.parse('2026-09-29T10:00:00+08:00'));
const operator: Subject = { role: 'operator', sub: 'op-7' };

function stored(change: Partial<TicketBody> = {}): StoredTicket & { contact: Contact } {
  const body = { ...matter, ...change } as TicketBody;
  const made = takeIn({ config, calendars: { years: publishedCalendars(), local: new Map() } }, body, {
    id: ticketId('HY-0000-0000-0000'),
    at,
    subject: operator,
  });
  const { input, registeredBy, title, content, contact } = made;
  const { rules, matter: registration } = input;
  const view = viewOf(openTicket(input).ticket);
  return {
    id: registration.id,
    matter: registration,
    rulebook: { id: rules.id, version: rules.version },
    title,
    content,
    registeredBy,
    started: false,
    codeGeneration: 0,
    contact,
    ...view,
  };
}

test('a ticket as the contract has it, clocks by the rulebook, instants in +08:00', () => {
  const { contact, ...ticket } = stored();
  expect(ticketJson(ticket, contact, operator)).toMatchObject({
    id: 'HY-0000-0000-0000',
    rulebook: { id: 'weifang', version: '2021-12-15' },
    state: 'registered',
    district: 'lixia',
    assignments: [],
    level: 0,
    next: { at: expect.stringMatching(/\+08:00$/), does: expect.any(String) },
    counts: { reminded: 0, urged: 0, returned: 0, rehandled: 0 },
    receivedAt: '2026-09-29T10:00:00+08:00',
    address: '历下区某路1号',
    caller: { name: '张三', phone: '13800138000', confidential: false, wantsReply: true },
  });
});

test('what is late and owed still is told from what was done late', () => {
  const { contact: _, ...ticket } = stored();
  const [clock] = ticket.clocks;
  if (!clock) throw new Error('a ticket has its clocks from the beginning');
  const late = { ...clock, state: 'breached' as const };
  const clocks = [late, { ...late, endedAt: at }];
  expect(
    summaryJson({ ...ticket, clocks }, operator).clocks.map(({ state, endedAt }) => [state, endedAt]),
  ).toEqual([
    ['breached', undefined],
    ['breached', '2026-09-29T10:00:00+08:00'],
  ]);
});

test('what is kept with an answer holds nothing that a person wrote or is', () => {
  const { contact, ...ticket } = stored();
  const kept = JSON.stringify(erasable(ticketJson(ticket, contact, operator)));
  for (const word of ['张三', '13800138000', '某路', matter.title, matter.content])
    expect(kept).not.toContain(word);
});

test('without leave to see the caller nothing of the caller is there', () => {
  const { contact, ...ticket } = stored();
  const shown = JSON.stringify(ticketJson(ticket, contact, { role: 'auditor', sub: 'a' }));
  expect(shown).not.toMatch(/张三|13800138000|wantsReply/);
});

describe('JE-18, JE-19, WF-33: given that a unit was referred to discipline', () => {
  const LEAD = unitId('chengguan');
  const { contact, ...plain } = stored();
  const referred: StoredTicket = {
    ...plain,
    assignments: [{ unit: LEAD, role: 'lead', state: 'signed' }],
    referrals: [{ to: 'discipline', unit: LEAD, since: at }],
  };
  const who = (role: 'unit' | 'caller'): Subject =>
    role === 'unit' ? { role, sub: 'u', unit: LEAD } : { role, sub: 'c', ticket: 'HY-0000-0000-0000' };
  const facts = {
    unit: LEAD,
    corrected: true,
    level: 0 as const,
    supervision: [],
    breached: [],
    reminded: 0,
    urged: 0,
    returned: 0,
    rehandled: 0,
    improperReturns: 0,
  };
  const event = (seq: number, rest: Fact): LedgerLine => ({
    event: { seq, at, actor: { role: 'system' }, ...rest },
    texts: rest.type.startsWith('ref') ? { reason: '拒不整改' } : {},
  });
  const triggered = { on: 'improper-return', times: 1, to: ['discipline'] } as const;
  const lines = [
    event(4, { type: 'signed', data: { unit: LEAD } }),
    event(5, { type: 'referral-proposed', data: { unit: LEAD, to: ['discipline'], facts, triggered } }),
    event(6, { type: 'referred', data: { to: 'discipline', unit: LEAD, facts } }),
    event(7, { type: 'briefed', data: { to: ['office'] } }),
    event(8, { type: 'restored', data: {} }),
    event(9, { type: 'cancellation-requested', data: {} }),
    event(10, { type: 'evaluated', data: { stage: 'intake', satisfaction: 'satisfied' } }),
  ];

  test.each(['unit', 'caller'] as const)(
    'its %s reads nothing of it, neither in the ticket nor in a list nor in the ledger',
    (role) => {
      const subject = who(role);
      for (const shown of [ticketJson(referred, contact, subject), summaryJson(referred, subject)])
        expect([shown.referrals, JSON.stringify(shown)]).toEqual([
          [],
          expect.not.stringMatching(/discipline/),
        ]);
      const ledger = eventsJson(lines, subject);
      // What is left out besides makes that a gap says nothing.
      expect(ledger.map(({ seq }) => seq)).toEqual([4, 10]);
      expect(JSON.stringify(ledger)).not.toMatch(/refer|discipline|拒不整改/);
    },
  );

  test('the hotline and whoever oversees read all of it', () => {
    for (const role of ['operator', 'supervisor', 'admin', 'auditor'] as const) {
      expect(summaryJson(referred, { role, sub: 'x' }).referrals).toMatchObject([
        { to: 'discipline', unit: LEAD },
      ]);
      expect(eventsJson(lines, { role, sub: 'x' }).map(({ seq }) => seq)).toEqual([4, 5, 6, 7, 8, 9, 10]);
    }
  });

  test('a unit that it is made to reads it, where it sees the ticket', () => {
    const to = event(6, { type: 'referred', data: { to: 'gongan', unit: LEAD, facts } });
    const read = (unit: string) => eventsJson([to], { role: 'unit', sub: 'u', unit });
    expect(read('gongan')).toMatchObject([{ type: 'referred', data: { to: 'gongan', reason: '拒不整改' } }]);
    expect(read(LEAD)).toEqual([]);
  });
});

test('WF-11, BJ-6: a report is confidential by itself; a city’s default grade of urgency binds a ticket that names none', () => {
  expect(stored({ kind: 'report' }).matter.confidential).toBe(true);
  expect(stored({ rulebook: 'beijing' }).matter.urgency).toBe('ordinary');
});

test('what a workflow is started with holds nothing of a person, in at most 4 kB', () => {
  const matters = [...config.rulebooks.values()].flatMap(({ id, kinds, urgency }) =>
    kinds.flatMap((kind) =>
      [undefined, ...urgency.map((grade) => grade.id)].map(
        (grade): TicketBody =>
          ({ ...matter, rulebook: id, kind, channel: 'mailbox', urgency: grade }) as never,
      ),
    ),
  );
  // From January on a year has most of its published days ahead.
  for (const arrived of [at, instant(Date.parse('2026-01-02T10:00:00+08:00'))]) {
    for (const body of matters) {
      const calendars = { years: publishedCalendars(), local: new Map() };
      const by = { id: ticketId('HY-0000-0000-0000'), at: arrived, subject: operator };
      const { input } = takeIn({ config, calendars, publication: 999 }, body, by);
      const started = JSON.stringify(packed(input));
      expect([body, Buffer.byteLength(started) <= 4_096]).toEqual([body, true]);
      for (const word of ['张三', '13800138000', '某路', matter.title, matter.content, 'op-7'])
        expect(started).not.toContain(word);
    }
  }
});

describe('an entry of the ledger', () => {
  const submitted: TicketEvent = {
    seq: 9,
    at,
    actor: { role: 'unit', unit: unitId('chengguan') },
    command: commandId('c'),
    type: 'submitted',
    data: {
      unit: unitId('chengguan'),
      outcome: 'resolved',
      finished: true,
      text: { ref: commandId('c'), parts: ['response'] },
    },
  };
  const line = { event: submitted, sub: 'wang', texts: { response: '已清理' } };
  const caller: Subject = { role: 'caller', sub: 'c', ticket: 'HY-0000-0000-0000' };

  test('has its texts again, and for those in charge the account', () => {
    expect(eventsJson([line], operator)[0]).toEqual({
      seq: 9,
      at: '2026-09-29T10:00:00+08:00',
      type: 'submitted',
      actor: { role: 'unit', unit: 'chengguan', sub: 'wang' },
      data: { unit: unitId('chengguan'), outcome: 'resolved', finished: true, response: '已清理' },
    });
  });

  const reviewed = (approved: boolean): LedgerLine => ({
    event: { seq: 12, at, actor: { role: 'supervisor' }, type: 'reviewed', data: { approved } },
    texts: { reason: '内部意见' },
  });

  test('HZ-8: shows a caller the unit’s reply once the hotline has approved it, and no account', () => {
    const [draft, sentBack, approved] = [
      eventsJson([line], caller),
      eventsJson([line, reviewed(false)], caller),
      eventsJson([line, reviewed(true)], caller),
    ];
    for (const it of [draft, sentBack]) expect(it[0]?.data).not.toHaveProperty('response');
    expect(approved[0]?.data).toHaveProperty('response', '已清理');
    expect(approved[0]?.actor).not.toHaveProperty('sub');
    expect(approved[1]?.data).toEqual({ approved: true });
  });

  test('JN-4: of a deferral that was approved a caller reads reason, progress, plan and measures, also after a further submission', () => {
    const unfinished = { reason: '缺材料', progress: '已立项', plan: '分两期', measures: '临时改道' };
    const deferral: LedgerLine = {
      ...line,
      event: { ...submitted, data: { ...submitted.data, outcome: 'unfinished', deferUntil: '2026-10-30' } },
      texts: { ...line.texts, ...unfinished },
    };
    const again = { ...line, event: { ...submitted, seq: 20 }, texts: { response: '又一稿' } };
    const [first, , second] = eventsJson([deferral, reviewed(true), again], caller);
    expect(first?.data).toMatchObject({ ...unfinished, deferUntil: '2026-10-30' });
    expect(second?.data).not.toHaveProperty('response');
  });

  test('BJ-7: tells of each unit that gave nothing why the lead went on; a caller is not told, nor who says that the caller was', () => {
    const unit = unitId('gongan');
    const texts = { ...line.texts, told: '电话，王五', 'without:gongan': '两次催要未果' };
    const event: TicketEvent = { ...submitted, data: { ...submitted.data, without: [unit] } };
    const [forUnit] = eventsJson([{ event, texts }], { role: 'unit', sub: 'u', unit: 'chengguan' });
    expect(forUnit?.data).toMatchObject({
      told: '电话，王五',
      without: [{ unit: 'gongan', reason: '两次催要未果' }],
    });
    expect(forUnit?.data).not.toHaveProperty('without:gongan');
    const [forCaller] = eventsJson([{ event, texts }, reviewed(true)], caller);
    expect(JSON.stringify(forCaller)).not.toMatch(/王五|催要/);
  });

  test('tells moments, spans and units in the words of the contract', () => {
    const started: TicketEvent = {
      seq: 2,
      at,
      actor: { role: 'system' },
      type: 'clock-started',
      data: {
        clock: 'handling-1',
        name: 'handling',
        from: at,
        due: at,
        provisional: false,
        limit: { workdays: 5 },
      },
    };
    expect(eventsJson([{ event: started }], operator)[0]?.data).toMatchObject({
      from: '2026-09-29T10:00:00+08:00',
      due: '2026-09-29T10:00:00+08:00',
      limit: '5 workdays',
    });
  });
});

test('the log of a request names its route, never its address, its query, its body or its token', async () => {
  let lines = '';
  const sink = new Writable({ write: (chunk, _encoding, done) => ((lines += String(chunk)), done()) });
  const service = await serve({ ...partsOnTheirOwn(), log: pino({ serializers: { err: faultOf } }, sink) });
  try {
    const operatorToken = await token({ role: 'operator', sub: 'op-7' });
    await service.ask('/v1/tickets?q=13800138000&limit=x', { token: operatorToken });
    await service.ask('/v1/tickets', { token: operatorToken, body: matter });
    await service.ask('/v1/13800138000', { token: operatorToken });
    expect(lines).toContain('"route":"/v1/tickets"');
    expect(lines).not.toMatch(/13800138000|张三|某路|夜市|烧烤|Bearer|op-7/);
    expect(lines).not.toContain(operatorToken.slice(0, 20));
  } finally {
    await service.stop();
  }
});

test('a fault is logged by its kind and place, without its message', () => {
  const fault = faultOf(
    Object.assign(new Error('E11000 dup key: { phone: "13800138000" }'), { code: 11_000 }),
  );
  expect(JSON.stringify(fault)).not.toContain('13800138000');
  expect(fault).toMatchObject({
    type: 'Error',
    code: 11_000,
    at: [expect.stringContaining('reading.test'), ...(fault.at as string[]).slice(1)],
  });
  expect(serviceLog('silent').level).toBe('silent');
});
