import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { CalendarYear } from '../../domain/time/calendar';
import type { OccasionInput } from '../../domain/occasions/occasion';
import { hotSpotOf } from '../../domain/occasions/classes';
import { parsePeriod, spanOf, spokenPeriod } from '../../domain/occasions/period';
import { plannedBetween } from '../../domain/occasions/planned';
import { draw, sampleSize } from '../../domain/occasions/sample';
import type { Drawn } from '../../domain/occasions/occasion';
import { DAY, HOUR, type Instant, instant } from '../../domain/time/instant';
import { calendarFor, type PublishedCalendars } from '../../domain/time/local-days';
import type { Units } from '../../config/units-file';
import {
  type Happened,
  inputOf,
  type OccasionLaw,
  occasionsFor,
  openOccasion,
  plannedKey,
  startOccasion,
} from '../../engine/occasions/opening';
import { isRunning } from '../../engine/is-running';
import type { Store } from '../../storage/store';
import { errorFields } from '../../telemetry/fault';
import { messageTo, nameOf, readerOf, toBeSent, type Ways } from '../addressees';
import { TOPICS } from '../texts';
import type { Checked, OccasionActivities, OccasionTurn } from './contract';
import { type Figures, filledSection } from './filling';

/** What occasions reach. */
export interface OccasionWorld {
  readonly store: Store;
  readonly client: Client;
  readonly law: OccasionLaw & { readonly units: Pick<Units, 'today' | 'ofLevel'> };
  readonly ways: Ways;
  /** The calendars that came with the package. */
  readonly packaged: readonly CalendarYear[];
  /** Tells a ticket the result of its re-inspection. */
  readonly tellTicket: (checked: Checked) => Promise<void>;
  /** What counts better than we do. */
  readonly figures?: Figures;
  readonly log: Pick<Logger, 'info' | 'error'>;
}

