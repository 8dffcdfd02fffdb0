import type { Assessment } from '../../domain/reports/assessment';
import { monthOf, monthsIn, monthText } from '../../domain/reports/period';
import { counting } from '../../domain/reports/report';
import { instant } from '../../domain/time/instant';
import type { Store } from '../../storage/store';
import { countedFigures, type Figures } from './filling';

/** What all units together came to, by the indicators of the city's assessment (JE-13, JE-22, WF-29); where it has none, what came in and was closed. */
export const assessedFigures =
  (
    store: Pick<Store, 'counts' | 'objections' | 'classCounts'>,
    assessments: ReadonlyMap<string, Assessment>,
  ): Figures =>
  async (rulebook, from, to) => {
    const plain = await countedFigures(store)(rulebook, from, to);
    const assessment = assessments.get(rulebook);
    if (!assessment) return plain;
    const period = { month: monthOf(instant(to - 1)), from, to };
    const months = monthsIn(period);
    const struck = await Promise.all(months.map((it) => store.objections.struck(rulebook, monthText(it))));
    const report = counting(
      { assessment, period, struck: new Set(struck.flatMap((it) => [...it])) },
      () => 'all',
    );
    for await (const some of store.counts.of(rulebook, months)) for (const it of some) report.add(it);
    const [all] = report.sum().rows;
    return [
      ...plain,
      ...assessment.indicators.flatMap(({ id, name }) => {
        const figure = all?.values[id];
        if (!figure || figure.value === null || figure.denominator === null) return [];
        return [{ name, count: figure.numerator, share: figure.value }];
      }),
    ];
  };
