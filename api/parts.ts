import type { Logger } from 'pino';
import type { Config } from '../config/load';
import type { CalendarYear } from '../domain/calendar';
import type { Database } from './database';
import type { Engine } from './engine';
import type { Claim } from './idempotency';
import type { Metrics } from './metrics';
import type { ReadSubject } from './subject';

/** What the service works with; made once by `main`, and given to what needs it. */
export interface Parts {
  readonly config: Config;
  readonly calendars: readonly CalendarYear[];
  readonly database: Database;
  readonly engine: Engine;
  readonly readSubject: ReadSubject;
  readonly claim: Claim;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly requestsPerMinute: number;
}
