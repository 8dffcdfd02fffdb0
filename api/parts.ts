import type { Logger } from 'pino';
import type { Config } from '../config/load';
import type { CallerAccess } from '../keys/caller-access';
import type { FeedAccess } from '../keys/feed-access';
import type { Database } from './database';
import type { Engine } from '../engine/commands';
import type { Counts } from './requests/counts';
import type { Claim } from './requests/idempotency';
import type { KnownCalendars } from './law/known-calendars';
import type { Metrics } from './operations/metrics';
import type { ReadSubject } from './requests/subject';

/** What the service works with; made once by `main`, and given to what needs it. */
export interface Parts {
  readonly config: Config;
  readonly calendars: KnownCalendars;
  readonly database: Database;
  readonly engine: Engine;
  readonly readSubject: ReadSubject;
  /** Codes, tokens and links for callers without an account. */
  readonly callers: CallerAccess;
  /** Links to the due moments of a unit, for calendar programs. */
  readonly feeds: FeedAccess;
  readonly claim: Claim;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly requestsPerMinute: number;
  /** What limits count by. */
  readonly counts: Counts;
  /** Which proxies before us are believed whence a request comes. */
  readonly trustProxy?: number | readonly string[];
}
