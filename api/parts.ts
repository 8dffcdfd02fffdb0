import type { Logger } from 'pino';
import type { Scanner } from './attachments/scanner';
import type { Config } from '../config/load';
import type { CallerAccess } from '../keys/caller-access';
import type { FeedAccess } from '../keys/feed-access';
import type { Database } from './database';
import type { Engine } from '../engine/commands';
import type { ComparedTickets } from './repeats/compared-tickets';
import type { Listeners } from './feed/listeners';
import type { Counts } from './requests/counts';
import type { Claim } from './requests/idempotency';
import type { KnownCalendars } from './law/known-calendars';
import type { Metrics } from './operations/metrics';
import type { SecurityText } from './operations/security-text';
import type { Sessions } from './requests/sessions';
import type { ReadSubject } from './requests/subject';
import type { DeskLinks } from './sign-in/answers';
import type { Attempts } from './sign-in/attempts';
import type { Provider } from './sign-in/provider';

/** What the service works with; made once by `main`, and given to what needs it. */
export interface Parts {
  readonly config: Config;
  readonly calendars: KnownCalendars;
  readonly database: Database;
  readonly engine: Engine;
  readonly readSubject: ReadSubject;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  /** The folder of the built pages, one folder a room. */
  readonly pages: string;
  /** Codes, tokens and links for callers without an account. */
  readonly callers: CallerAccess;
  /** Links to the due moments of a unit, for calendar programs. */
  readonly feeds: FeedAccess;
  readonly claim: Claim;
  readonly metrics: Metrics;
  /** Without it, nobody is named whom to tell of a hole. */
  readonly securityText?: SecurityText;
  /** Where the API is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  /** Looks through attachments; none where none is set. */
  readonly scanner?: Scanner;
  readonly log: Logger;
  readonly requestsPerMinute: number;
  /** What a new matter is compared with. */
  readonly compared: ComparedTickets;
  /** Who is told of changes as they happen. */
  readonly listeners: Listeners;
  /** What limits count by. */
  readonly counts: Counts;
  /** Which proxies before us are believed whence a request comes. */
  readonly trustProxy?: number | readonly string[];
}

/** How somebody signs in with a browser. */
export interface SignIn {
  readonly attempts: Attempts;
  /** None where the city has set none. */
  readonly provider?: Provider;
  /** Whether anybody chooses who to be; never in production. */
  readonly development: boolean;
  /** Addresses of the city's own that the desk opens. */
  readonly links: DeskLinks;
}
