import { z } from 'zod';
import type { Config } from '../../config/load';
import { type Compared, repeatsOf, withoutMerged } from '../../domain/repeats/candidates';
import { likeness, type Words } from '../../domain/repeats/likeness';
import type { StoredCandidate } from '../../storage/repeats/compared';
import type { Asked, Reply } from '../http/address';
import { longText, oneOf, phone, text } from '../http/fields';
import { categoryIn } from '../law/categories';
import type { Parts } from '../parts';
import { whyNotNamed } from '../units/named-unit';
import type { RepeatsAnswer } from './answers';

/** A matter before it is registered, as far as it is known. */
export const repeatsBody = ({ units, categories }: Config) =>
  z
    .strictObject({
      category: categoryIn(categories),
      title: text(100),
      content: longText,
      district: oneOf(
        units.ofLevel('district').map(({ id }) => id),
        'the id of a unit of level district',
        (id) => whyNotNamed(units, id),
      ),
      address: text(200).optional(),
      unit: oneOf(
        units.all.map(({ id }) => id),
        'the id of a unit',
      ).optional(),
      phone: phone.optional(),
    })
    .meta({ id: 'Matter' });
export type RepeatsBody = z.infer<ReturnType<typeof repeatsBody>>;

/** So many that are alike are looked at, and so many of the caller's own. */
const LOOKED_AT = 40;

/** Which tickets a matter may repeat, and why; nothing is stored (JE-4, HZ-3, WF-11). */
export function findingRepeats({
  config,
  database,
  compared,
}: Pick<Parts, 'config' | 'database' | 'compared'>) {
  return async ({
    body: { title, content, phone: number, ...matter },
  }: Pick<Asked<unknown, unknown, RepeatsBody>, 'body'>): Promise<Reply<RepeatsAnswer>> => {
    const { repeats } = await database.store();
    const words = repeats.wordsOf({ title, content });
    const [near, own] = await Promise.all([
      compared.nearest(words, matter, LOOKED_AT),
      number === undefined ? ([] as string[]) : repeats.ofCaller(number, LOOKED_AT),
    ]);
    const ids = new Set([...(near ?? []).map(({ id }) => id), ...own]);
    const looked = await repeats.candidates([...ids]);
    const mains = looked.flatMap(({ mergedInto }) => (mergedInto === undefined ? [] : [mergedInto]));
    const found = [...looked, ...(await repeats.candidates(mains.filter((id) => !ids.has(id))))];
    const byId = new Map<string, StoredCandidate>(found.map((it) => [it.id, it]));
    const shown = repeatsOf(
      asCompared(matter),
      withoutMerged(
        found.map((it) => ({
          ...it,
          ticket: it.id,
          sameCaller: own.includes(it.id),
          // Of the caller's own too, and as it is by now: what was compared may have been put right since.
          likeness: alike(words.get(it.key), it.words),
        })),
      ),
      {
        district: (id) => config.units.byId(id)?.name ?? id,
        unit: (id) => config.units.byId(id)?.name ?? id,
      },
    );
    return {
      // Who finds a ticket by a phone number knows whose it is.
      looked: {
        what: number === undefined ? 'search' : 'caller',
        callerShown: number !== undefined,
        tickets: shown.map(({ ticket: id }) => ({ id })),
      },
      json: {
        items: shown.map(({ ticket, score, reasons }) => {
          const { state, outcome } = byId.get(ticket)!;
          return { ticket, score, reasons: [...reasons], state, ...(outcome ? { outcome } : {}) };
        }),
        complete: near !== undefined,
      },
    };

    function alike(one: Words | undefined, other: Words): number {
      return one ? likeness(one, other, compared.frequencies) : 0;
    }
  };
}

const asCompared = ({
  category,
  district,
  address,
  unit,
}: Omit<RepeatsBody, 'title' | 'content'>): Compared => ({
  category,
  district,
  ...(address === undefined ? {} : { address }),
  ...(unit === undefined ? {} : { unit }),
});
