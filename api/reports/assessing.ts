import { z } from 'zod';
import { assessmentFile, unknownInAssessment } from '../../config/assessments-file';
import type { Config } from '../../config/load';
import { type Month, periodAt, periodOf } from '../../domain/reports/period';
import { GROUPINGS } from '../../domain/reports/report';
import { instant } from '../../domain/time/instant';
import { spanText } from '../../domain/time/span';
import { keysOf } from '../../domain/words';
import type { KeptAssessment } from '../../storage/reports/assessments';
import type { Asked } from '../http/address';
import { errorsOf, invalid } from '../http/problem';
import type { Parts } from '../parts';
import type { AssessmentsAnswer } from './answers';
import { askingFor, findsMonth, keyOf } from './asking';
import { indicatorJson, reportOf } from './making';

/** How units are assessed, for everybody to read: whoever is measured knows by what (BJ-16). */
export const assessmentsJson = ({ assessments }: Pick<Config, 'assessments'>): AssessmentsAnswer => ({
  items: [...assessments.values()].map(
    ({ id, version, hash, title, startsOn, satisfied, objections, tiers, indicators }) => ({
      id,
      version,
      hash,
      title,
      startsOn,
      satisfied: [...satisfied],
      objections: { within: spanText(objections.within) },
      tiers: tiers.map(({ id: tier, name, levels, classes }) => ({
        id: tier,
        name,
        levels: [...levels],
        classes: classes.map((it) => ({ ...it, units: [...it.units] })),
      })),
      indicators: indicators.map(indicatorJson),
    }),
  ),
});

export const previewQuery = z.strictObject({
  by: z.enum(keysOf(GROUPINGS)).default('unit'),
  month: z
    .string()
    .optional()
    .meta({ description: 'The last that is over, where it is left out', example: '2026-10' }),
});

/**
 * What a month would have come to by another assessment, beside what it comes to (BJ-16: heard before it is made). Nothing is written,
 * but that a month that is over is reported by what it was first reported by.
 */
export const previewingAssessment =
  ({ config, database }: Pick<Parts, 'config' | 'database'>) =>
  async ({
    query: { by, month },
    subject,
    request,
  }: Asked<unknown, z.output<typeof previewQuery>, undefined>) => {
    const proposed = proposedAssessment(request.body, config);
    const store = await database.store();
    const named = month === undefined ? lastMonth(proposed) : findsMonth({ params: { month } });
    const present = await askingFor({ config, store }, named, { by, rulebook: proposed.id }, subject);
    const period = periodOf(named, proposed.startsOn);
    const asking = {
      ...present,
      assessment: proposed,
      period,
      ended: period.to <= instant(Date.now()),
      keyOf: keyOf(config, proposed, by),
    };
    return {
      json: {
        present: await reportOf(config, store, present),
        proposed: await reportOf(config, store, asking),
      },
    };
  };

function lastMonth({ startsOn }: KeptAssessment): Month {
  const { from } = periodAt(instant(Date.now()), startsOn);
  return periodAt(instant(from - 1), startsOn).month;
}

/** An assessment as its file says it. @throws a 422 with everything that is wrong, as where a file is loaded */
function proposedAssessment(sent: unknown, { rulebooks, units, assessments }: Config): KeptAssessment {
  const read = assessmentFile.safeParse(sent);
  const errors = read.success
    ? unknownInAssessment('', read.data, rulebooks, units).map(({ path, expected }) => ({
        // As paths of a body are written, not of a file.
        path: path.replace(/\[(\d+)\]/g, '.$1'),
        message: expected,
      }))
    : errorsOf(read.error.issues);
  if (read.success && errors.length === 0 && !assessments.has(read.data.id))
    errors.push({
      path: 'id',
      message: `expected a rulebook that has an assessment, one of: ${[...assessments.keys()].join(', ')}`,
    });
  if (read.success && errors.length === 0) return { ...read.data, hash: '' };
  throw invalid('The assessment is not one.', errors);
}
