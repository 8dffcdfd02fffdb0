import { randomUUID } from 'node:crypto';
import type { TicketAnswer } from '../../api/tickets/answers';
import { BODY } from '../given/matter';
import { calmRulebook, ladderInSeconds } from '../given/servers/config-folder';
import { atTheTop, expectEveryRungOnce, expectNoGap, recordOf } from '../given/climbed-ladder';
import { waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({
    rulebooks: [
      calmRulebook('calm'),
      ladderInSeconds('quick', { limit: 3, remindBefore: 2, second: 2, third: 4 }),
    ],
  });
});
afterEach(() => service.standUp());
afterAll(() => service?.stop());

test('a connection is kept for longer than a proxy keeps one that is idle', async () => {
  const { headers } = await fetch(`${service.url}/healthz`);
  expect(headers.get('keep-alive')).toBe('timeout=75');
});

test('kill -9 of the API: tickets climb on without it', async () => {
  const { hotline, api } = service;
  const { id } = await hotline.dispatched();
  await api.kill();
  await expect(hotline.ticket(id)).rejects.toThrow();
  await waitFor('all rungs have fired, as the units see', () => {
    const texts = service.receiver.received.map(({ body }) => body).filter((body) => body.includes(id));
    return texts.filter((body) => body.includes('"escalated"')).length >= 4;
  });
  await api.start();
  expectEveryRungOnce(await atTheTop(hotline, id));
  expect((await hotline.handleToTheEnd(id)).state).toBe('closed');
});

test('kill -9 of the API amid registrations: none is half made, and asked again with its key each ticket is there once and lives', async () => {
  const { hotline, api } = service;
  const asked = Array.from({ length: 12 }, (_, index) => ({
    body: { ...BODY, rulebook: 'calm', title: `风暴中的第${index}件` },
    key: randomUUID(),
  }));
  const first = asked.map((it) => hotline.ask<TicketAnswer>('/v1/tickets', it).catch(() => undefined));
  await Promise.any(first);
  await api.kill();
  const answered = await Promise.all(first);
  expect(answered.filter((it) => it && it.status !== 201)).toEqual([]);

  await api.start();
  const ids: string[] = [];
  for (const [index, it] of asked.entries()) {
    const { status, body } = await hotline.ask<TicketAnswer>('/v1/tickets', it);
    expect([201, 202]).toContain(status);
    const before = answered[index];
    if (before) expect(body.id).toBe(before.body.id);
    ids.push(body.id);
  }
  const { body: list } = await hotline.ask<{ items: TicketAnswer[] }>(
    `/v1/tickets?limit=100&q=${encodeURIComponent('风暴中的')}`,
  );
  expect(list.items.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  for (const id of ids) {
    await hotline.order(id, 'answer', { reply: '已答复' });
    const { ticket, ledger } = await recordOf(hotline, id);
    expectNoGap(ticket, ledger);
    expect(ledger.filter(({ type }) => type === 'registered')).toHaveLength(1);
  }
});

test('kill -9 of the API amid commands: with its key each is applied once', async () => {
  const { hotline, api } = service;
  const { id } = await hotline.dispatched({ rulebook: 'calm' });
  const keys = Array.from({ length: 8 }, () => randomUUID());
  const press = (key: string) => hotline.command(id, 'urge', { text: `催-${key}` }, { key });
  const first = keys.map((key) => press(key).catch(() => undefined));
  await Promise.any(first);
  await api.kill();
  await Promise.all(first);
  await api.start();
  for (const key of keys) expect((await press(key)).status).toBe(200);
  const { ticket, ledger } = await recordOf(hotline, id);
  expectNoGap(ticket, ledger);
  const texts = ledger.filter(({ type }) => type === 'urged').map(({ data }) => String(data.text));
  expect(texts.toSorted()).toEqual(keys.map((key) => `催-${key}`).toSorted());
});
