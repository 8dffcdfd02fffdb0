import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer, type NetConnectOpts } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { clamdExecutable } from '../../../dev/servers/clamd';
import { startServer } from '../../../dev/processes';
import { freePort } from '../../../dev/servers/ports';

/** What every scanner is tried with, and is harmless; in two parts, so that none finds it in this file. */
export const EICAR = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
);

/** Its bytes wherever they stand in a file of any type, as a signature of ClamAV. */
const SIGNATURE = `Huiyin.Test:0:*:${EICAR.toString('hex')}\n`;

export interface Clamd {
  readonly address: NetConnectOpts;
  stop(): Promise<void>;
}

/** The real one, which knows one signature; nothing where this machine has none. */
export async function startClamd(): Promise<Clamd | undefined> {
  const command = await clamdExecutable();
  if (command === undefined) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'huiyin-clamd-'));
  const port = await freePort();
  await writeFile(join(dir, 'test.ndb'), SIGNATURE);
  const settings = { TCPSocket: port, TCPAddr: '127.0.0.1', DatabaseDirectory: dir, Foreground: 'yes' };
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  await writeFile(join(dir, 'clamd.conf'), lines.join(''));
  const address = { host: '127.0.0.1', port };
  const server = await startServer({
    name: 'clamd',
    command,
    args: ['--config-file', join(dir, 'clamd.conf')],
    address: `127.0.0.1:${port}`,
    answers: () => pong(address),
  });
  return {
    address,
    async stop() {
      await server.stop();
      await rm(dir, { recursive: true });
    },
  };
}

async function pong(address: NetConnectOpts): Promise<void> {
  const socket = createConnection(address);
  socket.write('zPING\0');
  const answer = await text(socket);
  if (answer !== 'PONG\0') throw new Error(answer);
}

/** Speaks as clamd does over INSTREAM, and finds EICAR. @property says what it answers instead, where it is set */
export async function startPretendedClamd(): Promise<Clamd & { says?: string; readonly seen: Buffer[] }> {
  const seen: Buffer[] = [];
  const server = createServer((socket) => {
    let got = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      const bytes = instreamed(got);
      if (!bytes) return;
      seen.push(bytes);
      const found = bytes.includes(EICAR) ? 'stream: Huiyin.Test.UNOFFICIAL FOUND' : 'stream: OK';
      socket.end(`${pretended.says ?? found}\0`);
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const pretended: Clamd & { says?: string; readonly seen: Buffer[] } = {
    address: { host: '127.0.0.1', port },
    seen,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return pretended;
}

/** What was sent by INSTREAM, once all of it came. */
function instreamed(got: Buffer): Buffer | undefined {
  const head = 'zINSTREAM\0';
  if (got.toString('latin1', 0, head.length) !== head) return undefined;
  const pieces: Buffer[] = [];
  for (let at = head.length; at + 4 <= got.length;) {
    const length = got.readUInt32BE(at);
    if (length === 0) return Buffer.concat(pieces);
    pieces.push(got.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}
