import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partsOnTheirOwn, serve, type Service } from '../given/servers/api-alone';

const PAGE = `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta property="csp-nonce" nonce="__CSP_NONCE__">
    <title>ROOM</title>
    <script type="module" src="/ROOM/assets/index-B1a2.js" nonce="__CSP_NONCE__"></script>
  </head>
</html>
`;
const SCRIPT = `// ${'a long script '.repeat(200)}\n`;

/** A folder as Vite leaves it, with a room that was not built. */
let folder: string;
let service: Service;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huiyin-pages-'));
  for (const room of ['desk', 'caller']) {
    mkdirSync(join(folder, room, 'assets'), { recursive: true });
    writeFileSync(join(folder, room, 'index.html'), PAGE.replaceAll('ROOM', room));
    writeFileSync(join(folder, room, 'assets', 'index-B1a2.js'), SCRIPT);
    writeFileSync(join(folder, room, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    writeFileSync(join(folder, room, '.secret'), 'secret');
  }
  writeFileSync(join(folder, 'beside.txt'), 'beside');
  service = await serve({ ...partsOnTheirOwn(), pages: folder });
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

const nonceOf = (policy: string | null): string => /'nonce-([^']+)'/.exec(policy ?? '')?.[1] ?? '';

test.each([
  ['/desk', 'desk'],
  ['/desk/', 'desk'],
  ['/desk/index.html', 'desk'],
  ['/desk/tickets/HY-7K3M-9Q2X-4V1B', 'desk'],
  ['/desk/queue?state=handling', 'desk'],
  ['/my/', 'caller'],
  ['/my/HY-7K3M-9Q2X-4V1B', 'caller'],
])('%s is the one page of its room', async (path, room) => {
  const { status, headers, body } = await service.ask(path);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(body).toContain(`<title>${room}</title>`);
  expect(headers.get('cache-control')).toBe('no-store');
});

test('it may load what is ours, and nothing else runs in it', async () => {
  const { headers } = await service.ask('/desk/');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy.replace(/nonce-[^']+/, 'nonce-…').split(';')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'nonce-…'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
});

test('each answer has a nonce of its own, in the page wherever it is asked for', async () => {
  const all = await Promise.all(Array.from({ length: 5 }, () => service.ask('/desk/')));
  const nonces = all.map(({ headers }) => nonceOf(headers.get('content-security-policy')));
  expect(new Set(nonces).size).toBe(5);
  all.forEach(({ body }, i) => {
    expect(nonces[i]).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(String(body).split(`nonce="${nonces[i]}"`)).toHaveLength(3);
    expect(body).not.toContain('__CSP_NONCE__');
  });
});

test('a file whose name has its hash is kept for ever, and sent compressed', async () => {
  const { status, headers, body } = await service.ask('/desk/assets/index-B1a2.js');
  expect([status, body]).toEqual([200, SCRIPT]);
  expect(headers.get('content-type')).toMatch(/^text\/javascript/);
  expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(headers.get('content-encoding')).toBe('gzip');
  expect(headers.get('vary')).toContain('Accept-Encoding');
});

test('one whose name stays is asked for anew', async () => {
  const { status, headers } = await service.ask('/desk/icon.svg');
  expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=0']);
});

test.each([
  '/desk/assets/gone-B1a2.js',
  '/desk/assets/',
  '/desk/assets/../../beside.txt',
  '/desk/assets/%2e%2e/%2e%2e/beside.txt',
  '/desk/assets/..%2f..%2fbeside.txt',
  '/desk/assets/%00',
])('%s is no file, and no page', async (path) => {
  const { status, body } = await service.ask(path);
  expect([404, 400]).toContain(status);
  expect(JSON.stringify(body)).not.toContain('beside');
  expect(body.type).toMatch(/^urn:huiyin:problem:/);
});

test('nothing hidden, and nothing beside the room, is given', async () => {
  for (const path of ['/desk/.secret', '/desk/..%2fbeside.txt', '/desk/%2e%2e/beside.txt'])
    expect(String((await service.ask(path)).body)).not.toMatch(/^(secret|beside)/);
});

test('a page is only looked at: other methods are 405', async () => {
  for (const path of ['/desk', '/desk/tickets', '/desk/icon.svg']) {
    const { status, headers } = await service.ask(path, { method: 'POST' });
    expect([path, status, headers.get('allow')]).toEqual([path, 405, 'GET, HEAD']);
  }
});

test('a room that was not built says so, and how it is', async () => {
  for (const path of ['/board', '/board/hall']) {
    const { status, body } = await service.ask(path);
    expect([status, body.type]).toEqual([404, 'urn:huiyin:problem:not-built']);
    expect(body.detail).toContain('npm run build');
  }
});

test('other addresses stay what they are', async () => {
  for (const path of ['/', '/deskx', '/mystery'])
    expect([path, (await service.ask(path)).body.type]).toEqual([path, 'urn:huiyin:problem:not-found']);
  const { headers } = await service.ask('/openapi.json');
  expect(headers.get('content-encoding')).toBeNull();
});
