import helmet from 'helmet';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { closedToLinks, subjectOf } from '../requests/access';
import type { Noting } from '../requests/accesses';
import { checksKey } from '../requests/idempotency';
import type { Subject } from '../requests/subject';
import { type Address, type Method, MOST_JSON, type Reply, type Who } from './address';
import { languageOf } from './language';
import { parsed } from './parsed';
import { allows, forbidden, takesJsonOnly } from './problem';

/** Takes a body of JSON of at most so many kB. */
const parsesJson = (most = MOST_JSON): RequestHandler[] => [
  takesJsonOnly,
  express.json({ limit: `${most}kb` }),
];

/**
 * Makes a router of addresses. What stands first in the list decides nothing: at each segment of a path a literal goes before a
 * parameter, and a path takes the methods that it has and answers 405 to all others.
 * @param noting notes who is shown what, before it is sent
 */
export function routerOf(addresses: readonly Address[], noting: Noting): Router {
  const router = Router();
  for (const [path, at] of byPath(addresses)) {
    const route = router.route(path.replace(/\{(\w+)\}/g, ':$1'));
    for (const address of at) route[address.method](...stepsOf(address, noting));
    route.all(closedToLinks, allows(...methodsOf(at)));
  }
  return router;
}

/** The methods of one path, as `Allow` lists them; express answers HEAD by what GET does. */
export const methodsOf = (addresses: readonly Pick<Address, 'method'>[]): string[] =>
  METHODS.flatMap((method) =>
    !addresses.some((it) => it.method === method) ? [] : method === 'get' ? ['GET', 'HEAD'] : [upper(method)],
  );
const METHODS: readonly Method[] = ['get', 'post', 'put'];
const upper = (method: Method): string => method.toUpperCase();

/** @throws where one address is there twice */
function byPath(addresses: readonly Address[]): [string, Address[]][] {
  const paths = new Map<string, Address[]>();
  for (const address of addresses) {
    const { path, method } = address;
    const others = paths.get(path) ?? [];
    if (others.some((it) => it.method === method)) throw new Error(`${upper(method)} ${path} is there twice`);
    paths.set(path, [...others, address]);
  }
  // In the order of the alphabet `{` comes after every letter and digit.
  return [...paths].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** What happens to a request, in order: how often, its body's form, who, what it names, what it says, and what is done. */
function stepsOf(address: Address, noting: Noting): RequestHandler[] {
  const { method, limit, takes, who, shows, answered, policy } = address;
  const isBytes = takes !== undefined && takes.media !== 'json';
  return [
    ...(answered
      ? [
          ((_request, response, next) => {
            response.once('finish', () => answered(response.statusCode));
            next();
          }) satisfies RequestHandler,
        ]
      : []),
    ...(who.by === 'link' ? [opensBy(who.opens)] : []),
    ...(who.by === 'token' && !who.byLink ? [closedToLinks] : []),
    ...[limit ?? []].flat(),
    ...(policy ? [pagePolicy(policy)] : []),
    ...(method === 'post' ? [checksKey] : []),
    ...(isBytes ? [] : parsesJson(takes?.media === 'json' ? takes.most : undefined)),
    async (request, response) => {
      if (shows.length > 0) response.set('Cache-Control', 'no-store');
      try {
        await send(response, await answerTo(address, request, noting));
      } finally {
        // What is left of a body that was refused is read past: a client that still sends does not look for an answer.
        if (isBytes) request.resume();
      }
    },
  ];
}

const pagePolicy = (more: NonNullable<Address['policy']>): RequestHandler =>
  helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      ...more,
    },
  });

const opensBy =
  (opens: (request: Request) => Promise<void>): RequestHandler =>
  async (request, _response, next) => {
    await opens(request);
    next();
  };

async function answerTo(address: Address, request: Request, noting: Noting): Promise<Reply> {
  const { who, finds, takes } = address;
  const subject = who.by === 'token' ? askerOf(request, who) : undefined;
  const params = address.params ? parsed(address.params, request.params) : {};
  // Addresses that ask for no token have handlers that look at nobody.
  const asked = { request, params, subject: subject as Subject };
  const found = await finds?.(asked);
  const schema = address.queryOf?.(found) ?? address.query;
  const query = schema && parsed(schema, request.query);
  const body =
    takes?.media === 'json' && !takes.checkedByHandler
      ? parsed(takes.schema, request.body ?? {}, languageOf(request))
      : undefined;
  const reply = await address.handler({ ...asked, found, query, body });
  await noting(address, { subject, found }, reply);
  return reply;
}

/** @throws a 403 for a role that this is not for */
function askerOf(request: Request, { roles }: Who & { by: 'token' }): Subject {
  const subject = subjectOf(request);
  if (!roles.includes(subject.role)) throw forbidden(`This is for: ${roles.join(', ')}.`);
  return subject;
}

async function send(response: Response, reply: Reply): Promise<void> {
  const { status = 200, headers = {} } = reply;
  response.status(status).set(headers);
  const { onceGiven } = reply;
  // Of an answer without its body nobody has read anything.
  if (onceGiven && response.req.method !== 'HEAD')
    response.once('finish', () => void onceGiven().catch(() => {}));
  if ('json' in reply) response.json(reply.json);
  else if ('text' in reply) response.type(reply.type).send(reply.text);
  else if ('file' in reply) response.sendFile(reply.file, { root: reply.root });
  else await reply.write(response);
}