/** So far ahead is looked for what is planned next: a quarter, and a holiday. */
const AHEAD = 100 * DAY;
/** Texts whose command stands in no ledger by then were left by a crash. */
const LEFT_OVER = DAY;
/** A longer list than this is not kept with what was drawn from it: it can be made again from the tickets. */
const LISTED = 20_000;
/** How long a start may take before it is made up. */
const START_TIME = HOUR / 60;

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export function makeOccasionActivities({
  store,
  client,
  law,
  ways,
  packaged,
  tellTicket,
  figures,
  log,
}: OccasionWorld): OccasionActivities & {
  happened(happened: Happened): Promise<string[]>;
  startWaiting(now: Instant): Promise<number>;
} {
  const calendars = (): Promise<PublishedCalendars> => store.changes.newestCalendars(packaged);
  const start = (input: OccasionInput): Promise<boolean> => startOccasion(client, input);
  return {
    prepareOccasion,
    recordOccasion,
    tellChecked: tellTicket,
    planOccasions,
    startWaiting,
    happened: (happened) => occasionsFor({ store, law, calendars }, happened, start),
  };

  async function prepareOccasion({ id }: { readonly id: string }) {
    const found = await store.occasions.find(id);
    if (!found) throw new Error('the occasion is not in the database');
    const { input } = found;
    const sections: Record<string, unknown> = {};
    for (const section of input.kind.document) {
      if (!('shows' in section)) continue;
      const filled = await filledSection(store, section.shows, input, figures);
      if (filled) sections[section.id] = filled;
    }
    const population = await populationFor(input);
    const drawing = drawnFrom(input, population);
    const { drawn, ...kept } = await store.occasions.fill(id, {
      sections,
      ...(drawing ? { drawn: drawing } : {}),
      ...(population && population.length <= LISTED ? { population } : {}),
    });
    return { sections: Object.keys(kept.sections), ...(drawn ? { drawn } : {}) };
  }

  /** All that can be drawn: what was settled in the period; of the hot spot alone where that is what is followed (JE-14, JE-15). */
  async function populationFor({ kind, about, rulebook }: OccasionInput): Promise<string[] | undefined> {
    const period = about.period === undefined ? undefined : parsePeriod(about.period);
    if (!kind.sample || !period) return undefined;
    const { from, to } = spanOf(period);
    if (kind.sample.among === undefined) return store.classCounts.settled(rulebook, from, to);
    const hot = hotSpotOf(await store.classCounts.byCategory(rulebook, from, to));
    return hot ? store.classCounts.settled(rulebook, from, to, hot.category) : [];
  }

  async function recordOccasion({ id, events, told }: OccasionTurn) {
    const messages = told.flatMap(({ seq, to, text, at }) =>
      to
        // Leaders have no outbox: they find it in their list.
        .filter((party) => party !== 'leader')
        .map((party) => {
          const reader = readerOf(party, law.units).to;
          const said = `【${TOPICS.occasion}】${text}`;
          return messageTo(
            reader,
            id,
            { id: `${id}:${seq}:${reader}`, at, template: 'occasion', text: said },
            ways,
          );
        }),
    );
    // Two parties that are the same unit by now get one message.
    const each = [...new Map(messages.map((it) => [it.id, it])).values()];
    await store.outbox.putAll(each);
    await store.occasionTexts.confirm(
      events.flatMap(({ command }) => (command === undefined ? [] : [command])),
    );
    await store.occasions.record(id, events);
    const sent = toBeSent(each);
    if (sent.length === 0) return {};
    const names = [...new Set(sent.map(({ to }) => nameOf(to, law.units)))];
    return {
      delivery: {
        ids: sent.map((it) => it.id),
        summary: `通知${names.slice(0, NAMED).join('、')}${names.length > NAMED ? `等${names.length}个单位` : ''}`,
      },
    };
  }

  async function planOccasions({ now }: { readonly now: Instant }) {
    await startAgain(now);
    await store.occasionTexts.removeLeftovers(instant(now - LEFT_OVER));
    const published = await calendars();
    let next: { at: Instant; what: string } | undefined;
    for (const [rulebook, kinds] of law.occasions) {
      const calendar = calendarFor(published, rulebook);
      const since = await store.occasions.plannedUpTo(rulebook, now);
      for (const planned of plannedBetween(kinds, law.units, calendar, since, now)) {
        const kind = kinds.find(({ id }) => id === planned.kind);
        if (!kind) continue;
        const { period, unit, at } = planned;
        const input = inputOf(law, published, {
          rulebook,
          kind,
          key: plannedKey(period, unit),
          about: { period, ...(unit === undefined ? {} : { unit }) },
          cause: 'planned',
          planned: at,
          at: now,
          actor: { role: 'system' },
        });
        if (await openOccasion(store, input, start)) log.info({ occasion: input.id }, 'occasion opened');
      }
      await store.occasions.notePlanned(rulebook, now);
      const [first] = plannedBetween(kinds, law.units, calendar, now, instant(now + AHEAD));
      if (first && (!next || first.at < next.at)) {
        const label = kinds.find(({ id }) => id === first.kind)?.label ?? '';
        next = { at: first.at, what: `${label} · ${spokenPeriod(first.period)}` };
      }
    }
    return next ? { next: next.at, what: next.what } : {};
  }

  /** What is stored, and does not run: a start that a crash left out, or a workflow that was ended from outside. One that fails stops no other. */
  async function startAgain(now: Instant): Promise<void> {
    for (let after = ''; ;) {
      const page = await store.occasions.openOnes(after);
      for (const id of page) await startStored(id, now);
      const last = page.at(-1);
      if (last === undefined) return;
      after = last;
    }
  }

  /** What was opened while the engine was away (the sweep asks for it). @returns how many were started */
  async function startWaiting(now: Instant): Promise<number> {
    let started = 0;
    for (const id of await store.occasions.neverStarted(instant(now - START_TIME)))
      if (await startStored(id, now)) started++;
    return started;
  }

  async function startStored(id: string, now: Instant): Promise<boolean> {
    try {
      const runs = await isRunning(client, id);
      const input = runs ? undefined : await store.occasions.startInput(id);
      if (input && input.openedAt > now - START_TIME) return false;
      const isStarted = input !== undefined && (await start(input));
      if (isStarted) log.info({ occasion: id }, 'occasion started again');
      await store.occasions.markStarted(id);
      return isStarted;
    } catch (error) {
      log.error({ occasion: id, ...errorFields(error) }, 'an occasion could not be started again');
      return false;
    }
  }
}

/** So many units the timeline names. */
const NAMED = 5;

/** What is drawn by lot of a list: the seed is the occasion's id, so anybody can draw it again (JE-14, JE-15). */
export function drawnFrom(
  { id, kind }: Pick<OccasionInput, 'id' | 'kind'>,
  population: readonly string[] | undefined,
): Drawn | undefined {
  if (!kind.sample || !population) return undefined;
  const tickets = draw(population, sampleSize(kind.sample, population.length), (ticket) =>
    digestOf(`${id} ${ticket}`),
  );
  return {
    seed: id,
    population: population.length,
    digest: digestOf(population.toSorted().join('\n')),
    tickets,
  };
}
