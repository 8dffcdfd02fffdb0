import type { TicketAnswer } from '../../api/tickets/answers';
import { makeToken } from '../../dev/token';
import { readEvents } from '../given/event-reader';
import { LEAD, OPERATOR } from '../given/hotline';
import { JWT_SECRET } from '../given/http';
import { BODY } from '../given/matter';
import { calmRulebook } from '../given/servers/config-folder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
});
afterAll(() => service?.stop());

interface Told {
  readonly ticket: string;
  readonly seq: number;
  readonly type: string;
}

test('whoever follows is told of a ticket as it lives, is let go at once where the API stops, and goes on where it was', async () => {
  const { hotline, api, url } = service;
  const listen = async (headers = {}) =>
    readEvents(`${url}/v1/changes`, await makeToken(OPERATOR, JWT_SECRET, 1), headers);
  const reader = await listen();
  await waitFor('it says where it begins', () => reader.lastId);
  const { body } = await hotline.ask<TicketAnswer>('/v1/tickets', { body: { ...BODY, rulebook: 'calm' } });
  const told = (events: typeof reader.events) =>
    events.map(({ data }) => data as Told).filter(({ ticket }) => ticket === body.id);
  await waitFor('its registration is told', () =>
    told(reader.events).some(({ type }) => type === 'registered'),
  );
  await api.stop();
  await waitFor('it was let go', () => reader.ended);
  // By the service, and not by the end of its patience with those who wait for an answer.
  expect(reader.cut).toBe(false);
  await api.start();
  await hotline.ask(`/v1/tickets/${body.id}/dispatch`, { body: { lead: LEAD } });
  const back = await listen({ 'last-event-id': reader.lastId ?? '' });
  await waitFor('its dispatch is told', () => told(back.events).some(({ type }) => type === 'dispatched'));
  const seqs = [...told(reader.events), ...told(back.events)].map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, i) => i + 1));
  back.stop();
});
