import { serve, type Service, token } from '../given/servers/api-alone';

let service: Service;
let admin: string;
beforeAll(async () => {
  service = await serve();
  admin = await token({ role: 'admin' });
});
afterAll(() => service.stop());

const send = (
  query: string,
  { as = admin, type = 'text/csv', raw = '工单编号\n1\n' }: { as?: string; type?: string; raw?: string } = {},
) => service.ask(`/v1/imports${query}`, { token: as, raw, headers: { 'content-type': type } });

test.each([
  ['', 'source', /expected|required|string/i],
  ['?source=', 'source', /.+/],
  ['?source=x&rulebook=atlantis', 'rulebook', /the id of a rulebook/],
  ['?source=x&open=maybe', 'open', /true/],
  ['?source=x&speed=9', 'speed', /unknown/],
])('a request that makes no sense is refused with its path: %s', async (query, path, message) => {
  const { status, body } = await send(query);
  expect(status).toBe(422);
  expect(body.errors).toContainEqual(
    expect.objectContaining({ path, message: expect.stringMatching(message) }),
  );
});

test('only an admin puts tickets in', async () => {
  for (const role of ['operator', 'supervisor', 'auditor', 'leader'])
    expect((await send('?source=x', { as: await token({ role }) })).status).toBe(403);
});

test('what is neither a table nor lines of JSON is not taken; nor is more than 20 MB', async () => {
  expect((await send('?source=x', { type: 'application/vnd.ms-excel' })).status).toBe(415);
  expect((await send('?source=x', { raw: 'x'.repeat(20 * 1024 * 1024 + 1) })).status).toBe(413);
});

test('while the database is away it is said so', async () => {
  expect((await send('?source=x')).status).toBe(503);
});
