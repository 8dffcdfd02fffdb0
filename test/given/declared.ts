import { isDeepStrictEqual } from 'node:util';
import { allAddresses } from '../../api/addresses';
import type { Address } from '../../api/http/address';
import { problemAnswer } from '../../api/http/problem-answer';
import type { Parts } from '../../api/parts';
import { sharedCounts } from '../../api/requests/counts';
import { loadConfig } from '../../config/load';
import type { Answered } from './http';

let known: readonly Address[] | undefined;

/** What is declared is made of the configuration alone; what an address does is never asked of it here. */
const addresses = (): readonly Address[] =>
  (known ??= allAddresses({
    config: loadConfig(),
    counts: sharedCounts(Buffer.alloc(32), NONE),
    signIn: { development: true },
  } as Parts));
const NONE = { store: () => Promise.reject(new Error('nothing is counted')) };

/** The address that a request meets; a literal goes before a parameter. */
function addressOf(method: string, path: string): Address | undefined {
  const [plain = ''] = path.split('?');
  const fits = addresses().filter(
    (it) =>
      it.method === method.toLowerCase() &&
      new RegExp(`^${it.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(plain),
  );
  return fits.toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
}

/**
 * How an answer of JSON differs from what its address declares: a field too many, one too few, another type.
 * @returns undefined where it does not
 */
export function undeclared(
  method: string,
  path: string,
  { status, body }: Pick<Answered, 'status' | 'body'>,
): string | undefined {
  const address = addressOf(method, path);
  if (!address) return undefined;
  const schema = status < 400 ? address.answers[status]?.schema : problemAnswer;
  if (!schema) return status < 400 && !address.answers[status] ? `${status} is not declared` : undefined;
  const read = schema.safeParse(body);
  if (!read.success) return JSON.stringify(read.error.issues);
  // What a schema does not know is left out of what it reads.
  return isDeepStrictEqual(read.data, body) ? undefined : 'it says more than is declared';
}
