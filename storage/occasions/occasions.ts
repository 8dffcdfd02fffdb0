import { type Connection, Schema } from 'mongoose';
import { evolveAll, newOccasion } from '../../domain/occasions/evolve';
import {
  type Drawn,
  type Occasion,
  type OccasionEvent,
  type OccasionInput,
  partiesIn,
  stateOf,
  titleOf,
} from '../../domain/occasions/occasion';
import type { OccasionOutcome, OccasionState } from '../../domain/occasions/words';
import type { Instant } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import { open, seal } from '../../keys/seal';
import { isNew, unlessDuplicate } from '../errors';
import { type Page, pageOf } from '../page';

/** An occasion as lists show it. */
export interface ListedOccasion {
  readonly id: string;
  readonly rulebook: string;
  readonly kind: string;
  readonly title: string;
  readonly state: OccasionState;
  readonly outcome?: OccasionOutcome;
  readonly openedAt: Instant;
  readonly due?: Instant;
  readonly overdue: boolean;
}

/** What of an occasion is filled from what the service knows: sections by their ids, and the list that was drawn from. */
export interface Filled {
  readonly sections: Readonly<Record<string, unknown>>;
  readonly drawn?: Drawn;
  /** All that could have been drawn, in order, where that is not too long to keep. */
  readonly population?: readonly string[];
}

export interface StoredOccasion {
  readonly input: OccasionInput;
  readonly occasion: Occasion;
  readonly events: readonly OccasionEvent[];
  readonly filled: Filled;
}

export type OccasionDocument = Omit<ListedOccasion, 'id'> & {
  _id: string;
  input: OccasionInput;
  /** Who has a part in it. */
  parties: readonly string[];
  /** The last event that it shows. */
  seq: number;
  /** Its workflow is not known to have been started; gone when it is. */
  waiting?: true;
  /** It is not closed; gone when it is. */
  open?: true;
  /** As JSON, sealed. */
  filled?: string;
};

type EventDocument = { _id: string } & OccasionEvent;

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    rulebook: { type: String, required: true },
    kind: { type: String, required: true },
    title: { type: String, required: true },
    state: { type: String, required: true },
    outcome: String,
    openedAt: { type: Number, required: true },
    due: Number,
    overdue: { type: Boolean, required: true },
    input: { type: Mixed, required: true },
    parties: { type: [String], required: true },
    seq: { type: Number, required: true },
    waiting: Boolean,
    open: Boolean,
    filled: String,
  },
  { minimize: false, versionKey: false },
);
const eventSchema = new Schema(
  {
    _id: { type: String, required: true },
    seq: { type: Number, required: true },
    at: { type: Number, required: true },
    type: { type: String, required: true },
    actor: { type: Mixed, required: true },
    command: String,
    data: { type: Mixed, required: true },
  },
  { minimize: false, versionKey: false },
);
const planSchema = new Schema(
  { _id: { type: String, required: true }, upTo: { type: Number, required: true } },
  { versionKey: false },
);

const LISTED = {
  rulebook: 1,
  kind: 1,
  title: 1,
  state: 1,
  outcome: 1,
  openedAt: 1,
  due: 1,
  overdue: 1,
} as const;
const NEWEST = { openedAt: -1, _id: -1 } as const;
const PAGE = 200;

export const placeOfFilled = (id: string): string => `${id} filled`;
const eventId = (id: string, seq: number): string => `${id}:${String(seq).padStart(5, '0')}`;

/** What lists are asked for by. @property party only those in which one of these has a part */
export interface OccasionFilter {
  readonly rulebook?: string;
  readonly kind?: string;
  readonly state?: OccasionState;
  readonly parties?: readonly string[];
}

export type Occasions = ReturnType<typeof occasionsIn>;

