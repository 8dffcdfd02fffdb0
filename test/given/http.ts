/** What the services of tests sign their tokens with. */
export const JWT_SECRET = 'a secret of at least thirty-two characters';

/** What a request says besides its address. */
export interface Request {
  /** Of a bearer. */
  readonly token?: string;
  /** GET where nothing is sent, POST where something is. */
  readonly method?: string;
  readonly body?: unknown;
  /** A body as it is, where it is not to be made JSON of. */
  readonly raw?: string | Buffer | AsyncIterable<Uint8Array>;
  /** Its `Idempotency-Key`. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long an answer may take. */
  readonly seconds?: number;
}

export interface Answered<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  /** What JSON says; of anything else the text. */
  readonly body: T;
  readonly bytes: Buffer;
}

/** The one client of tests: asks over HTTP, as anybody could. */
export async function ask<T = unknown>(
  url: string,
  { token, method, body, raw, key, headers = {}, seconds = 20 }: Request = {},
): Promise<Answered<T>> {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(url, {
    redirect: 'manual',
    method: method ?? (sent === undefined ? 'GET' : 'POST'),
    body: sent === undefined || typeof sent === 'string' ? sent : streamOf(sent),
    duplex: 'half',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...headers,
    },
    signal: AbortSignal.timeout(seconds * 1_000),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = response.headers.get('content-type')?.includes('json');
  // What a service answers is for the test to know.
  const answer = (isJson ? JSON.parse(bytes.toString()) : bytes.toString()) as T;
  return { status: response.status, headers: response.headers, body: answer, bytes };
}

/** Bytes are sent with their length; what comes piece by piece is sent without. */
const streamOf = (sent: Buffer | AsyncIterable<Uint8Array>) =>
  Buffer.isBuffer(sent) ? new Uint8Array(sent) : ReadableStream.from(sent);
