import { type Address, address, NOBODY_ASKED } from '../http/address';
import { notFound } from '../http/problem';

/** Whom to tell of a hole that somebody found, and until when that holds. */
export interface SecurityText {
  /** `mailto:…`, `https://…` or `tel:…` */
  readonly contact: string;
  readonly expires: Date;
}

const PATH = '/.well-known/security.txt';

/**
 * Tells whoever found a hole whom to tell (RFC 9116). One that has expired is not to be used, so it is not there.
 * @param text without it, nobody is named
 * @param publicUrl where the API is reached from outside, without a slash at its end
 */
export const securityText = (text: SecurityText | undefined, publicUrl: string): Address =>
  address({
    id: 'securityText',
    method: 'get',
    path: PATH,
    tag: 'operations',
    summary: '安全联络 · whom to tell of a security problem',
    who: NOBODY_ASKED,
    answers: { 200: { description: 'As RFC 9116 has it', media: ['text/plain'] } },
    problems: { 404: 'Nobody is named, or what is said there has expired' },
    shows: [],
    handler() {
      if (!text || text.expires.getTime() <= Date.now()) throw notFound('Nobody is named here.');
      const fields = {
        Contact: text.contact,
        Expires: text.expires.toISOString(),
        'Preferred-Languages': 'zh, en',
        Canonical: publicUrl + PATH,
      };
      const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
      return { text: lines.join(''), type: 'text/plain; charset=utf-8' };
    },
  });
