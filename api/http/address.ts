import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { keysOf, type Role, ROLES } from '../../domain/words';
import type { Access } from '../../storage/requests/accesses';
import type { Subject } from '../requests/subject';

/**
 * An address of the service is one value: what it is called, who may ask, what is sent and answered, which personal data it shows,
 * and what is done. The express router, the checks of a request, the OpenAPI document and the tests that walk all addresses
 * are made of these values; nothing about an address is written a second time.
 */
export interface Address<Params = unknown, Query = unknown, Body = unknown, Found = unknown, Json = unknown> {
  /** `operationId` in the OpenAPI document: names do not change when paths do. */
  readonly id: string;
  readonly method: Method;
  /** As OpenAPI writes it: `/v1/tickets/{id}`. A literal goes before a parameter, whatever stands first in a list. */
  readonly path: `/${string}`;
  readonly tag: Tag;
  /** In Chinese, then in English. */
  readonly summary: string;
  readonly description?: string;
  readonly who: Who;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  /** What the query must be by what the path names; `query` is then what the document says of it. */
  readonly queryOf?: (found: Found) => z.ZodType<Query>;
  readonly takes?: JsonBody<Body> | Bytes;
  /** It may be asked for only as long as what it changes is what was seen: by `If-Match`, else 412. What such tags are of. */
  readonly ifMatch?: string;
  /** What is answered where all went well, by status. */
  readonly answers: Readonly<Record<number, Answer<Json>>>;
  /** Problems that do not follow from the rest, by status: when they are answered. */
  readonly problems?: Readonly<Partial<Record<number, string>>>;
  /** Personal data that an answer may show; such answers are never stored on their way. */
  readonly shows: readonly Shown[];
  /**
   * As what it is noted who is shown this of which tickets, before it is answered (WF-7, WF-11, JE-20); `sent` where it shows only what
   * the asker has just sent. The ticket is the one that `finds` found, or the reply says which.
   */
  readonly notes?: Access['what'] | 'sent';
  /** Comes before a body is read: how often one client may ask. */
  readonly limit?: RequestHandler | readonly RequestHandler[];
  /** What the path names, and whether the asker may know of it; before query and body are looked at. @throws a 404 or 403 */
  readonly finds?: (asked: Pick<Asked<Params>, 'params' | 'subject' | 'request'>) => Promise<Found> | Found;
  readonly handler: (
    asked: Asked<Params, Query, Body, Found>,
  ) => Promise<Reply<NoInfer<Json>>> | Reply<NoInfer<Json>>;
  /** Of a page: what a browser may load for it besides nothing, as directives of its content security policy. */
  readonly policy?: Readonly<Record<string, readonly string[]>>;
  /** Told with which status each request was answered. */
  readonly answered?: (status: number) => void;
}

export type Method = 'get' | 'post' | 'put';

/** The chapters of the OpenAPI document. */
export const TAGS = [
  'sign-in',
  'tickets',
  'attachments',
  'callers',
  'commands',
  'personal data',
  'knowledge',
  'public',
  'occasions',
  'reference',
  'changes',
  'reports',
  'operations',
  'desk',
] as const;
export type Tag = (typeof TAGS)[number];

/** How it is known who asks, and who may. */
export type Who =
  /** A token of one of these roles. @property byLink also one that came by an evaluation link, which opens nothing else */
  | { readonly by: 'token'; readonly roles: readonly Role[]; readonly byLink?: true }
  /** The address itself holds what lets in. @property opens throws a 401 where it does not */
  | { readonly by: 'link'; readonly opens: (request: Request) => Promise<void> }
  | { readonly by: 'nothing' };

