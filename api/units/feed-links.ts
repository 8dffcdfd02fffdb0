import type { Request } from 'express';
import { z } from 'zod';
import type { UnitRef } from '../../domain/ticket/ticket';
import { instant, isoInstant } from '../../domain/time/instant';
import type { Revocation } from '../../storage/units/feed-links';
import type { Asked } from '../http/address';
import { text } from '../http/fields';
import { invalid, unauthenticated } from '../http/problem';
import type { Parts } from '../parts';
import { accountOf } from '../requests/subject';

export const revocationBody = z
  .strictObject({
    link: text(2_000).optional().meta({
      description: 'The `id` of a link, or its whole address; without it, all links of the unit',
      example: '1790640000000',
    }),
  })
  .meta({ id: 'LinkRevocation' });

type OfUnit<Body> = Pick<Asked<unknown, unknown, Body, UnitRef>, 'request' | 'body' | 'found'>;

/** Makes a link that a unit subscribes to in any calendar program. */
export const linking =
  ({ database, claim, feeds }: Pick<Parts, 'database' | 'claim' | 'feeds'>) =>
  async ({ request, body, found: { id: unit } }: OfUnit<object>) => {
    const store = await database.store();
    // Later than those that were made worthless, whatever the clock of the process that did that said.
    const from = (await store.feedLinks.endedUpTo(unit)) ?? 0;
    // The moment makes the link: a further try with the same key gets the same one, and no link is kept anywhere.
    const propose = () => ({ at: String(Math.max(Date.now(), from + 1)) });
    const { target } = await claim(store, request, body, propose);
    const { url, id, expiresAt } = await feeds.link(unit, instant(Number(target.at)));
    return {
      json: { url, id, expiresAt: isoInstant(expiresAt) },
      headers: { 'Cache-Control': 'no-store' },
      looked: { tickets: [], link: id },
    };
  };

/** Makes a unit's link worthless, or all that were made, and notes who did: a link that leaked ends alone, and no key has to be another. */
export const revoking =
  ({ database, claim, feeds }: Pick<Parts, 'database' | 'claim' | 'feeds'>) =>
  async ({
    request,
    body,
    subject,
    found: { id: unit },
  }: OfUnit<z.output<typeof revocationBody>> & Pick<Asked, 'subject'>) => {
    const link = body.link === undefined ? undefined : await idIn(feeds, unit, body.link);
    const store = await database.store();
    const { target } = await claim(store, request, body, () => ({ at: String(Date.now()) }));
    const revocation: Revocation = {
      at: instant(Number(target.at)),
      by: accountOf(subject),
      ...(link === undefined ? {} : { link }),
    };
    await store.feedLinks.revoke(unit, revocation);
    return { json: revocationJson(revocation) };
  };

/** @throws a 422 for what is no id, and no address of a link of this unit that is good by its key and its time */
async function idIn(feeds: Parts['feeds'], unit: string, written: string): Promise<string> {
  if (/^\d{13}$/.test(written)) return written;
  const token = URL.canParse(written) ? new URL(written).searchParams.get('token') : undefined;
  const link = token ? await feeds.linkOf(unit, token) : undefined;
  if (link) return link.id;
  throw invalid('There is no such link.', [
    {
      path: 'link',
      message: 'expected the id of a link, or the whole address of a link of this unit that has not ended',
    },
  ]);
}

export const revocationJson = ({ at, ...rest }: Revocation) => ({ at: isoInstant(at), ...rest });

/** @throws a 401 for an address without a link's token, and with one that is not for this unit, or was made worthless */
export const mustHaveLink =
  ({ database, feeds }: Pick<Parts, 'database' | 'feeds'>) =>
  async ({ params: { id }, query: { token } }: Request): Promise<void> => {
    const unit = String(id);
    const link = typeof token === 'string' ? await feeds.linkOf(unit, token) : undefined;
    if (!link || !(await (await database.store()).feedLinks.isGood(unit, link)))
      throw unauthenticated(
        'This link is not valid for this unit, has expired, or was revoked; ask for a new one.',
      );
  };
