import type { BehindAnswer, ReportAnswer } from '../../api/reports/answers';
import type { TicketAnswer } from '../../api/tickets/answers';
import { calmRulebook } from '../given/servers/config-folder';
import { LEAD, unit } from '../given/hotline';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

const LEADER = { role: 'leader', sub: 'leader-1' } as const;
const OTHER = 'huanbao';

let service: WholeService;
let ticket: TicketAnswer;
/** The month in which it was closed. */
let month: string;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('weifang')] });
  const { id } = await service.hotline.dispatched({ rulebook: 'weifang' });
  ticket = await service.hotline.handleToTheEnd(id);
  month = (ticket.closedAt ?? '').slice(0, 7);
});
afterAll(() => service?.stop());

test('BJ-13, JE-13: what was closed a moment ago is in its month’s report, and behind its numbers', async () => {
  const { status, body } = await service.hotline.ask<ReportAnswer>(`/v1/reports/${month}?rulebook=weifang`, {
    as: LEADER,
  });
  expect([status, body.period.ended]).toEqual([200, false]);
  expect(body.rows.find(({ key }) => key === LEAD)?.values).toMatchObject({
    volume: { numerator: 1, denominator: null, value: 1 },
    resolution: { numerator: 1, denominator: 1, value: 1 },
    satisfaction: { numerator: 1, denominator: 1, value: 1 },
  });
  const behind = await service.hotline.ask<BehindAnswer>(
    `/v1/reports/${month}/tickets?rulebook=weifang&by=unit&key=${LEAD}&indicator=resolution&part=numerator`,
    { as: LEADER },
  );
  expect(behind.body.items).toMatchObject([{ ticket: ticket.id, unit: LEAD, count: 1, state: 'closed' }]);
  expect(JSON.stringify(behind.body)).not.toContain(ticket.title);
});

test('a unit that had no part in it has no figures', async () => {
  const { body } = await service.hotline.ask<ReportAnswer>(`/v1/reports/${month}?rulebook=weifang`, {
    as: unit(OTHER),
  });
  expect(body.rows).toEqual([]);
});

test('an objection that is found right is counted by at once', async () => {
  const objected = await service.hotline.ask<{ id: string }>(`/v1/reports/${month}/objections`, {
    as: unit(LEAD),
    body: { ticket: ticket.id, indicator: 'resolution', reason: '回访记录有误' },
  });
  expect(objected.status).toBe(201);
  const decided = await service.hotline.ask(`/v1/reports/${month}/objections/${objected.body.id}/decide`, {
    as: { role: 'supervisor', sub: 'supervisor-2' },
    body: { approve: true, reason: '属实' },
  });
  expect(decided.status).toBe(200);
  const { body } = await service.hotline.ask<ReportAnswer>(`/v1/reports/${month}?rulebook=weifang`, {
    as: LEADER,
  });
  expect(body.rows.find(({ key }) => key === LEAD)?.values.resolution).toMatchObject({ denominator: 0 });
});
