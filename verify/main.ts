import { type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { keysOf } from './checkpoints';
import type { KeptCheckpoint, Pack } from './pack';
import { verified } from './verify';

const USAGE = 'npm run verify -- pack.json --key public.jwk … [--checkpoint checkpoint.json …]';

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** A key alone, or a set of keys (RFC 7517 §5). */
const keysIn = (file: string): JsonWebKey[] => {
  const found = read(file) as JsonWebKey & { keys?: JsonWebKey[] };
  return found.keys ?? [found];
};

/**
 * `npm run verify`: proves a pack of evidence, by nothing but itself and the installation's public key. It ends with 0 where all holds,
 * with 1 where something does not, and says what; with 2 where it can't be asked so.
 */
function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string', multiple: true }, checkpoint: { type: 'string', multiple: true } },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0 || !values.key) throw new Error(USAGE);
  const pack = read(file) as Pack;
  const keys = keysOf(values.key.flatMap(keysIn));
  const kept = (values.checkpoint ?? []).map((it) => read(it) as KeptCheckpoint);
  console.log(`Evidence of ${pack.ticket}, exported ${pack.exportedAt}`);
  const findings = verified(pack, keys, kept);
  for (const { of, proven, open = [], wrong } of findings) {
    if (wrong.length === 0) for (const it of proven) console.log(`ok     ${of}: ${it}`);
    for (const it of open) console.log(`open   ${of}: ${it}`);
    for (const it of wrong) console.log(`WRONG  ${of}: ${it}`);
  }
  const count = findings.flatMap(({ wrong }) => wrong).length;
  console.log(
    count === 0 ? 'It holds.' : `It does not hold: ${count} ${count === 1 ? 'finding' : 'findings'}.`,
  );
  return count === 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
