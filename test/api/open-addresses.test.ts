import { escaped } from '../../api/http/html';
import { serviceMetrics } from '../../api/operations/metrics';
import { COMMANDS, keysOf } from '../../domain/words';
import { clientMetrics } from '../../telemetry/client-metrics';
import { samplesOf } from '../given/metrics';
import { partsOnTheirOwn, PUBLIC_URL, serve, type Service } from '../given/servers/api-alone';

let service: Service;
beforeAll(async () => {
  service = await serve();
});
afterAll(() => service.stop());

test('live while engine and database are away, and not ready', async () => {
  expect(await service.ask('/healthz')).toMatchObject({ status: 200, body: { status: 'live' } });
  const { status, headers, body } = await service.ask('/readyz');
  expect([status, headers.get('retry-after')]).toEqual([503, '5']);
  expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['engine', 'database']);
});

test('metrics name routes as they are declared, and no ticket', async () => {
  await service.ask('/v1/tickets/HY-0000-0000-0000');
  const { body } = await service.ask('/metrics');
  expect(body).toMatch(/huiyin_http_request_duration_seconds_count\{.*route="\/healthz".*\}/);
  expect(body).toContain('process_cpu_seconds_total');
  expect(body).not.toContain('HY-0000');
});

test('whether a worker works is measured where that is known', async () => {
  const measured = async (polls: boolean | undefined) => {
    const metrics = serviceMetrics(
      async () => ({}),
      async () => polls,
      clientMetrics(),
      async () => ({}),
      async () => 0,
    );
    return samplesOf(await metrics.text(), 'huiyin_workers_polling');
  };
  expect([await measured(true), await measured(false), await measured(undefined)]).toEqual([
    { '': 1 },
    { '': 0 },
    {},
  ]);
});

test('how far a rotation of keys is, is measured while the database tells', async () => {
  const measured = async (rotation: () => Promise<Record<string, Record<string, number>>>) => {
    const metrics = serviceMetrics(
      async () => ({}),
      async () => undefined,
      clientMetrics(),
      rotation,
      async () => 0,
    );
    return samplesOf(await metrics.text(), 'huiyin_reseal_documents');
  };
  expect(await measured(async () => ({ tickets: { looked: 3, left: 0 } }))).toEqual({
    'collection="tickets",what="looked"': 3,
    'collection="tickets",what="left"': 0,
  });
  expect(await measured(() => Promise.reject(new Error('away')))).toEqual({});
});

test('that a command met a fault is seen at the first, since what counts them is there before', async () => {
  const metrics = serviceMetrics(
    async () => ({}),
    async () => undefined,
    clientMetrics(),
    async () => ({}),
    async () => 0,
  );
  const faults = Object.entries(samplesOf(await metrics.text(), 'huiyin_commands_total'));
  expect(faults).toEqual(keysOf(COMMANDS).map((command) => [`command="${command}",result="fault"`, 0]));
});

test('every answer has its request’s id and the headers that browsers guard by', async () => {
  const { headers } = await service.ask('/healthz');
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
});