/** Occasions, and their ledgers: a line each `occasion:seq`, written once. */
export function occasionsIn(connection: Connection, keys: DataKeys) {
  const model = connection.model('occasion', schema, 'occasions');
  const events = connection.model('occasion-event', eventSchema, 'occasion-events');
  const plans = connection.model('occasion-plan', planSchema, 'occasion-plans');

  async function eventsOf(id: string): Promise<OccasionEvent[]> {
    const found = await events.find({ _id: { $gt: `${id}:`, $lt: `${id};` } }).lean<EventDocument[]>();
    return found.map(({ _id: _, ...event }) => event as OccasionEvent).toSorted((a, b) => a.seq - b.seq);
  }

  return {
    model,
    events,
    plans,

    /** Stores an occasion before its workflow is started. @returns false where it is there already: it is opened once */
    async add(input: OccasionInput): Promise<boolean> {
      const occasion = newOccasion(input);
      const document: OccasionDocument = {
        _id: input.id,
        ...shownOf(occasion),
        input,
        parties: partiesIn(occasion),
        seq: 0,
        waiting: true,
        open: true,
      };
      return isNew(model.insertMany([document], { lean: true }));
    },

    /** Notes that an occasion's workflow was started. */
    async markStarted(id: string): Promise<void> {
      await model.updateOne({ _id: id }, { $unset: { waiting: 1 } });
    },

    /** Writes what happened: its lines, and then what lists show, never as it was earlier. Again, it changes nothing. */
    async record(id: string, lines: readonly OccasionEvent[]): Promise<void> {
      const documents = lines.map((it): EventDocument => ({ _id: eventId(id, it.seq), ...it }));
      if (documents.length > 0)
        await events.insertMany(documents, { ordered: false, lean: true }).catch(unlessDuplicate);
      const found = await model.findById(id, { input: 1 }).lean<Pick<OccasionDocument, 'input'>>();
      if (!found) return;
      const occasion = evolveAll(newOccasion(found.input), await eventsOf(id));
      const { due, outcome, ...shown } = shownOf(occasion);
      const gone = {
        waiting: 1,
        ...(due === undefined ? { due: 1 } : {}),
        ...(outcome === undefined ? {} : { open: 1 }),
      };
      await model.updateOne(
        { _id: id, seq: { $lt: occasion.seq } },
        {
          $set: {
            ...shown,
            parties: partiesIn(occasion),
            ...(due === undefined ? {} : { due }),
            ...(outcome === undefined ? {} : { outcome }),
            seq: occasion.seq,
          },
          $unset: gone,
        },
      );
    },

    /** Keeps what was filled and drawn; the first time counts, so that who tries again draws from the same. @returns what is kept */
    async fill(id: string, filled: Filled): Promise<Filled> {
      const sealed = seal(keys, JSON.stringify(filled), placeOfFilled(id));
      await model.updateOne({ _id: id, filled: { $exists: false } }, { $set: { filled: sealed } });
      const found = await model.findById(id, { filled: 1 }).lean<Pick<OccasionDocument, 'filled'>>();
      return filledOf(keys, id, found?.filled);
    },

    /** @throws SealError where what was filled can't be opened */
    async find(id: string): Promise<StoredOccasion | undefined> {
      const found = await model.findById(id, { input: 1, filled: 1 }).lean<OccasionDocument>();
      if (!found) return undefined;
      const lines = await eventsOf(id);
      return {
        input: found.input,
        occasion: evolveAll(newOccasion(found.input), lines),
        events: lines,
        filled: filledOf(keys, id, found.filled),
      };
    },

    /** Newest first. @throws RangeError for a cursor that no list gave out */
    async list(
      { parties, ...wanted }: OccasionFilter,
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<ListedOccasion>> {
      const all = { ...wanted, ...(parties ? { parties: { $in: parties } } : {}) };
      const asked = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      const page = await pageOf(
        { cursor, limit },
        { field: 'openedAt', of: ({ openedAt }: OccasionDocument) => openedAt },
        (conditions, most) =>
          model
            .find({ $and: [asked, ...conditions] }, LISTED)
            .sort(NEWEST)
            .limit(most)
            .lean<OccasionDocument[]>(),
      );
      return { ...page, items: page.items.map(listedOf) };
    },

    /** Those that are not closed, in the order of their ids: what runs, or should. */
    async openOnes(after: string, limit = PAGE): Promise<string[]> {
      const found = await model
        .find({ open: true, _id: { $gt: after } }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<Pick<OccasionDocument, '_id'>[]>();
      return found.map(({ _id }) => _id);
    },

    /** Those that were stored before a moment, and whose workflow nobody has started: the engine was away. */
    async neverStarted(before: Instant): Promise<string[]> {
      const found = await model
        .find({ waiting: true, openedAt: { $lt: before } }, { _id: 1 })
        .limit(PAGE)
        .lean<Pick<OccasionDocument, '_id'>[]>();
      return found.map(({ _id }) => _id);
    },

    /** What its workflow is started with: as it was opened, or with all that happened since. */
    async startInput(id: string): Promise<OccasionInput | undefined> {
      const found = await model.findById(id, { input: 1 }).lean<Pick<OccasionDocument, 'input'>>();
      if (!found) return undefined;
      const carried = await eventsOf(id);
      return carried.length === 0 ? found.input : { ...found.input, carried };
    },

    /** Results of re-inspections on occasions of a rulebook that were opened within a time. */
    async checksIn(
      rulebook: string,
      from: Instant,
      to: Instant,
    ): Promise<{ passed: number; failed: number }> {
      const found = await model
        .find({ rulebook, openedAt: { $gte: from, $lt: to } }, { 'input.kind.sample': 1 })
        .lean<{ _id: string; input: { kind: { sample?: object } } }[]>();
      const counted = { passed: 0, failed: 0 };
      for (const { _id } of found.filter((it) => it.input.kind.sample !== undefined))
        for (const event of await eventsOf(_id))
          if (event.type === 'checked') counted[event.data.passed ? 'passed' : 'failed']++;
      return counted;
    },

    /** Up to when the occasions of a rulebook were planned; the first time from a moment on, since nothing before it was owed. */
    async plannedUpTo(rulebook: string, now: Instant): Promise<Instant> {
      await plans.insertMany([{ _id: rulebook, upTo: now }], { lean: true }).catch(unlessDuplicate);
      const found = await plans.findById(rulebook).lean<{ upTo: Instant }>();
      return found?.upTo ?? now;
    },

    async notePlanned(rulebook: string, upTo: Instant): Promise<void> {
      await plans.updateOne({ _id: rulebook }, { $max: { upTo } });
    },
  };
}

function shownOf(occasion: Occasion): Omit<ListedOccasion, 'id'> {
  const { input, outcome, clock } = occasion;
  return {
    rulebook: input.rulebook,
    kind: input.kind.id,
    title: titleOf(input),
    state: stateOf(occasion),
    ...(outcome === undefined ? {} : { outcome }),
    openedAt: input.openedAt,
    ...(clock === undefined ? {} : { due: clock.due }),
    overdue: clock?.state === 'breached',
  };
}

const listedOf = ({ _id: id, ...rest }: OccasionDocument): ListedOccasion => ({ id, ...rest });

const filledOf = (keys: DataKeys, id: string, sealed: string | undefined): Filled =>
  sealed === undefined ? { sections: {} } : (JSON.parse(open(keys, sealed, placeOfFilled(id))) as Filled);
