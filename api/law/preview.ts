import type { z } from 'zod';
import { rulebookFile } from '../../config/rulebook-file';
import { type CalendarYear, calendarOf } from '../../domain/time/calendar';
import { type Instant, instant, isoInstant } from '../../domain/time/instant';
import { effectOf, type Preview, previewing, type Proposal } from '../../domain/law/preview';
import { bindRules } from '../../domain/law/bind-rules';
import type { Law, Rulebook, Rules } from '../../domain/law/rules';
import type { OpenClocks } from '../../storage/tickets/open-clocks';
import type { Store } from '../../storage/store';
import type { PreviewAnswer } from './answers';
import type { proposedCalendar } from './calendar-body';
import type { Asked } from '../http/address';
import type { Parts } from '../parts';
import { errorsOf, invalid } from '../http/problem';

/**
 * What a year would do to the tickets that are open today, before anybody publishes it. Nothing is written: the same request
 * once more has no second effect, and is answered by what is true then.
 */
export const previewingYear =
  (parts: Pick<Parts, 'calendars' | 'database'>) =>
  async ({ body: { year, days, source = '' } }: { body: z.output<typeof proposedCalendar> }) => ({
    json: previewJson(await previewOf(await presentOf(parts), { year: { year, source, days } })),
  });

/** The same of a rulebook, which concerns its own tickets. */
export const previewingRulebook =
  (parts: Pick<Parts, 'calendars' | 'database' | 'config'>) =>
  async ({ request: { body } }: Pick<Asked, 'request'>) => {
    const rulebook = proposedRulebook(body, [...parts.config.rulebooks.keys()]);
    return { json: previewJson(await previewOf(await presentOf(parts), { rulebook })) };
  };

async function presentOf({ calendars, database }: Pick<Parts, 'calendars' | 'database'>): Promise<Present> {
  const { years } = await calendars.newest();
  return { store: await database.store(), calendars: years, now: instant(Date.now()) };
}

/** A rulebook as its file says it. @throws a 422 with everything that is wrong, by the schema of the file */
function proposedRulebook(sent: unknown, ids: readonly string[]): Rulebook {
  const read = rulebookFile(sent).safeParse(sent);
  const errors = read.success ? [] : errorsOf(read.error.issues);
  const id = typeof sent === 'object' && sent !== null && 'id' in sent ? sent.id : undefined;
  if (typeof id === 'string' && !ids.includes(id) && !errors.some(({ path }) => path === 'id'))
    errors.push({ path: 'id', message: `expected the id of a rulebook, one of: ${ids.join(', ')}` });
  if (read.success && errors.length === 0) return read.data;
  throw invalid('The rulebook is not one.', errors);
}

/** What a proposal is held against. */
export interface Present {
  readonly store: { readonly openClocks: Pick<Store['openClocks'], 'all' | 'boundRules'> };
  /** The newest edition of every published year; what every open ticket counts by. */
  readonly calendars: readonly CalendarYear[];
  readonly now: Instant;
}

type Proposed = { readonly year: CalendarYear } | { readonly rulebook: Rulebook };

/** Goes through all open tickets that a proposal concerns: a rulebook concerns only its own. */
export async function previewOf({ store, calendars, now }: Present, proposed: Proposed): Promise<Preview> {
  const proposalFor = proposals(store, calendars, proposed);
  const sum = previewing();
  for await (const tickets of store.openClocks.all(
    'rulebook' in proposed ? proposed.rulebook.id : undefined,
  )) {
    for (const ticket of tickets) sum.add(ticket, effectOf(ticket, await proposalFor(ticket), now));
  }
  return sum.sum();
}

/** A ticket's rules are far larger than its clocks, and the same for all that a rulebook binds alike: they are read once for these. */
function proposals(
  store: Present['store'],
  calendars: readonly CalendarYear[],
  proposed: Proposed,
): (ticket: OpenClocks) => Promise<Proposal> {
  const calendar = calendarOf(calendars);
  const wouldBind = lawBy(proposed, calendars);
  const known = new Map<string, Promise<Proposal>>();
  return (ticket) => {
    const { rulebook, kind, channel, category, urgency, origin } = ticket;
    const alike = JSON.stringify([
      ...[rulebook.id, rulebook.version, rulebook.hash],
      ...[kind, channel, category, urgency, origin],
    ]);
    const proposal =
      known.get(alike) ??
      store.openClocks.boundRules(ticket.id).then((rules): Proposal => {
        if (!rules) throw new Error(`${ticket.id} has no rules`);
        const cause = 'year' in proposed ? 'calendar' : 'rulebook';
        return { cause, present: { rules, calendar }, proposed: wouldBind(ticket, rules) };
      });
    known.set(alike, proposal);
    return proposal;
  };
}

/** @returns what would bind a ticket that is bound to `rules` today */
function lawBy(
  proposed: Proposed,
  calendars: readonly CalendarYear[],
): (ticket: OpenClocks, rules: Rules) => Law {
  if ('rulebook' in proposed) {
    const calendar = calendarOf(calendars);
    return (ticket) => ({ rules: bindRules(proposed.rulebook, ticket), calendar });
  }
  const others = calendars.filter(({ year }) => year !== proposed.year.year);
  const calendar = calendarOf([...others, proposed.year]);
  return (_ticket, rules) => ({ rules, calendar });
}

const previewJson = ({ examples, ...preview }: Preview): PreviewAnswer => ({
  ...preview,
  rungs: [...preview.rungs],
  examples: examples.map(({ ticket, clock, before, after }) => ({
    ticket,
    clock,
    before: isoInstant(before),
    after: isoInstant(after),
  })),
});
