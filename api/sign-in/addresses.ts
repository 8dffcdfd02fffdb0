import type { Request, Response } from 'express';
import { z } from 'zod';
import { isoInstant } from '../../domain/time/instant';
import type { Role } from '../../domain/words';
import { ANY_ROLE, type Address, address, answers, json, NOBODY_ASKED, type Reply } from '../http/address';
import { notFound, Problem } from '../http/problem';
import type { Parts } from '../parts';
import { limitsSignIns } from '../requests/limits';
import { type DeskLinks, sessionAnswer, type ToAnswer, toAnswer } from './answers';
import { DEVELOPMENT_PAGE, developmentAddresses } from './development';
import { pageFile } from './page-file';
import { CALLBACK, newAttempt } from './provider';
import { returnPath } from './own-path';
import { NO_STORE, refusedPage, STYLE } from './refused-page';

/** A browser came back with a sign-in that it did not begin, or long ago. */
const signInOver = (): Problem =>
  new Problem(
    400,
    'sign-in-over',
    'This sign-in is over',
    'It was not begun by this browser, or too long ago.',
  );

/** Why nobody is signed in; a browser is told by a page. */
const REFUSED = {
  400: 'This browser began no such sign-in, or too long ago',
  403: 'The provider does not confirm it, or the account has no role here',
  503: 'The provider or the database does not answer',
} as const;
const pageOf = (status: keyof typeof REFUSED) => ({
  description: REFUSED[status],
  media: ['text/html'] as const,
});

/** Signing in with a browser (OpenID Connect), out, and who is in. */
export function signInAddresses(parts: Parts): Address[] {
  const { config, counts, sessions, signIn, log } = parts;
  const { provider, attempts, links } = signIn;
  const limit = limitsSignIns(counts);

  const beginning = async (request: Request, back: string): Promise<Reply<never>> => {
    if (provider) {
      const attempt = newAttempt();
      const to = await provider.begin(attempt);
      return goingTo(to.href, (response) => attempts.begin(request, response, { ...attempt, back }));
    }
    if (signIn.development) return goingTo(`${DEVELOPMENT_PAGE}?return=${encodeURIComponent(back)}`);
    throw notFound(
      'Nobody can sign in with a browser here: no provider of accounts is set (HUIYIN_OIDC_ISSUER).',
    );
  };

  const finishing = async (request: Request, state: string): Promise<Reply<never>> => {
    const begun = attempts.of(request, state);
    if (!provider || !begun) throw signInOver();
    const account = await provider.finish(searchOf(request), begun);
    const givesCookie = await sessions.begin(request, account);
    log.info({ role: account.subject.role }, 'signed in with a browser');
    return goingTo(begun.back, (response) => {
      attempts.end(response, state);
      givesCookie(response);
    });
  };

  return [
    address({
      id: 'signIn',
      method: 'get',
      path: '/auth/sign-in',
      tag: 'sign-in',
      summary: '登录 · sends a browser to the provider of accounts',
      who: NOBODY_ASKED,
      limit,
      query: z.strictObject({ return: returnPath }),
      answers: { 303: { description: 'To the provider' }, 503: pageOf(503) },
      problems: { 404: 'No provider is set', 503: REFUSED[503] },
      shows: [],
      policy: { styleSrc: ["'self'"], imgSrc: ['data:'] },
      handler: ({ request, query }) =>
        beginning(request, query.return).catch((error: unknown) => refusedPage(request, error)),
    }),
    address({
      id: 'signedIn',
      method: 'get',
      path: CALLBACK,
      tag: 'sign-in',
      summary: '登录 · where the provider sends the browser back to',
      description: 'Gives the browser its session, by a cookie that no script reads, and sends it on.',
      who: NOBODY_ASKED,
      limit,
      query: z.looseObject({ state: z.string().max(500).default('') }),
      answers: {
        303: { description: 'To the page that was asked for' },
        400: pageOf(400),
        403: pageOf(403),
        503: pageOf(503),
      },
      problems: REFUSED,
      shows: [],
      policy: { styleSrc: ["'self'"], imgSrc: ['data:'] },
      handler: ({ request, query }) =>
        finishing(request, query.state).catch((error: unknown) => {
          if (error instanceof Problem) log.warn({ problem: error.body.type }, 'nobody signed in');
          return refusedPage(request, error);
        }),
    }),
    address({
      id: 'signOut',
      method: 'post',
      path: '/auth/sign-out',
      tag: 'sign-in',
      summary: '退出 · ends the session; where the provider has one too, says where that is ended',
      who: NOBODY_ASKED,
      limit,
      takes: json(z.strictObject({})),
      answers: {
        200: answers(toAnswer, 'It is over here; the provider’s is ended at this address'),
        204: { description: 'It is over' },
      },
      problems: { 403: 'It comes from another site’s page' },
      shows: [],
      async handler({ request }) {
        sessions.assertSameOrigin(request);
        const session = await sessions.end(request);
        const to = session && (await provider?.endOf(session));
        return {
          write: async (response) => {
            sessions.clear(response);
            response.set(NO_STORE);
            if (to === undefined) response.status(204).end();
            else response.json({ to } satisfies ToAnswer);
          },
        };
      },
    }),
    address({
      id: 'readSession',
      method: 'get',
      path: '/v1/session',
      tag: 'sign-in',
      summary: '登录身份 · who asks, by a session or a token',
      who: ANY_ROLE,
      answers: { 200: answers(sessionAnswer) },
      shows: [],
      handler: ({ subject, request: { session } }) => {
        const unit = subject.role === 'unit' ? config.units.byId(subject.unit) : undefined;
        return {
          headers: NO_STORE,
          json: {
            role: subject.role,
            ...(subject.role === 'unit' ? { unit: subject.unit } : {}),
            ...(unit ? { unitName: unit.name } : {}),
            ...(session?.name === undefined ? {} : { name: session.name }),
            sub: subject.sub,
            ...(session ? { expiresAt: isoInstant(session.until) } : {}),
            ...linksOf(links, subject.role),
          },
        };
      },
    }),
    pageFile('signInStyle', STYLE, 'sign-in.css', 'text/css'),
    ...(signIn.development ? developmentAddresses(parts) : []),
  ];
}

/** Who looks into workflows, and who dials. */
const linksOf = ({ workflow, dial }: DeskLinks, role: Role) => ({
  ...(workflow !== undefined && (role === 'supervisor' || role === 'auditor' || role === 'admin')
    ? { workflowLink: workflow }
    : {}),
  ...(role === 'operator' || role === 'unit' || role === 'supervisor' ? { dialLink: dial } : {}),
});

const goingTo = (to: string, also: (response: Response) => void = () => {}): Reply<never> => ({
  write: async (response) => {
    also(response);
    response.set(NO_STORE).redirect(303, to);
  },
});

/** The query of an address as it was sent, with its `?`. */
const searchOf = ({ originalUrl }: Pick<Request, 'originalUrl'>): string =>
  originalUrl.includes('?') ? originalUrl.slice(originalUrl.indexOf('?')) : '';
