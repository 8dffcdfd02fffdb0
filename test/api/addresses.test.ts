import express from 'express';
import { z } from 'zod';
import { allAddresses } from '../../api/addresses';
import type { Address } from '../../api/http/address';
import { openApiDocument, problemsOf } from '../../api/http/openapi';
import { answerProblems } from '../../api/http/problem';
import { methodsOf, routerOf } from '../../api/http/router';
import { keysOf, ROLES } from '../../domain/words';
import { undeclared } from '../given/declared';
import { partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';

/** What the driver throws at once where it knows already that no server answers. */
class MongoNotConnectedError extends Error {
  override readonly name = 'MongoNotConnectedError';
}
const own = partsOnTheirOwn();
const away = async (): Promise<never> => {
  throw new MongoNotConnectedError();
};
const parts = { ...own, database: { ...own.database, store: away }, requestsPerMinute: 100_000 };
const ADDRESSES = allAddresses(parts);
const WITH_TOKEN = ADDRESSES.filter(({ who }) => who.by === 'token');

let service: Service;
beforeAll(async () => {
  service = await serve(parts);
});
afterAll(() => service.stop());

/** A path as a client sends it; what it names is not there. */
const sent = ({ path }: Pick<Address, 'path'>): string =>
  path
    .replace('{year}', '2026')
    .replace('{key}', 'register')
    .replace('{command}', 'submit')
    .replace('{attachment}', 'f'.repeat(64))
    .replace('{id}', 'HY-0000-0000-0000');
const method = (address: Address): string => address.method.toUpperCase();
const named = (address: Address): string => `${method(address)} ${address.path}`;
const claimsOf: Record<string, object> = {
  unit: { unit: 'HY-0000-0000-0000' },
  caller: { ticket: 'HY-0000-0000-0000' },
};
const tokenOf = (role: string) => token({ role, ...claimsOf[role] });
const rolesOf = ({ who }: Address): readonly string[] => (who.by === 'token' ? who.roles : []);

test('each has an id of its own, by which programs call it', () => {
  const ids = ADDRESSES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
});

test('a name of a schema stands for one thing, wherever an address uses it', () => {
  type Document = { readonly components?: { readonly schemas?: Record<string, unknown> } };
  const schemasOf = (some: readonly Address[]) =>
    (openApiDocument(some) as Document).components?.schemas ?? {};
  const all = schemasOf(ADDRESSES);
  for (const address of ADDRESSES)
    for (const [name, schema] of Object.entries(schemasOf([address])))
      expect([named(address), name, schema]).toEqual([named(address), name, all[name]]);
});

test('each declares what its path names, and nothing else', () => {
  for (const address of ADDRESSES) {
    const inPath = [...address.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const declared = address.params instanceof z.ZodObject ? Object.keys(address.params.shape) : [];
    expect([address.path, declared.toSorted()]).toEqual([address.path, inPath.toSorted()]);
  }
});

test('without a token each that wants one is 401, whatever it is sent', async () => {
  for (const address of ADDRESSES.filter(({ who }) => who.by !== 'nothing')) {
    const { status } = await service.ask(sent(address), { method: method(address) });
    expect([named(address), status]).toEqual([named(address), 401]);
  }
});

test('every role but those of an address is 403, and those get past it', async () => {
  for (const role of keysOf(ROLES)) {
    const asker = await tokenOf(role);
    const refused = await Promise.all(
      WITH_TOKEN.map(async (address) => {
        const { status, body } = await service.ask(sent(address), {
          method: method(address),
          token: asker,
          ...(address.takes ? { body: {} } : {}),
        });
        const isFor = typeof body.detail === 'string' && body.detail.startsWith('This is for:');
        return status === 403 && isFor ? [named(address)] : [];
      }),
    );
    const others = WITH_TOKEN.filter((it) => !rolesOf(it).includes(role)).map(named);
    expect([role, refused.flat()]).toEqual([role, others]);
  }
});

test('what an address may show is never stored on its way', async () => {
  for (const address of WITH_TOKEN.filter(({ shows }) => shows.length > 0)) {
    const { headers } = await service.ask(sent(address), {
      method: method(address),
      token: await tokenOf(rolesOf(address)[0] ?? ''),
    });
    expect([named(address), headers.get('cache-control')]).toEqual([named(address), 'no-store']);
  }
});

test('a path takes the methods that it has; all others are 405 and say which', async () => {
  const operator = await tokenOf('operator');
  for (const path of new Set(ADDRESSES.map((it) => it.path))) {
    const allow = methodsOf(ADDRESSES.filter((it) => it.path === path)).join(', ');
    const { status, headers } = await service.ask(sent({ path }), { method: 'DELETE', token: operator });
    expect([path, status, headers.get('allow')]).toEqual([path, 405, allow]);
  }
});

interface Try {
  readonly query?: string;
  readonly raw?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
const TRIES: readonly Try[] = [
  {},
  { raw: '{' },
  { raw: '{}', headers: { 'content-type': 'text/plain' } },
  { raw: JSON.stringify({ text: 'x'.repeat(110_000) }) },
  { body: { unknown: 1 } },
  { query: '?unknown=1' },
  { headers: { 'idempotency-key': 'a b' }, body: {} },
];
/** Who is not let in is not counted; and what is answered may have no place or version of its own. */
const SOMETIMES = ['RateLimit', 'RateLimit-Policy', 'Location', 'ETag', 'Content-Range'];

test('every answer is one that the document tells of, with its headers', async () => {
  const document = (await service.ask('/openapi.json')).body;
  const tokens = [undefined, ...(await Promise.all(['operator', 'admin', 'unit', 'caller'].map(tokenOf)))];
  for (const address of ADDRESSES) {
    const told = document.paths[address.path][address.method].responses;
    const asked = tokens.flatMap((asker) =>
      TRIES.map(({ query = '', raw, body, headers }) =>
        service.ask(sent(address) + query, {
          method: method(address),
          ...(asker === undefined ? {} : { token: asker }),
          // A GET is sent no body by any client that tests are made with.
          ...(address.method === 'get' ? {} : { raw, body }),
          headers,
        }),
      ),
    );
    for (const { status, headers } of await Promise.all(asked)) {
      expect([named(address), Object.keys(told)]).toEqual([
        named(address),
        expect.arrayContaining([String(status)]),
      ]);
      const missing = Object.keys(told[status].headers).filter(
        (name) => !SOMETIMES.includes(name) && !headers.has(name),
      );
      expect([named(address), status, missing]).toEqual([named(address), status, []]);
    }
  }
}, 180_000);

test('what is answered is told from what is declared by a field too many, one too few, and another status', () => {
  const of = (body: unknown, status = 200) => undeclared('GET', '/v1/units?x=1', { status, body });
  const unit = { id: 'lixia', name: '历下区', level: 'district' };
  expect(of({ items: [unit] })).toBeUndefined();
  expect(of({ items: [{ ...unit, phone: '1' }] })).toMatch(/more than is declared/);
  expect(of({ items: [{ id: 'lixia' }] })).toMatch(/level/);
  expect(of({}, 202)).toMatch(/202/);
  expect(of({ type: 't', title: 't', status: 404, detail: 'd' }, 404)).toBeUndefined();
});

describe('the document', () => {
  const document = openApiDocument(ADDRESSES) as {
    paths: Record<string, Record<string, { operationId: string; requestBody?: { required?: boolean } }>>;
  };
  const operation = (path: string, of: string) => document.paths[path]?.[of];

  test('has each address once, by its id', () => {
    const ids = Object.values(document.paths).flatMap((at) => Object.values(at).map((it) => it.operationId));
    expect(ids.toSorted()).toEqual(ADDRESSES.map(({ id }) => id).toSorted());
  });

  test('says which bodies are needed', () => {
    expect(operation('/v1/tickets/{id}/dispatch', 'post')?.requestBody?.required).toBe(true);
    expect(operation('/v1/tickets/{id}/sign', 'post')?.requestBody?.required).toBe(false);
    expect(operation('/v1/calendars/{year}', 'put')?.requestBody?.required).toBe(true);
  });

  test('tells of faults, of too many requests and of other methods everywhere below /v1', () => {
    for (const address of WITH_TOKEN)
      expect(problemsOf(address)).toEqual(expect.arrayContaining([401, 405, 429, 500, 503]));
  });
});

describe('the order of addresses in a list decides nothing', () => {
  const noting = async (): Promise<void> => {};
  const answering = ADDRESSES.map((it): Address => ({
    ...it,
    who: { by: 'nothing' },
    handler: () => ({ json: { answered: it.id } }),
    finds: undefined,
    query: undefined,
    queryOf: undefined,
    takes: undefined,
    limit: undefined,
  }));

  test.each([
    ['as they stand', answering],
    ['the other way round', answering.toReversed()],
    ['by their ids', answering.toSorted((a, b) => (a.id < b.id ? -1 : 1))],
  ])('%s', async (_order, list) => {
    const server = express().use(routerOf(list, noting), answerProblems).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    try {
      for (const it of list) {
        const response = await fetch(`http://127.0.0.1:${port}${sent(it)}`, { method: method(it) });
        expect([named(it), await response.json()]).toEqual([named(it), { answered: it.id }]);
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('the same address twice is refused when the service starts', () => {
    const [first] = ADDRESSES as [Address];
    expect(() => routerOf([first, { ...first, id: 'again' }], noting)).toThrow(
      'POST /v1/tickets is there twice',
    );
  });
});
