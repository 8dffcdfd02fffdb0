import {
  type ClassCount,
  commonMatters,
  foreseen,
  hotSpotOf,
  mostFirst,
  type Notable,
  risenClasses,
  totalOf,
} from '../../domain/occasions/classes';
import type { OccasionInput } from '../../domain/occasions/occasion';
import { before, parsePeriod, type Period, periodOf, spanOf } from '../../domain/occasions/period';
import type { Shows } from '../../domain/occasions/words';
import { narrate } from '../../domain/telling/narrate';
import { DAY, dayOf, type Instant, instant, isoDay } from '../../domain/time/instant';
import { keysOf, OUTCOMES } from '../../domain/words';
import type { Repeat } from '../../storage/occasions/class-counts';
import type { Store } from '../../storage/store';

/** A section of a document that is filled: sentences, and a table of counts. Nothing in it says anything of a person. */
export interface FilledSection {
  readonly lines: readonly string[];
  readonly rows?: readonly Row[];
}
export interface Row {
  readonly name: string;
  readonly count: number;
  readonly share?: number;
}

/** The figures of a rulebook's tickets within a time, where something better counts them than we do. */
export type Figures = (rulebook: string, from: Instant, to: Instant) => Promise<readonly Row[]>;

/** So many classes a table shows, and lines of a course. */
const MOST = 20;
const COURSE = 500;
/** So many weeks before one are what it is held against (HZ-13). */
const WEEKS = 8;
const MONTHS = 3;

/** What an occasion without a period is about: the days before it. */
const LOOK_BACK = 30 * DAY;

type Reading = Pick<Store, 'classCounts' | 'occasions' | 'ledger'>;

/** Fills a section from what is stored; undefined for what is shown as it stands when it is read. */
export async function filledSection(
  store: Reading,
  shows: Shows,
  { rulebook, about, openedAt }: OccasionInput,
  figures: Figures = countedFigures(store),
): Promise<FilledSection | undefined> {
  const period = about.period === undefined ? undefined : parsePeriod(about.period);
  const { from, to } = period ? spanOf(period) : { from: instant(openedAt - LOOK_BACK), to: openedAt };
  const classes = () => store.classCounts.byCategory(rulebook, from, to);
  switch (shows) {
    case 'figures':
      return { lines: [], rows: await figures(rulebook, from, to) };
    case 'classes': {
      const counts = await classes();
      const all = totalOf(counts);
      return {
        lines: [`共${all}件，${counts.length}类。`],
        rows: mostFirst(counts)
          .slice(0, MOST)
          .map(({ category, count }) => ({ name: category, count, share: count / all })),
      };
    }
    case 'hot-spot': {
      const hot = hotSpotOf(await classes());
      return {
        lines: [
          hot
            ? `${hot.category}：${hot.count}件，占${(hot.share * 100).toFixed(1)}%。`
            : '没有占比单独最高的一类。',
        ],
      };
    }
    case 'repeats':
      return repeated(await store.classCounts.repeats(rulebook, from, to));
    case 'spot-checks': {
      const { passed, failed } = await store.occasions.checksIn(rulebook, from, to);
      return { lines: [`复查${passed + failed}件，合格${passed}件，不合格${failed}件。`] };
    }
    case 'course': {
      const lines = about.ticket === undefined ? [] : await store.ledger.linesOf(about.ticket, 0, COURSE);
      return { lines: lines.map(({ event }) => narrate(event)) };
    }
    case 'suggestions': {
      const found = await store.classCounts.suggestions(rulebook, from, to);
      const byClass = new Map<string, string[]>();
      for (const { category, ticket } of found)
        byClass.set(category, [...(byClass.get(category) ?? []), ticket]);
      const rows = [...byClass].map(([category, tickets]) => ({ category, count: tickets.length }));
      return {
        lines: [
          `共${found.length}件。`,
          ...[...byClass].map(([category, tickets]) => `${category}：${tickets.join('、')}`),
        ],
        rows: mostFirst(rows).map(({ category, count }) => ({ name: category, count })),
      };
    }
    case 'weak-signals': {
      const [now, ...earlier] = await lastPeriods(store, rulebook, weekFor(period, openedAt), WEEKS + 1);
      return notable(risenClasses(now ?? [], earlier), '没有异常上升的类别。');
    }
    case 'common-matters': {
      const month = before(periodOf('month', dayOf(openedAt)));
      return notable(
        commonMatters(await lastPeriods(store, rulebook, month, MONTHS)),
        '没有每月都有的类别。',
      );
    }
    case 'foresight': {
      const day = period?.first ?? dayOf(openedAt);
      const [year, month] = isoDay(day).split('-').map(Number);
      const lastYear = parsePeriod(`${(year ?? 0) - 1}-12`);
      const months = lastYear ? (await lastPeriods(store, rulebook, lastYear, 12)).toReversed() : [];
      return notable(foreseen(months, month ?? 1), '去年同月没有明显偏多的类别。');
    }
    case 'sample':
    case 'tickets':
      return undefined;
  }
}

