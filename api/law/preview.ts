import type { z } from 'zod';
import type { Config } from '../../config/load';
import { unknownUnits } from '../../config/rulebook/named-units';
import { rulebookFile } from '../../config/rulebook-file';
import type { Calendar, CalendarYear } from '../../domain/time/calendar';
import { type Instant, instant, isoInstant } from '../../domain/time/instant';
import { calendarFor, type PublishedCalendars } from '../../domain/time/local-days';
import { effectOf, type Preview, previewing, type Proposal } from '../../domain/law/preview';
import { bindRules } from '../../domain/law/bind-rules';
import type { Rulebook } from '../../domain/law/rules';
import { alike, type OpenClocks } from '../../storage/tickets/open-clocks';
import type { Store } from '../../storage/store';
import type { PreviewAnswer } from './answers';
import type { proposedCalendar } from './calendar-body';
import type { Asked } from '../http/address';
import type { Parts } from '../parts';
import { errorsOf, invalid } from '../http/problem';

/**
 * What a year would do to the tickets that are open today, before anybody publishes it; one of a rulebook's city concerns its
 * own tickets. Nothing is written: the same request once more has no second effect, and is answered by what is true then.
 */
export const previewingYear =
  (parts: Pick<Parts, 'calendars' | 'database'>) =>
  async ({
    query: { rulebook },
    body: { year, days, source = '' },
  }: {
    query: { readonly rulebook?: string | undefined };
    body: z.output<typeof proposedCalendar>;
  }) => ({
    json: previewJson(
      await previewOf(await presentOf(parts), { year: { year, source, days }, of: rulebook }),
    ),
  });

/** The same of a rulebook, which concerns its own tickets. */
export const previewingRulebook =
  (parts: Pick<Parts, 'calendars' | 'database' | 'config'>) =>
  async ({ request: { body } }: Pick<Asked, 'request'>) => {
    const rulebook = proposedRulebook(body, parts.config);
    return { json: previewJson(await previewOf(await presentOf(parts), { rulebook })) };
  };

async function presentOf({ calendars, database }: Pick<Parts, 'calendars' | 'database'>): Promise<Present> {
  const newest = await calendars.newest();
  return { store: await database.store(), calendars: newest, now: instant(Date.now()) };
}

/** A rulebook as its file says it. @param at where it stands in the body @throws a 422 with everything that is wrong, as where a file is loaded */
export function proposedRulebook(sent: unknown, { rulebooks, units }: Config, at = ''): Rulebook {
  const ids = [...rulebooks.keys()];
  const read = rulebookFile(sent).safeParse(sent);
  const errors = read.success
    ? unknownUnits('', read.data, units).map(({ path, expected }) => ({
        // As paths of a body are written, not of a file.
        path: path.replace(/\[(\d+)\]/g, '.$1'),
        message: expected,
      }))
    : errorsOf(read.error.issues);
  const id = typeof sent === 'object' && sent !== null && 'id' in sent ? sent.id : undefined;
  if (typeof id === 'string' && !ids.includes(id) && !errors.some(({ path }) => path === 'id'))
    errors.push({ path: 'id', message: `expected the id of a rulebook, one of: ${ids.join(', ')}` });
  if (read.success && errors.length === 0) return read.data;
  throw invalid(
    'The rulebook is not one.',
    errors.map((it) => ({ ...it, path: at + it.path })),
  );
}

/** What a proposal is held against. */
export interface Present {
  readonly store: { readonly openClocks: Pick<Store['openClocks'], 'all' | 'boundRules'> };
  /** What every open ticket counts by: the national years, with its own city's days over them. */
  readonly calendars: PublishedCalendars;
  readonly now: Instant;
}

/** @property of the rulebook whose city would publish the year; the nation without it */
type Proposed =
  { readonly year: CalendarYear; readonly of?: string | undefined } | { readonly rulebook: Rulebook };

/** Goes through all open tickets that a proposal concerns: a rulebook concerns only its own, and so do its city's days. */
export async function previewOf({ store, calendars, now }: Present, proposed: Proposed): Promise<Preview> {
  const proposalFor = proposals(store, calendars, proposed);
  const sum = previewing();
  const concerned = 'rulebook' in proposed ? proposed.rulebook.id : proposed.of;
  for await (const tickets of store.openClocks.all(concerned)) {
    for (const ticket of tickets) sum.add(ticket, effectOf(ticket, await proposalFor(ticket), now));
  }
  return sum.sum();
}

/** A ticket's rules are far larger than its clocks, and the same for all that a rulebook binds alike: they are read once for these. */
function proposals(
  store: Present['store'],
  calendars: PublishedCalendars,
  proposed: Proposed,
): (ticket: OpenClocks) => Promise<Proposal> {
  const present = byRulebook(calendars);
  const future = 'year' in proposed ? byRulebook(withYear(calendars, proposed)) : present;
  const cause = 'year' in proposed ? 'calendar' : 'rulebook';
  const known = new Map<string, Promise<Proposal>>();
  return (ticket) => {
    const key = alike(ticket);
    const proposal =
      known.get(key) ??
      store.openClocks.boundRules(ticket.id).then((rules): Proposal => {
        if (!rules) throw new Error(`${ticket.id} has no rules`);
        const newRules = 'rulebook' in proposed ? bindRules(proposed.rulebook, ticket) : rules;
        return {
          cause,
          present: { rules, calendar: present(ticket.rulebook.id) },
          proposed: { rules: newRules, calendar: future(ticket.rulebook.id) },
        };
      });
    known.set(key, proposal);
    return proposal;
  };
}

/** By which calendar the tickets of a rulebook count; each is made once. */
function byRulebook(calendars: PublishedCalendars): (rulebook: string) => Calendar {
  const known = new Map<string, Calendar>();
  return (rulebook) => {
    const calendar = known.get(rulebook) ?? calendarFor(calendars, rulebook);
    known.set(rulebook, calendar);
    return calendar;
  };
}

/** The calendars as they would be with a year: a city keeps its days over those of the nation. */
function withYear(
  { years, local }: PublishedCalendars,
  { year, of }: { readonly year: CalendarYear; readonly of?: string | undefined },
): PublishedCalendars {
  const others = (all: readonly CalendarYear[]): CalendarYear[] => all.filter((it) => it.year !== year.year);
  if (of === undefined) return { years: [...others(years), year], local };
  return { years, local: new Map([...local, [of, [...others(local.get(of) ?? []), year]]]) };
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
