import type { Client } from '@temporalio/client';
import type { UnitId } from '../../domain/ids';
import { bindKind, type KnownUnits, type OccasionKind } from '../../domain/occasions/kind';
import {
  type About,
  type Cause,
  type OccasionActor,
  type OccasionInput,
  titleOf,
} from '../../domain/occasions/occasion';
import type { Happening } from '../../domain/occasions/words';
import { OVERDUE, RULEBOOK } from '../../domain/telling/search-attributes';
import type { Rulebook } from '../../domain/law/rules';
import { sliceFor, type PublishedCalendars } from '../../domain/time/local-days';
import { type Instant, spokenInstant } from '../../domain/time/instant';
import type { Level } from '../../domain/words';
import type { Store } from '../../storage/store';
import { isNewlyStarted } from '../is-running';
import { OCCASION_WORKFLOW, TASK_QUEUE } from '../names';

/** What occasions are made of: a city's kinds, by its rulebook, its units, and the days of its calendar. */
export interface OccasionLaw {
  readonly occasions: ReadonlyMap<string, readonly OccasionKind[]>;
  readonly rulebooks: ReadonlyMap<string, Pick<Rulebook, 'dayEnds'>>;
  readonly units: KnownUnits;
}

/** What is opened. @property key tells it from all others of its kind: the same occasion has the same, whoever opens it, and is opened once */
export interface Opening {
  readonly rulebook: string;
  readonly kind: OccasionKind;
  readonly key: string;
  readonly about: About;
  readonly cause: Cause;
  readonly planned?: Instant;
  readonly at: Instant;
  readonly actor: OccasionActor;
}

/** What its workflow is started with. */
export function inputOf(
  { rulebooks, units }: OccasionLaw,
  calendars: PublishedCalendars,
  { rulebook, kind, key, about, cause, planned, at, actor }: Opening,
): OccasionInput {
  const dayEnds = rulebooks.get(rulebook)?.dayEnds ?? 0;
  return {
    // A key is one part of an address.
    id: `${rulebook}/${kind.id}/${key.replaceAll('/', '-')}`,
    rulebook,
    kind: bindKind(kind, units, { unit: about.unit, dayEnds }),
    about,
    cause,
    ...(planned === undefined ? {} : { planned }),
    openedAt: at,
    actor,
    calendar: sliceFor(calendars, rulebook, at),
  };
}

/**
 * Starts an occasion's workflow; harmless when repeated. One that runs, or that came to its own end, is left alone.
 * @returns whether it was started here
 * @throws the client's error when the engine does not take it
 */
export function startOccasion(client: Client, input: OccasionInput): Promise<boolean> {
  const { kind, rulebook, openedAt, carried } = input;
  return isNewlyStarted(() =>
    client.workflow.start(OCCASION_WORKFLOW, {
      workflowId: input.id,
      taskQueue: TASK_QUEUE,
      args: [carried === undefined ? input : { ...input, restored: true }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      workflowIdConflictPolicy: 'FAIL',
      typedSearchAttributes: [
        { key: RULEBOOK, value: rulebook },
        { key: OVERDUE, value: false },
      ],
      staticSummary: titleOf(input),
      staticDetails: [
        `**依据** ${kind.source === undefined || kind.source === 'local' ? '本地设定' : kind.source}`,
        `**启动** ${spokenInstant(openedAt)}`,
      ].join('\n\n'),
    }),
  );
}

/**
 * Opens an occasion: it is stored first, then started; whatever a crash leaves out in between the sweep makes up.
 * @returns its id, and whether it is new
 */
export async function openOccasion(
  store: Pick<Store, 'occasions'>,
  input: OccasionInput,
  start: (input: OccasionInput) => Promise<unknown>,
): Promise<boolean> {
  const isNew = await store.occasions.add(input);
  if (isNew) {
    await start(input);
    await store.occasions.markStarted(input.id);
  }
  return isNew;
}

/** Something that happened of which an occasion may come. */
export interface Happened {
  readonly rulebook: string;
  readonly on: Happening;
  readonly about: About;
  /** Tells this happening from all others. */
  readonly key: string;
  readonly at: Instant;
  /** Of a ticket that was registered. */
  readonly urgency?: string;
  /** To which a matter rose. */
  readonly level?: Level;
}

/** The kinds of occasions that a happening brings about: those that name it, and of which it names all that they are about. */
export function kindsOn(
  kinds: readonly OccasionKind[],
  { on, urgency, level, about }: Pick<Happened, 'on' | 'urgency' | 'level' | 'about'>,
): OccasionKind[] {
  return kinds.filter(
    (kind) =>
      kind.about.every((it) => about[it] !== undefined) &&
      kind.begins.some(
        (it) =>
          'on' in it &&
          it.on === on &&
          (!it.urgency || (urgency !== undefined && it.urgency.includes(urgency))) &&
          (it.level === undefined || it.level === level),
      ),
  );
}

/**
 * Opens what a happening brings about: a hot spot its special study, an escalation its meeting (JN-7, JE-12, JE-18, JE-23). The same happening
 * again opens nothing.
 * @returns the ids of the occasions that are there for it
 */
export async function occasionsFor(
  {
    store,
    law,
    calendars,
  }: {
    readonly store: Pick<Store, 'occasions'>;
    readonly law: OccasionLaw;
    readonly calendars: () => Promise<PublishedCalendars>;
  },
  happened: Happened,
  start: (input: OccasionInput) => Promise<unknown>,
): Promise<string[]> {
  const kinds = kindsOn(law.occasions.get(happened.rulebook) ?? [], happened);
  if (kinds.length === 0) return [];
  const { rulebook, about, key, on: cause, at } = happened;
  const published = await calendars();
  const ids: string[] = [];
  for (const kind of kinds) {
    const input = inputOf(law, published, {
      rulebook,
      kind,
      key,
      about,
      cause,
      at,
      actor: { role: 'system' },
    });
    await openOccasion(store, input, start);
    ids.push(input.id);
  }
  return ids;
}

/** What tells the occasion of a plan from all others of its kind. */
export const plannedKey = (period: string, unit: UnitId | undefined): string =>
  unit === undefined ? period : `${period}.${unit}`;