/** Until the indicators of an assessment are there: what a look into an index counts. */
export const countedFigures =
  ({ classCounts }: Pick<Reading, 'classCounts'>): Figures =>
  async (rulebook, from, to) => {
    const received = totalOf(await classCounts.byCategory(rulebook, from, to));
    const closed = await classCounts.byOutcome(rulebook, from, to);
    const settled = closed.reduce((sum, { count }) => sum + count, 0);
    return [
      { name: '受理', count: received },
      { name: '办结', count: settled },
      ...closed.map(({ outcome, count }) => ({ name: `办结：${OUTCOMES[outcome]}`, count })),
    ];
  };

/** The week that is looked at: the period's own, or the last whole one in it. */
function weekFor(period: Period | undefined, openedAt: Instant): Period {
  if (period?.every === 'week') return period;
  if (!period) return before(periodOf('week', dayOf(openedAt)));
  const week = periodOf('week', period.last);
  return week.last === period.last ? week : before(week);
}

/** Counts by class of a period and of those before it, the last first. */
async function lastPeriods(
  { classCounts }: Pick<Reading, 'classCounts'>,
  rulebook: string,
  last: Period,
  many: number,
): Promise<ClassCount[][]> {
  const found: ClassCount[][] = [];
  for (let period = last; found.length < many; period = before(period)) {
    const { from, to } = spanOf(period);
    found.push(await classCounts.byCategory(rulebook, from, to));
  }
  return found;
}

const REPEATED = {
  merged: '并入其他工单',
  'came-back': '办结后再次反映',
  linked: '与其他工单关联',
  'handled-again': '多次重办',
} as const;
/** So many numbers a line tells. */
const NUMBERS = 100;

/** Repeats by how they are, and the difficult points, with the numbers under which each is found. */
function repeated(found: readonly Repeat[]): FilledSection {
  const difficult = found.filter((it) => it.difficult);
  const kinds = keysOf(REPEATED).flatMap((how) => {
    const tickets = found.filter((it) => it.how === how);
    return tickets.length === 0 ? [] : [{ name: REPEATED[how], tickets }];
  });
  const lists = [...kinds, ...(difficult.length === 0 ? [] : [{ name: '难点', tickets: difficult }])];
  return {
    lines: [
      `重复投诉${found.filter(({ how }) => how !== undefined).length}件，难点${difficult.length}件。`,
      ...lists.map(({ name, tickets }) => {
        const numbers = tickets.slice(0, NUMBERS).map(({ ticket }) => ticket);
        return `${name}：${numbers.join('、')}${tickets.length > NUMBERS ? '等' : ''}`;
      }),
    ],
    rows: lists.map(({ name, tickets }) => ({ name, count: tickets.length })),
  };
}

const notable = (found: readonly Notable[], none: string): FilledSection => ({
  lines: found.length === 0 ? [none] : found.map(({ category, why }) => `${category}：${why}。`),
});
