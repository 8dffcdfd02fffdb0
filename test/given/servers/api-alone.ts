import type { DeskLinks } from '../../../api/sign-in/answers';
import { type AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { createApp } from '../../../api/app';
import { lazyDatabase } from '../../../api/database';
import { lazyEngine } from '../../../engine/commands';
import { comparedTickets } from '../../../api/repeats/compared-tickets';
import { listenersOf } from '../../../api/feed/listeners';
import { sharedCounts } from '../../../api/requests/counts';
import { claimsBy } from '../../../api/requests/idempotency';
import { serviceLog } from '../../../api/http/log';
import { serviceMetrics } from '../../../api/operations/metrics';
import type { Parts } from '../../../api/parts';
import { type SessionRules, sessionsBy } from '../../../api/requests/sessions';
import { subjectReader } from '../../../api/requests/subject';
import { attemptsBy } from '../../../api/sign-in/attempts';
import { type Config, loadConfig } from '../../../config/load';
import { knownCalendars } from '../../../api/law/known-calendars';
import { publishedCalendars } from '../../../config/published-calendars';
import { callerAccess } from '../../../keys/caller-access';
import { feedAccess } from '../../../keys/feed-access';
import { dataKeys } from '../../../keys/data-keys';
import { clientMetrics } from '../../../telemetry/client-metrics';
import { type Answered, ask, JWT_SECRET, type Request } from '../http';
import { BODY } from '../matter';

export const PUBLIC_URL = 'https://12345.example';
/** As in production. */
export const LINKS: DeskLinks = { workflow: 'https://temporal.example/{ticket}', dial: 'tel:{phone}' };

export const SESSION_RULES: SessionRules = {
  publicUrl: PUBLIC_URL,
  secure: true,
  hours: 12,
  idleMinutes: 60,
};
const own = loadConfig();

/** Our configuration, and a rulebook that takes consultations only. */
export const config: Config = {
  ...own,
  rulebooks: new Map([
    ...own.rulebooks,
    ['narrow', { ...weifang(own), id: 'narrow', kinds: ['consultation'] as const }] as const,
  ]),
};

function weifang({ rulebooks }: Config) {
  const found = rulebooks.get('weifang');
  if (!found) throw new Error('the rulebook weifang is missing');
  return found;
}

/** The service as it runs while engine and database are away: nothing listens where it looks for them. */
export function partsOnTheirOwn(): Parts {
  process.env.TEMPORAL_ADDRESS = '127.0.0.1:1';
  const key = Buffer.alloc(32, 7);
  const callers = callerAccess(dataKeys(key), PUBLIC_URL, 90);
  const requests = clientMetrics();
  const database = lazyDatabase('mongodb://127.0.0.1:1/none?serverSelectionTimeoutMS=200', dataKeys(key));
  const listeners = listenersOf(database, serviceLog('silent'));
  return {
    config,
    calendars: knownCalendars(publishedCalendars(), database),
    database,
    engine: lazyEngine(dataKeys(key), requests),
    readSubject: subjectReader({ secret: JWT_SECRET }, callers),
    sessions: sessionsBy(SESSION_RULES, dataKeys(key), database),
    signIn: { attempts: attemptsBy(dataKeys(key), SESSION_RULES.secure), development: true, links: LINKS },
    pages: '/nowhere',
    callers,
    feeds: feedAccess(dataKeys(key), PUBLIC_URL),
    claim: claimsBy(dataKeys(key)),
    publicUrl: PUBLIC_URL,
    metrics: serviceMetrics(
      async () => ({}),
      async () => undefined,
      requests,
      async () => ({}),
      async () => 0,
      listeners.count,
    ),
    listeners,
    log: serviceLog('silent'),
    compared: comparedTickets(database, serviceLog('silent')),
    requestsPerMinute: 10_000,
    counts: sharedCounts(key, database),
  };
}

export interface Service {
  readonly url: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- what a client gets is not typed
  ask(path: string, request?: Request): Promise<Answered<any>>;
  stop(): Promise<void>;
}

export async function serve(parts: Parts = partsOnTheirOwn()): Promise<Service> {
  const server = createApp(parts).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    ask: (path, request) => ask(url + path, request),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([parts.engine.close(), parts.database.close()]);
    },
  };
}

/** @param expires null for never */
export function token(
  claims: Record<string, unknown>,
  secret = JWT_SECRET,
  expires: string | null = '1h',
): Promise<string> {
  const made = new SignJWT({ sub: 'somebody', ...claims }).setProtectedHeader({ alg: 'HS256' });
  return (expires === null ? made : made.setExpirationTime(expires)).sign(new TextEncoder().encode(secret));
}

/** A matter that every rulebook without grades of urgency takes. */
export const matter = { ...BODY, rulebook: 'weifang', address: '历下区某路1号' };
