import { sendingOnce } from '../../web/shared/sending';

/** The keys under which it was sent, and what comes next: a status, or no answer. */
let keys: (string | null)[];
let next: number | 'away';
beforeEach(() => {
  [keys, next] = [[], 200];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (_path, init) => {
    keys.push(new Headers(init?.headers).get('idempotency-key'));
    if (next === 'away') throw new TypeError('Failed to fetch');
    const type = next < 400 ? 'application/json' : 'application/problem+json';
    return new Response(JSON.stringify({ status: next, type: 'x', title: '', detail: '' }), {
      status: next,
      headers: { 'content-type': type },
    });
  });
});
afterEach(() => jest.restoreAllMocks());

test.each([
  ['no answer', 'away', true],
  ['a fault, which may have come when it was done', 500, true],
  ['a service that is away', 503, true],
  ['a refusal', 422, false],
  ['success', 200, false],
] as const)('after %s the same words have the same key: %s, %s', async (_what, came, isSame) => {
  const send = sendingOnce();
  next = came;
  await send('/v1/tickets/HY-1/urge', { text: '催' }).catch(() => undefined);
  next = 200;
  await send('/v1/tickets/HY-1/urge', { text: '催' });
  expect(keys).toHaveLength(2);
  expect(keys[0] === keys[1]).toBe(isSame);
});

test('other words are another act', async () => {
  const send = sendingOnce();
  next = 'away';
  for (const text of ['催', '再催']) await send('/v1/tickets/HY-1/urge', { text }).catch(() => undefined);
  expect(new Set(keys).size).toBe(2);
});
