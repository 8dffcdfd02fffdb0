import { once } from 'node:events';
import { createConnection, type NetConnectOpts } from 'node:net';
import { text } from 'node:stream/consumers';

/** Looks for malware in files. */
export interface Scanner {
  /**
   * @returns what was found, by the scanner's own name for it; undefined where there is nothing
   * @throws ScannerAway
   */
  scan(bytes: Buffer): Promise<string | undefined>;
}

/** The scanner does not answer, or says that it could not look. */
export class ScannerAway extends Error {
  override readonly name = 'ScannerAway';
}

/** How long it may take over a file (ms): a packed one of 20 MB takes some seconds. */
const PATIENCE = 30_000;
/** In bytes; `clamd` takes each piece with its length before it. */
const PIECE = 64 * 1024;

/** ClamAV's daemon, by its command INSTREAM: nothing is written to its disk by us, and it needs no access to ours. */
export const clamd = (address: NetConnectOpts): Scanner => ({
  async scan(bytes) {
    const answer = await asked(address, bytes);
    const found = /^stream: (.+) FOUND$/.exec(answer)?.[1];
    if (found === undefined && answer !== 'stream: OK') throw new ScannerAway(`clamd answers: ${answer}`);
    return found;
  },
});

async function asked(address: NetConnectOpts, bytes: Buffer): Promise<string> {
  const socket = createConnection(address);
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error('It takes too long.')));
  try {
    await once(socket, 'connect');
    // It may answer and hang up before it has all: a file that is too large for it, say.
    socket.write(instream(bytes), () => {});
    return (await text(socket)).replace(/\0$/, '').trim();
  } catch (error) {
    throw new ScannerAway('clamd does not answer.', { cause: error });
  } finally {
    socket.destroy();
  }
}

function instream(bytes: Buffer): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from('zINSTREAM\0')];
  for (let start = 0; start < bytes.length; start += PIECE) {
    const piece = bytes.subarray(start, start + PIECE);
    parts.push(lengthOf(piece.length), piece);
  }
  return Buffer.concat([...parts, lengthOf(0)]);
}

function lengthOf(length: number): Buffer {
  const written = Buffer.alloc(4);
  written.writeUInt32BE(length);
  return written;
}