test('a request that comes with an id keeps it; one that could name a person is not taken for an id', async () => {
  const answered = async (id: string) =>
    (await service.ask('/healthz', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
  for (const id of ['0b7a1c1e-2f6d-4d6e-9c2b-1f3f0a5b7c9d', '0123456789ABCDEF0123456789abcdef'])
    expect(await answered(id)).toBe(id);
  for (const id of ['13987654321', '370102199001011234', `${'0'.repeat(32)}/..`])
    expect(await answered(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
});

test('the page to try the API needs nothing from elsewhere', async () => {
  const { headers, body } = await service.ask('/docs');
  expect(headers.get('content-type')).toContain('html');
  expect(headers.get('content-security-policy')).toContain("script-src 'self'");
  const files = linked(body);
  expect(files.filter((file) => !file.startsWith('/docs/rulebooks/')).length).toBe(3);
  for (const file of files) expect([file, (await service.ask(file)).status]).toEqual([file, 200]);
});

test('that page keeps no token: whoever opens it next on that machine is asked for one', async () => {
  const { body } = await service.ask('/docs/start.js');
  expect(body).toContain('persistAuthorization: false');
});

describe('whom to tell of a hole (RFC 9116)', () => {
  const SECURITY = '/.well-known/security.txt';
  const DAY = 86_400_000;
  const told = async (expires?: number) => {
    const securityText = expires && { contact: 'mailto:security@example.gov.cn', expires: new Date(expires) };
    const its = await serve({ ...partsOnTheirOwn(), ...(securityText ? { securityText } : {}) });
    const answer = await its.ask(SECURITY);
    await its.stop();
    return answer;
  };

  test('is said where it is set', async () => {
    const expires = Date.now() + 300 * DAY;
    const { status, headers, body } = await told(expires);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(String(body).split('\n')).toEqual([
      'Contact: mailto:security@example.gov.cn',
      `Expires: ${new Date(expires).toISOString()}`,
      'Preferred-Languages: zh, en',
      `Canonical: ${PUBLIC_URL}${SECURITY}`,
      '',
    ]);
  });

  test('is not said where it is not set, or has expired', async () => {
    expect((await told()).status).toBe(404);
    expect((await told(Date.now() - 1_000)).status).toBe(404);
  });
});

/** What a page loads and leads to, without what it holds itself. */
const linked = (body: unknown): string[] =>
  [...String(body).matchAll(/(?:src|href)="([^"]+)"/g)].flatMap(([, file = '']) =>
    file.startsWith('data:') ? [] : [file],
  );

describe('rulebooks as people read them', () => {
  test('the page for the API leads to each of them', async () => {
    const { body } = await service.ask('/docs');
    expect(linked(body)).toEqual(
      expect.arrayContaining(
        ['beijing', 'huizhou', 'jinan', 'jinan-enforcement', 'weifang'].map((id) => `/docs/rulebooks/${id}`),
      ),
    );
  });

  test('anybody reads a page with each limit and its source, and a calendar of one ticket', async () => {
    const { status, headers, body } = await service.ask('/docs/rulebooks/weifang');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(body).toContain('时限5个工作日。 <span class="from">〔WF-20〕</span>');
    expect(body).toContain('<span class="from local">〔本地设定〕</span>');
    expect(body).toContain('<span class="note">WF-18 只要求及时、准确转交</span>');
    expect(body).toMatch(/<td rowspan="3">2026-10-13 周二 00:00<\/td>/);
    for (const file of linked(body)) expect([file, (await service.ask(file)).status]).toEqual([file, 200]);
  });

  test('it runs no script, and may load nothing but its style', async () => {
    const { headers, body } = await service.ask('/docs/rulebooks/jinan');
    expect(body).not.toContain('<script');
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).not.toMatch(/script-src|unsafe/);
  });

  test('of one that is not there: 404, and which there are', async () => {
    const { status, body } = await service.ask('/docs/rulebooks/atlantis');
    expect(status).toBe(404);
    expect(body.detail).toContain('weifang');
  });

  test('what a file says stays text', () =>
    expect(escaped(`<a href="x">&'`)).toBe('&#60;a href=&#34;x&#34;&#62;&#38;&#39;'));
});

describe('the OpenAPI document', () => {
  let document: any; // oxlint-disable-line typescript/no-explicit-any -- a document of another's format
  beforeAll(async () => {
    ({ body: document } = await service.ask('/openapi.json'));
  });

  test('is of 3.1, and every reference in it leads somewhere', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, way]) => way ?? '',
    );
    expect(references.length).toBeGreaterThan(20);
    for (const way of references) {
      expect(way.split('/').reduce((at, step) => at?.[step], document)).toBeDefined();
    }
  });

  test('names every address of the contract that exists', () => {
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/v1/tickets',
        '/v1/tickets/{id}',
        '/v1/tickets/{id}/events',
        '/v1/tickets/{id}/notifications',
        '/v1/tickets/{id}/dispatch',
        '/v1/deadlines',
        '/v1/rulebooks/{id}',
        '/v1/units',
        '/v1/calendars/{year}',
      ]),
    );
  });

  test('every parameter in a path is declared', () => {
    for (const [path, methods] of Object.entries<
      Record<string, { parameters?: { in: string; name: string; required?: boolean }[] }>
    >(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters = [] } of Object.values(methods)) {
        const declared = parameters.filter((it) => it.in === 'path' && it.required).map(({ name }) => name);
        expect([path, declared]).toEqual([path, named]);
      }
    }
  });

  test('says what the schemas check: limits, words, nothing besides', () => {
    const body = document.components.schemas.NewTicket;
    expect(body.additionalProperties).toBe(false);
    expect(body.properties.title).toMatchObject({ type: 'string', maxLength: 100 });
    expect(body.properties.channel.enum).toContain('wechat');
    expect(body.required).toEqual(expect.arrayContaining(['rulebook', 'caller']));
    expect(body.required).not.toContain('address');
  });
});