export const roles = (...some: Role[]): Who => ({ by: 'token', roles: some });
/** Every role but that of a program which takes messages to callers; what of it each may see, the handler decides. */
export const ANY_ROLE: Who & { by: 'token' } = {
  by: 'token',
  roles: keysOf(ROLES).filter((role) => role !== 'gateway'),
};
/** Every role that is shown single tickets, and who did what; of which, the handler decides. Leaders read what is counted of all. */
export const TICKET_READERS: Who & { by: 'token' } = {
  by: 'token',
  roles: ANY_ROLE.roles.filter((role) => role !== 'leader'),
};
export const NOBODY_ASKED: Who = { by: 'nothing' };

/**
 * Kinds of personal data (DESIGN §6): who the `caller` is, what the `matter` is about in the caller's words, `texts` that
 * people wrote about it since, `files`, and the `accounts` that did something.
 */
export type Shown = 'caller' | 'matter' | 'texts' | 'files' | 'accounts';

/** So large is a body of JSON at most (kB), where its address says nothing else. */
export const MOST_JSON = 100;

export interface JsonBody<Body> {
  readonly media: 'json';
  readonly schema: z.ZodType<Body>;
  /** In kB; {@link MOST_JSON} without it. */
  readonly most?: number;
  /** The handler checks it, since that takes more than the body; the schema is for the document. */
  readonly checkedByHandler?: true;
}
export interface Bytes {
  readonly media: readonly string[];
  /** In bytes. */
  readonly most: number;
}

/** A body is needed where its schema does not do without. */
export const json = <Body>(schema: z.ZodType<Body>, most = MOST_JSON): JsonBody<Body> => ({
  media: 'json',
  schema,
  most,
});

/** A body that its handler checks by more than its schema, and reads from the request. */
export const jsonForHandler = (schema: z.ZodType): JsonBody<undefined> => ({
  media: 'json',
  schema: schema as z.ZodType<undefined>,
  checkedByHandler: true,
});

export interface Answer<Json> {
  readonly description: string;
  /** Of JSON. */
  readonly schema?: z.ZodType<Json>;
  /** Of all else, also beside JSON: `text/calendar`, `text/event-stream`, … */
  readonly media?: readonly string[];
  /** Headers of its own: what each says. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const answers = <Json>(
  schema: z.ZodType<Json>,
  description = 'As asked',
  headers?: Answer<Json>['headers'],
): Answer<Json> => ({ description, schema, ...(headers ? { headers } : {}) });

/** One request, after its checks. */
export interface Asked<Params = unknown, Query = unknown, Body = unknown, Found = unknown> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly found: Found;
  /** Who asks; only where a token is asked for. */
  readonly subject: Subject;
  readonly request: Request;
}

/** What a request is answered with; `status` is 200 where it is left out. */
export type Reply<Json = unknown> = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Done when it was given to whoever asked, and only then; where it throws, nobody hears of it. */
  readonly onceGiven?: () => Promise<void>;
  /** What is noted of it, where that does not follow from its address and the ticket that this found; `nothing` where it shows nothing new. */
  readonly looked?: 'nothing' | LookedAt;
} & (
  | { readonly json: Json }
  | { readonly text: string; readonly type: string }
  /** A file of the package. */
  | { readonly file: string; readonly root: string }
  /** Writes the answer itself: bytes as they come, events as they happen. */
  | { readonly write: (response: Response) => Promise<void> }
);

/** What of a ticket is about to be shown. */
export type Looked = Pick<Access, 'id' | 'what' | 'attachment' | 'link' | 'callerShown' | 'reason'>;

/** @property by who looks, where no token says it */
export interface LookedAt extends Partial<Looked> {
  readonly by?: Subject;
  readonly tickets?: readonly { readonly id: string }[];
}

/** Checks an address's types against each other, and forgets them. */
export const address = <
  Params = Record<string, never>,
  Query = undefined,
  Body = undefined,
  Found = undefined,
  Json = never,
>(
  value: Address<Params, Query, Body, Found, Json>,
): Address =>
  // What it takes was checked above; a list of addresses of all sorts has no better type.
  value as unknown as Address;

/** The ticket that a path names. */
export const ticketPath = z.object({ id: z.string().meta({ example: 'HY-7K3M-9Q2X-4V1B' }) });
