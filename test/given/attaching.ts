import { createConnection } from 'mongoose';
import type { AttachmentAnswer } from '../../api/attachments/answers';
import { makeToken, type TokenClaims } from '../../dev/token';
import type { ProblemAnswer } from './hotline';
import { JWT_SECRET, type WholeService } from './servers/whole-service';

export interface Bytes {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

const asking = async (as: TokenClaims, headers: Readonly<Record<string, string>>) => ({
  headers: { authorization: `Bearer ${await makeToken(as, JWT_SECRET, 1)}`, ...headers },
  signal: AbortSignal.timeout(30_000),
});

/** Attaches bytes to a ticket. */
export async function attach(
  { url }: WholeService,
  id: string,
  as: TokenClaims,
  bytes: Buffer | AsyncIterable<Uint8Array>,
  {
    name,
    type = 'application/octet-stream',
    key,
  }: { readonly name?: string; readonly type?: string; readonly key?: string } = {},
): Promise<{
  readonly status: number;
  readonly headers: Headers;
  readonly body: AttachmentAnswer & Partial<ProblemAnswer>;
}> {
  const query = name === undefined ? '' : `?name=${encodeURIComponent(name)}`;
  const response = await fetch(`${url}/v1/tickets/${id}/attachments${query}`, {
    ...(await asking(as, { 'content-type': type, ...(key === undefined ? {} : { 'idempotency-key': key }) })),
    method: 'POST',
    body: Buffer.isBuffer(bytes) ? new Uint8Array(bytes) : ReadableStream.from(bytes),
    duplex: 'half',
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as never };
}

/** Gets the bytes of an address. */
export async function bytesOf(
  { url }: WholeService,
  path: string,
  as: TokenClaims,
  headers: Readonly<Record<string, string>> = {},
): Promise<Bytes> {
  const response = await fetch(url + path, await asking(as, headers));
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

/** How many documents GridFS holds, and how many uploads are noted as under way. */
export async function storedFiles({ mongoUri }: WholeService): Promise<Readonly<Record<string, number>>> {
  const connection = await createConnection(mongoUri).asPromise();
  try {
    const names = ['attachments.files', 'attachments.chunks', 'uploads'];
    const counts = await Promise.all(names.map((name) => connection.collection(name).countDocuments()));
    return Object.fromEntries(names.map((name, i) => [name, counts[i] ?? 0]));
  } finally {
    await connection.close();
  }
}
