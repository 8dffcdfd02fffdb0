import { AwayError, limitsIn, type Problem, ProblemError } from './problem';
import { learnTime } from './server-time';

/** Tells the service that a page of its own asks: a page from elsewhere can't set it. What a page asks by itself keeps nobody signed in. */
const OWN_PAGE = 'X-Huiyin-Desk';

export interface Sent {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly body?: unknown;
  /** Bytes go as they are, under their own type. */
  readonly bytes?: Blob;
  /** The same act has the same key, however often it is sent. */
  readonly key?: string;
  /** The ticket as it was seen; where it moved on since, the service refuses with 412. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
  /** Nobody did anything: the page looks whether there is something new. */
  readonly byItself?: boolean;
  /** Of a caller, who has no session. */
  readonly token?: string;
  /** The page may be gone before it is answered. */
  readonly isLeaving?: boolean;
}

/** So much (bytes) a browser still sends of a page that is gone (Fetch: 64 KiB of all that are under way together). */
const MOST_AFTERWARDS = 60_000;

/**
 * Asks the service.
 * @param path with its query, beginning with a slash
 * @returns what it answered, as JSON; `undefined` where there is no body
 * @throws {ProblemError} where it refuses
 * @throws {AwayError} where nothing answers
 */
export async function request<T>(path: string, sent: Sent = {}): Promise<T> {
  const answer = await answerTo(path, sent, 'application/json');
  return (answer.status === 204 ? undefined : await jsonOf(answer)) as T;
}

/**
 * Asks for a file.
 * @param type as the service is asked for it, e.g. `text/csv`
 * @throws as {@link request} does
 */
export async function requestFile(path: string, type: string, sent: Sent = {}): Promise<Blob> {
  return blobOf(await answerTo(path, sent, type));
}

/** Asks for a table that may go on at other addresses, as the answer's `Link` says. @throws as {@link request} does */
export async function requestTable(path: string, sent: Sent = {}): Promise<Blob> {
  const parts: Blob[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const answer: Response = await answerTo(next, sent, 'text/csv');
    const part = await blobOf(answer);
    // Each has a head of its own; the first one's is that of all.
    parts.push(parts.length === 0 ? part : new Blob([(await part.text()).replace(/^[^\n]*\n/, '')]));
    next = /<(\/[^>]+)>; rel="next"/.exec(answer.headers.get('Link') ?? '')?.[1];
  }
  return new Blob(parts, { type: 'text/csv' });
}

const blobOf = (answer: Response): Promise<Blob> =>
  answer.blob().catch((cause: unknown) => {
    throw new AwayError({ cause });
  });

async function answerTo(path: string, sent: Sent, type: string): Promise<Response> {
  const { body, bytes } = sent;
  const text = body === undefined ? null : JSON.stringify(body);
  const asked = Date.now();
  const answer = await fetch(path, {
    method: sent.method ?? (body === undefined && bytes === undefined ? 'GET' : 'POST'),
    headers: {
      Accept: type,
      'Accept-Language': 'zh-CN',
      [OWN_PAGE]: sent.byItself ? 'background' : '1',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(bytes === undefined ? {} : { 'Content-Type': bytes.type }),
      ...(sent.key === undefined ? {} : { 'Idempotency-Key': sent.key }),
      ...(sent.ifMatch === undefined ? {} : { 'If-Match': sent.ifMatch }),
      ...(sent.token === undefined ? {} : { Authorization: `Bearer ${sent.token}` }),
    },
    body: bytes ?? text,
    keepalive: sent.isLeaving === true && new Blob([text ?? '']).size <= MOST_AFTERWARDS,
    credentials: sent.token === undefined ? 'same-origin' : 'omit',
    ...(sent.signal ? { signal: sent.signal } : {}),
  }).catch((cause: unknown) => {
    throw isAborted(cause) ? cause : new AwayError({ cause });
  });
  learnTime(answer.headers.get('Date'), asked, Date.now());
  if (answer.ok) return answer;
  throw new ProblemError(await refusalOf(answer), limitsIn(answer.headers));
}

const isAborted = (cause: unknown) => cause instanceof DOMException && cause.name === 'AbortError';

const jsonOf = (answer: Response): Promise<unknown> =>
  answer.json().catch((cause: unknown) => {
    throw new AwayError({ cause });
  });

/** A proxy on the way answers with pages of its own. */
async function refusalOf(answer: Response): Promise<Problem> {
  const isProblem = answer.headers.get('Content-Type')?.includes('json');
  if (isProblem) return (await answer.json()) as Problem;
  return {
    type: 'about:blank',
    title: answer.statusText,
    status: answer.status,
    detail: `服务答复 ${answer.status}。`,
  };
}

/** `?a=1&b=2`, without what is not there; empty where nothing is. */
export function queryOf(query: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

/** A key for an act that somebody begins now; kept for as long as it is tried. `crypto.randomUUID` is not there on a page without TLS. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
