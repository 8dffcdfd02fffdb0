import { Writable } from 'node:stream';
import { pino } from 'pino';
import { commandId, ticketId, unitId } from '../../domain/ids';
import { serviceLog, faultOf } from '../../api/http/log';
import type { Subject } from '../../api/requests/subject';
import { eventJson } from '../../api/tickets/event-json';
import { ticketJson } from '../../api/tickets/ticket-json';
import { takeIn } from '../../api/tickets/intake';
import { erasable } from '../../api/tickets/kept-ticket';
import { publishedCalendars } from '../../config/published-calendars';
import type { TicketEvent } from '../../domain/ticket/event';
import { openTicket, packed } from '../../domain/ticket/input';
import { instant } from '../../domain/time/instant';
import { viewOf } from '../../domain/telling/view';
import type { TicketBody } from '../../api/tickets/ticket-body';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { config, matter, partsOnTheirOwn, serve, token } from '../given/servers/api-alone';

const at = instant(Date.parse('2026-09-29T10:00:00+08:00'));
const operator: Subject = { role: 'operator', sub: 'op-7' };

function stored(change: Partial<TicketBody> = {}): StoredTicket & { contact: object } {
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
    contact,
    ...view,
  };
}

test('a ticket as the contract has it, clocks by the rulebook, instants in +08:00', () => {
  const { contact, ...ticket } = stored();
  expect(ticketJson(ticket, contact as never, true)).toMatchObject({
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

test('what is kept with an answer holds nothing that a person wrote or is', () => {
  const { contact, ...ticket } = stored();
  const kept = JSON.stringify(erasable(ticketJson(ticket, contact as never, true)));
  for (const word of ['张三', '13800138000', '某路', matter.title, matter.content])
    expect(kept).not.toContain(word);
});

test('without leave to see the caller nothing of the caller is there', () => {
  const { contact, ...ticket } = stored();
  const shown = JSON.stringify(ticketJson(ticket, contact as never, false));
  expect(shown).not.toMatch(/张三|13800138000|wantsReply/);
});

test('WF-11, BJ-6: a report is confidential by itself; a city’s default grade of urgency binds a ticket that names none', () => {
  expect(stored({ kind: 'report' }).matter.confidential).toBe(true);
  expect(stored({ rulebook: 'beijing' }).matter.urgency).toBe('ordinary');
});

test('what a workflow is started with holds nothing of a person, in at most 4 kB', () => {
  for (const rulebook of config.rulebooks.keys()) {
    const body = { ...matter, rulebook, kind: 'consultation' } as TicketBody;
    const { input } = takeIn({ config, calendars: { years: publishedCalendars(), local: new Map() } }, body, {
      id: ticketId('HY-0000-0000-0000'),
      at,
      subject: operator,
    });
    const sent = JSON.stringify(packed(input));
    expect([rulebook, Buffer.byteLength(sent) <= 4_096]).toEqual([rulebook, true]);
    for (const word of ['张三', '13800138000', '某路', matter.title, matter.content, 'op-7'])
      expect(sent).not.toContain(word);
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
    expect(eventJson(line, operator, 'submitted')).toEqual({
      seq: 9,
      at: '2026-09-29T10:00:00+08:00',
      type: 'submitted',
      actor: { role: 'unit', unit: 'chengguan', sub: 'wang' },
      data: { unit: unitId('chengguan'), outcome: 'resolved', finished: true, response: '已清理' },
    });
  });

  test('shows a caller the unit’s reply once the hotline has approved it, and no account', () => {
    expect(eventJson(line, caller, 'submitted').data).not.toHaveProperty('response');
    expect(eventJson(line, caller, 'callback').data).toHaveProperty('response', '已清理');
    expect(eventJson(line, caller, 'callback').actor).not.toHaveProperty('sub');
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
    expect(eventJson({ event: started }, operator, 'handling').data).toMatchObject({
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
