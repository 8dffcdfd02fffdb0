import { z } from 'zod';
import type { Config, LoadedRulebook } from '../../config/load';
import { isoInstant } from '../../domain/time/instant';
import { shortHash } from '../../domain/law/bind-rules';
import { KINDS, keysOf } from '../../domain/words';
import type { Chosen } from '../../storage/changes/changes';
import { orderedId } from '../../storage/ordered-id';
import type { ChangeAnswer } from './answers';
import { changeJson } from './calendars';
import { freeText, oneOf } from '../http/fields';
import type { Asked } from '../http/address';
import type { Parts } from '../parts';
import { notFound, Problem } from '../http/problem';
import { TICKET_NUMBER } from '../../domain/ids';

/** As many as a request may name; whoever means more chooses by kind or district. */
const MOST_TICKETS = 1_000;

export const reapplyBody = ({ units }: Config) =>
  z.strictObject({
    reason: freeText.meta({ description: 'Kept with the change; it must not name a person' }),
    tickets: z
      .array(z.string().trim().regex(TICKET_NUMBER, { error: 'expected a ticket’s number' }))
      .min(1)
      .max(MOST_TICKETS)
      .optional()
      .meta({ description: 'Only these' }),
    kind: z.enum(keysOf(KINDS)).optional(),
    district: oneOf(
      // Also of those that were merged or renamed: tickets keep the district that they were registered with.
      units.all.filter(({ level }) => level === 'district').map(({ id }) => id),
      'the id of a district',
    ).optional(),
  });

/** Every version of a rulebook that was ever loaded, the newest first. */
export const listingVersions =
  ({ config, database }: Pick<Parts, 'config' | 'database'>) =>
  async ({ params: { id } }: { params: { readonly id: string } }) => {
    const store = await database.store();
    const versions = await store.rulebooks.versionsOf(id);
    const current = config.rulebooks.get(id);
    if (versions.length === 0 && !current) throw noRulebook();
    const items = versions.map(({ version, title, hash, loadedAt }) => ({
      version,
      title,
      hash,
      loadedAt: isoInstant(loadedAt),
      current: hash === current?.hash,
    }));
    return { json: { items } };
  };

/** The version of a rulebook that is loaded. */
export const findsRulebook =
  ({ config }: Pick<Parts, 'config'>) =>
  ({ params: { id } }: { params: { readonly id: string } }): LoadedRulebook => {
    const book = config.rulebooks.get(id);
    if (!book) throw noRulebook();
    return book;
  };

/**
 * Applies a rulebook anew: a changed file binds new tickets only, and those that are open stay under the law that they began with,
 * until somebody says why they should not (T-9; zammad#4353: editing a policy moves running clocks).
 */
export const reapplying =
  ({ database, engine, claim, log }: Pick<Parts, 'database' | 'engine' | 'claim' | 'log'>) =>
  async ({
    subject,
    request,
    body: { reason, ...filter },
    found: book,
  }: Pick<
    Asked<unknown, unknown, z.output<ReturnType<typeof reapplyBody>>, LoadedRulebook>,
    'subject' | 'request' | 'body' | 'found'
  >) => {
    const store = await database.store();
    const repeatable = await claim(store, request, { reason, filter }, () => ({ change: orderedId() }));
    const { target, answer, at, keep } = repeatable;
    // It was a change when it was kept.
    if (answer) return { status: answer.status, json: answer.body as ChangeAnswer };
    // Where this service was started while the database was away, it is not there yet.
    await store.rulebooks.keep([book], at);
    const { id: rulebook, version } = book;
    const hash = shortHash(book.hash);
    const chosen: Chosen = filter;
    const id = target.change ?? '';
    const made = await store.changes.ofRequest(id);
    if (!made && (await store.tickets.countBoundToOthers({ rulebook, hash, filter: chosen })) === 0)
      throw nothingToMove();
    const asked = { rulebook, version, hash, filter: chosen, reason, at, by: subject.sub };
    const change = made ?? (await store.changes.reapply(id, asked));
    await engine
      .startChange(change)
      .catch((error: unknown) => log.warn({ err: error }, 'a change is started later'));
    const shown = await changeJson(store, change);
    await keep({ status: 202, body: shown }).catch((error: unknown) =>
      log.warn({ err: error }, 'an answer was not kept'),
    );
    return { status: 202, headers: { Location: `/v1/calendars/changes/${change.id}` }, json: shown };
  };

const noRulebook = (): Problem => notFound('There is no such rulebook.');

const nothingToMove = (): Problem =>
  new Problem(
    409,
    'nothing-to-move',
    'Nothing to move',
    'Every open ticket that was chosen is bound to this version of the rulebook already.',
  );
