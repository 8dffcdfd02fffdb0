import { commandId, type UnitId, unitId } from '../../domain/ids';
import { decide, prepared } from '../../domain/occasions/decide';
import { evolveAll, newOccasion } from '../../domain/occasions/evolve';
import type { OccasionCommand } from '../../domain/occasions/command';
import type { Occasion, OccasionEvent, OccasionInput } from '../../domain/occasions/occasion';
import { stamp } from '../../domain/occasions/stamp';
import { type Instant, instant } from '../../domain/time/instant';
import type { Store } from '../../storage/store';

export const noon = instant(Date.parse('2026-10-12T12:00:00+08:00'));
const readers: UnitId[] = [unitId('lixia'), unitId('shizhong')];

/** A summary of September that is drafted by the hotline, read by two districts, and has a sample of its own. */
export const summaryOf = (changes: Partial<OccasionInput> = {}): OccasionInput => ({
  id: 'jinan-enforcement/monthly-summary/2026-09',
  rulebook: 'jinan-enforcement',
  kind: {
    id: 'monthly-summary',
    label: '月度梳理汇总',
    source: 'JE-13',
    dayEnds: 1440,
    hotline: [unitId('hotline')],
    document: [
      { id: 'classes', title: '分类情况', shows: 'classes' },
      { id: 'difficult', title: '投诉难点', writes: 'required' },
    ],
    sample: { share: 5, least: 1, most: 5 },
    steps: [
      { do: 'draft', who: [unitId('hotline')], ladder: [], limit: { workdays: 3 } },
      { do: 'circulate', who: readers, ladder: [] },
    ],
  },
  about: { period: '2026-09' },
  cause: 'planned',
  planned: noon,
  openedAt: noon,
  actor: { role: 'system' },
  calendar: {},
  ...changes,
});

/** What happens to an occasion: it is opened, made ready, and then what these commands do. */
export function livedBy(
  input: OccasionInput,
  commands: readonly (Partial<OccasionCommand> & Pick<OccasionCommand, 'name'>)[] = [],
  now: Instant = noon,
): { readonly occasion: Occasion; readonly events: readonly OccasionEvent[] } {
  const by = { at: now, actor: { role: 'system' } } as const;
  const fresh = newOccasion(input);
  const events = stamp(fresh, [{ type: 'opened', data: { cause: input.cause } }], by);
  let occasion = evolveAll(fresh, events);
  const take = (more: readonly OccasionEvent[]): void => {
    events.push(...more);
    occasion = evolveAll(occasion, more);
  };
  take(prepared(occasion, { sections: ['classes'] }, now));
  commands.forEach((it, i) => {
    const id = it.id ?? commandId(`command-${i}`);
    const text = { ref: id, parts: ['difficult'] };
    const command = { id, actor: { role: 'supervisor' }, text, ...it } as OccasionCommand;
    const decision = decide(occasion, command, now);
    if (!decision.accepted) throw new Error(decision.refusal.reason);
    take(decision.events);
  });
  return { occasion, events };
}

export const DRAFT = { name: 'draft', sections: ['difficult'], finish: true } as const;
export const read = (unit: string) =>
  ({ name: 'read', actor: { role: 'unit', unit: unitId(unit) } }) as const;

/** Makes every call of the store about occasions. @param cursor of any list */
export async function callOccasions(
  { occasions, occasionTexts, classCounts }: Store,
  cursor: string,
): Promise<void> {
  const input = summaryOf();
  await occasions.add(input);
  await occasions.add(input);
  await occasions.markStarted(input.id);
  await occasions.record(input.id, livedBy(input, [DRAFT]).events);
  await occasions.record('none', []);
  await occasions.fill(input.id, { sections: {}, population: ['T-1'] });
  await occasions.find(input.id);
  await occasions.startInput(input.id);
  await occasions.openOnes('');
  await occasions.neverStarted(noon);
  await occasions.checksIn('jinan-enforcement', noon, instant(noon + 1));
  await occasions.plannedUpTo('jinan-enforcement', noon);
  await occasions.notePlanned('jinan-enforcement', noon);
  const filters = [
    {},
    { rulebook: 'jinan-enforcement' },
    { kind: 'monthly-summary' },
    { state: 'drafting' },
    { parties: ['lixia'] },
    { rulebook: 'jinan-enforcement', kind: 'monthly-summary', state: 'drafting', parties: ['lixia'] },
  ] as const;
  for (const filter of filters) for (const page of [undefined, cursor]) await occasions.list(filter, page, 1);
  const text = {
    id: 'command-0',
    occasion: input.id,
    tickets: ['T-1'],
    by: { sub: 's', role: 'supervisor' },
    at: noon,
    texts: { difficult: '夜市' },
  } as const;
  await occasionTexts.put(text);
  await occasionTexts.put({ ...text, id: 'command-1', tickets: [] });
  await occasionTexts.confirm(['command-0']);
  await occasionTexts.of(['command-0']);
  await occasionTexts.remove('command-1');
  await occasionTexts.removeLeftovers(instant(noon + 1));
  await classCounts.byCategory('test', noon, instant(noon + 1));
  await classCounts.byOutcome('test', noon, instant(noon + 1));
  await classCounts.settled('test', noon, instant(noon + 1));
  await classCounts.settled('test', noon, instant(noon + 1), 'x/y');
  await classCounts.repeats('test', noon, instant(noon + 1));
  await classCounts.suggestions('test', noon, instant(noon + 1));
}
