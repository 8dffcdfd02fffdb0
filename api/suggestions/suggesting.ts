import { z } from 'zod';
import type { Config } from '../../config/load';
import { unitRef } from '../../config/units-file';
import { type KnownUnit, type PastLead, spokenWhy, suggestedUnits } from '../../domain/suggestions/units';
import { keysOf, KINDS } from '../../domain/words';
import { present } from '../commands/body-parts';
import type { Asked, Reply } from '../http/address';
import { longText, oneOf, text } from '../http/fields';
import { languageOf } from '../http/language';
import { categoryIn } from '../law/categories';
import type { Parts } from '../parts';
import { whyNotNamed } from '../units/named-unit';
import type { SuggestedUnitsAnswer } from './answers';

/** A matter that is to be dispatched, as far as it is known. */
export const suggestionBody = ({ rulebooks, units, categories }: Config) =>
  z
    .strictObject({
      category: categoryIn(categories),
      district: oneOf(
        units.ofLevel('district').map(({ id }) => id),
        'the id of a unit of level district',
        (id) => whyNotNamed(units, id),
      ),
      rulebook: oneOf([...rulebooks.keys()], 'the id of a rulebook')
        .optional()
        .meta({
          description: 'What it does not dispatch to is left out (WF-9)',
        }),
      kind: z.enum(keysOf(KINDS)).optional(),
      title: text(100).optional(),
      content: longText.optional(),
    })
    .meta({ id: 'ToBeDispatched' });
export type SuggestionBody = z.infer<ReturnType<typeof suggestionBody>>;

/** So many of the latest tickets of the category are looked at, and so many that say what the matter says; set: local. */
const LATEST = 200;
const ALIKE = 20;
/** What is less alike says nothing of who it is for. */
const LIKELY = 0.3;

/** To whom a matter may be dispatched, and why; nothing is stored. */
export function suggestingUnits({
  config: { units, rulebooks },
  database,
  compared,
}: Pick<Parts, 'config' | 'database' | 'compared'>) {
  const known = units.all
    .filter(({ successor }) => successor === undefined)
    .map((unit): KnownUnit => ({ ...unitRef(unit), ...present({ duties: unit.duties }) }));
  const today = ({ unit, ...rest }: PastLead): PastLead => ({ ...rest, unit: units.today(unit)?.id ?? unit });

  return async ({
    body: { category, district: id, rulebook, kind, title = '', content = '' },
    request,
  }: Pick<Asked<unknown, unknown, SuggestionBody>, 'body' | 'request'>): Promise<
    Reply<SuggestedUnitsAnswer>
  > => {
    const { repeats, tickets } = await database.store();
    const says = title !== '' || content !== '';
    const near = says
      ? await compared.nearest(repeats.wordsOf({ title, content }), { category, district: id }, ALIKE)
      : undefined;
    const ids = (near ?? []).filter(({ likeness }) => likeness >= LIKELY).map((it) => it.id);
    const [past, alike] = await Promise.all([
      tickets.leadsOf({ category }, LATEST),
      ids.length > 0 ? tickets.leadsOf({ ids }, ALIKE) : [],
    ]);
    const found = suggestedUnits(
      { category, district: { id, name: units.byId(id)?.name ?? id }, ...present({ kind }) },
      known,
      past.map(today),
      alike.map((it) => today(it).unit),
      rulebook === undefined ? undefined : rulebooks.get(rulebook)?.dispatch.bodies?.levels,
    );
    const language = languageOf(request);
    return {
      headers: { 'Content-Language': language === 'zh' ? 'zh-CN' : 'en', Vary: 'Accept-Language' },
      json: {
        items: found.map(({ unit, score, why }) => ({
          unit: unit.id,
          name: unit.name,
          level: unit.level,
          score,
          why: why.map((it) => spokenWhy(it, language)),
        })),
      },
    };
  };
}
