import { createHash, createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { lineHash, strayFields } from './ledger';
import { leafHash, rootOver, rootThrough } from './merkle';
import { canonical, type Checkpoint, type Finding, type KeptCheckpoint, type Pack } from './pack';

/** Public keys of the installation, by their ids. They come from elsewhere than the pack. */
export type Keys = ReadonlyMap<string, JsonWebKey>;

/** @throws where one is not a public key of Ed25519 */
export function keysOf(given: readonly JsonWebKey[]): Keys {
  return new Map(
    given.map(({ kty, crv, x }) => {
      if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined)
        throw new Error('A key is not one of Ed25519.');
      // Its thumbprint (RFC 7638): a key's id can't be claimed by another.
      const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
      return [kid, { kty, crv, x }];
    }),
  );
}

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

function signedText({ signature: _, ...rest }: Checkpoint): string {
  return `huiyin checkpoint 1\n${canonical(rest)}`;
}

const checkpointHash = (checkpoint: Checkpoint): string =>
  createHash('sha256').update(signedText(checkpoint)).digest('base64url');

function isSigned(checkpoint: Checkpoint, keys: Keys): boolean {
  const key = keys.get(checkpoint.key);
  return (
    key !== undefined &&
    verify(
      null,
      Buffer.from(signedText(checkpoint)),
      createPublicKey({ key, format: 'jwk' }),
      bytes(checkpoint.signature),
    )
  );
}

function signatureOf(checkpoint: Checkpoint, keys: Keys, where: string): string[] {
  if (!keys.has(checkpoint.key))
    return [`${where}: signed by ${checkpoint.key}, which is not among the keys given`];
  return isSigned(checkpoint, keys) ? [] : [`${where}: its signature does not hold`];
}

const leafOf = (ticket: string, { seq, hash, law }: { seq: number; hash: string; law: string }): Buffer =>
  leafHash(canonical([ticket, seq, hash, law]));

/** What a head says that the pack does not: another line at its place, or other rules. */
function headOf(
  pack: Pack,
  { seq, hash, law }: { seq: number; hash: string; law: string },
  where: string,
): string[] {
  const { ticket, lines, superseded } = pack;
  const stood = [...lines, ...superseded].some((line) => line.seq === seq && lineHash(ticket, line) === hash);
  const there = lines.some((line) => line.seq === seq);
  const rules = createHash('sha256')
    .update(canonical([pack.law.rules, pack.law.calendar]))
    .digest('base64url');
  return [
    ...(stood
      ? []
      : [`${where}: line ${seq} is ${there ? 'another than' : 'missing, and was there'} when it was taken`]),
    ...(law === rules ? [] : [`${where}: rules or calendar are others than when it was taken`]),
  ];
}

/** Ledger and law stood as they are here when the installation signed its checkpoints. */
export function inclusionsOf(pack: Pack, keys: Keys): Finding {
  const { ticket, lines, inclusions, law } = pack;
  const wrong = strayFields(law, ['rules', 'calendar'], 'law');
  for (const [i, inclusion] of inclusions.entries()) {
    const { checkpoint, head, index, path } = inclusion;
    const where = `checkpoint ${checkpoint.number}`;
    wrong.push(...strayFields(inclusion, ['checkpoint', 'head', 'index', 'path'], where));
    wrong.push(...strayFields(head, ['seq', 'hash', 'law'], where));
    wrong.push(...signatureOf(checkpoint, keys, where));
    const root = rootThrough(leafOf(ticket, head), index, checkpoint.count, path.map(bytes));
    if (
      root?.toString('base64url') !== checkpoint.root ||
      path.some((it) => bytes(it).toString('base64url') !== it)
    )
      wrong.push(`${where}: the ticket does not stand in it as is said here`);
    wrong.push(...headOf(pack, head, where));
    const previous = inclusions[i - 1]?.checkpoint;
    if (previous && previous.number >= checkpoint.number) wrong.push(`${where}: is not in its order`);
    wrong.push(...followsOf(checkpoint, previous, where));
  }
  const newest = inclusions.at(-1);
  if (!newest)
    return {
      of: 'checkpoints',
      proven: [],
      wrong: [...wrong, 'no checkpoint has this ticket: its ledger may have been written anew'],
    };
  const { checkpoint, head } = newest;
  const later = lines.length - head.seq;
  return {
    of: 'checkpoints',
    proven: [
      `${inclusions.length} signed by the installation have it; the newest, ${checkpoint.number} of ${checkpoint.at}, up to line ${head.seq}`,
    ],
    open: later > 0 ? [`its newest lines, ${later} of them, are in no checkpoint here`] : [],
    wrong,
  };
}

function followsOf(checkpoint: Checkpoint, previous: Checkpoint | undefined, where: string): string[] {
  const isNext = previous && previous.number + 1 === checkpoint.number;
  return !isNext || checkpoint.before === checkpointHash(previous)
    ? []
    : [`${where}: does not follow from checkpoint ${previous.number}`];
}

/** The pack against checkpoints that somebody else kept: whoever rewrote the database could not rewrite these. */
export function keptOf(pack: Pack, kept: readonly KeptCheckpoint[], keys: Keys): Finding {
  const wrong: string[] = [];
  const proven: string[] = [];
  const inOrder = kept
    .toSorted((a, b) => a.number - b.number)
    .map(({ heads, ...checkpoint }) => ({ heads, checkpoint }));
  for (const [i, { heads, checkpoint }] of inOrder.entries()) {
    const where = `kept checkpoint ${checkpoint.number}`;
    wrong.push(...signatureOf(checkpoint, keys, where));
    wrong.push(...followsOf(checkpoint, inOrder[i - 1]?.checkpoint, where));
    const shown = pack.inclusions.find((it) => it.checkpoint.number === checkpoint.number);
    if (shown && canonical(shown.checkpoint) !== canonical(checkpoint))
      wrong.push(`${where}: the pack has another of this number`);
    if (heads) {
      const root = rootOver(heads.map((head) => leafOf(head.ticket, head))).toString('base64url');
      if (heads.length !== checkpoint.count || root !== checkpoint.root)
        wrong.push(`${where}: its heads are not those that were signed`);
    }
    const head = heads?.find(({ ticket }) => ticket === pack.ticket);
    if (head) wrong.push(...headOf(pack, head, where));
    if (shown && heads && !head) wrong.push(`${where}: does not have the ticket, and the pack says it does`);
    proven.push(
      head
        ? `${checkpoint.number} has it up to line ${head.seq}`
        : `${checkpoint.number} ${heads ? 'does not have it: it had not changed' : shown ? 'is the one in the pack' : 'has no heads, and is not in the pack'}`,
    );
  }
  return { of: 'kept', proven, wrong };
}
