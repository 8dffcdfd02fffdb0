import type { Request } from 'express';
import { Problem } from '../http/problem';

/** What a page of ours says with every request that changes something; a form or a link of another page can't. */
export const DESK_HEADER = 'X-Huiyin-Desk';

const SAFE = ['GET', 'HEAD', 'OPTIONS'];
export const isSafe = ({ method }: Pick<Request, 'method'>): boolean => SAFE.includes(method);

const crossSite = (detail: string): Problem => new Problem(403, 'cross-site', 'Not from our pages', detail);

/** @property publicUrl the origin of our own pages, `https://12345.example` @property secure whether they have no other */
export interface OurPages {
  readonly publicUrl: string;
  readonly secure: boolean;
}

type Said = Pick<Request, 'get' | 'method'>;

/**
 * Refuses what a browser sends for another page, where a cookie says who asks (CSRF). A cookie goes along by itself; so each request that changes
 * something has to show that a page of ours made it, by three things of which each would do:
 * - the cookie is `SameSite=Strict`: nothing that begins on another site brings it;
 * - where a request comes from is said by the browser, and no page can say it otherwise (`Sec-Fetch-Site`, `Origin`): that also keeps
 *   out the neighbours on the same site, `other.example.gov.cn`;
 * - a header of our own ({@link DESK_HEADER}), which a page of another origin may not send without being asked for leave (CORS), which
 *   nobody gets.
 * A token in the page, the usual fourth, would guard against nothing that these let through.
 * @throws a 403
 */
export function assertOurOwn(request: Said, pages: OurPages): void {
  assertSameOrigin(request, pages);
  if (!isSafe(request) && !request.get(DESK_HEADER))
    throw crossSite(`Send the header ${DESK_HEADER}: 1 with every request that changes something.`);
}

/** The same without the header of our own. @throws a 403 */
export function assertSameOrigin(request: Said, pages: OurPages): void {
  const site = request.get('Sec-Fetch-Site');
  const from = request.get('Origin');
  // `none`: somebody typed the address, or opened a bookmark.
  const isOurs = site === 'same-origin' || (site === 'none' && isSafe(request));
  if (site !== undefined && !isOurs) throw crossSite(`It comes from another site (Sec-Fetch-Site: ${site}).`);
  if (from !== undefined && !isOwn(from, request, pages))
    throw crossSite('It comes from a page of another origin (Origin).');
  if (!isSafe(request) && site === undefined && from === undefined)
    throw crossSite('The browser does not say where it comes from (Origin, Sec-Fetch-Site).');
}

/** As the service is known from outside; in development also as the browser called it, `localhost` or `127.0.0.1`, through a proxy or not. */
function isOwn(from: string, request: Said, { publicUrl, secure }: OurPages): boolean {
  if (from === publicUrl || secure) return from === publicUrl;
  return URL.canParse(from) && new URL(from).host === request.get('Host');
}
