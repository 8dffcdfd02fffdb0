import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import { SealError } from '../../keys/seal';
import type { SealedRoom } from './sealed-rooms';

/** How far a room was gone through. */
export interface Gone {
  /** The last document that was looked at. */
  readonly after: string;
  readonly looked: number;
  readonly resealed: number;
  /** What could not be sealed anew: it needs a key that is not there, or was changed. */
  readonly failed: number;
}

/** By room and key, how many documents depend on that key. */
export type Dependence = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A rotation to one newest key, the last that was begun. */
export interface Progress {
  readonly begunAt: Instant;
  readonly rooms: Readonly<Record<string, Gone>>;
  /** When it had gone through everything. */
  readonly finishedAt?: Instant;
  /** What was found then. */
  readonly found?: Dependence;
}

type RotationDocument = Progress & {
  /** The id of the key that is the newest. */
  _id: string;
};

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    begunAt: { type: Number, required: true },
    rooms: { type: Mixed, required: true },
    finishedAt: Number,
    found: Mixed,
  },
  { minimize: false, versionKey: false },
);

/** What is told while everything is gone through. */
export interface Told {
  /** After each page. */
  passed(room: string, gone: Pick<Gone, 'looked' | 'resealed' | 'failed'>): void;
  failed(room: string, id: string, error: Error): void;
}

/** How many documents one page has. */
const PAGE = 200;
/** How often one is tried that others change at the same time. */
const TRIES = 5;
const BEGINNING: Gone = { after: '', looked: 0, resealed: 0, failed: 0 };

/**
 * Lets everything that is stored depend on the newest data key alone, while the service works. It is gone through room by room, page by
 * page in the order of ids, and after each page it is noted how far: broken off anywhere, it goes on from there. Each document is changed
 * in one step, and only as it was read; several rotations to one key at once do no harm.
 */
export function rotationIn(connection: Connection, rooms: readonly SealedRoom[], [newest]: DataKeys) {
  const model = connection.model('key-rotation', schema, 'key-rotations');
  const { id: _id } = newest;

  /** One that was broken off is gone on with. */
  async function begun(now: Instant): Promise<Progress> {
    const found = await model.findById(_id).lean<RotationDocument>();
    if (found && found.finishedAt === undefined) return found;
    const fresh = { begunAt: now, rooms: {} };
    await model.replaceOne({ _id }, { _id, ...fresh }, { upsert: true });
    return fresh;
  }

  async function resealed({ name, reseal }: SealedRoom, id: string, { failed }: Told): Promise<boolean> {
    try {
      for (let tries = 0; tries < TRIES; tries++) if (await reseal?.(id)) return true;
      throw new SealError('It is changed all the time.');
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      failed(name, id, error);
      return false;
    }
  }

  async function goThrough(room: SealedRoom, from: Gone, told: Told): Promise<void> {
    let gone = from;
    for (let full = true; full;) {
      const page = await room.look(gone.after, PAGE);
      const older = page.filter(({ keys }) => keys.some((key) => key !== newest.id));
      let well = 0;
      for (const { id } of older) if (await resealed(room, id, told)) well++;
      gone = {
        after: page.at(-1)?.id ?? gone.after,
        looked: gone.looked + page.length,
        resealed: gone.resealed + well,
        failed: gone.failed + older.length - well,
      };
      await model.updateOne({ _id }, { $set: { [`rooms.${room.name}`]: gone } });
      told.passed(room.name, gone);
      full = page.length === PAGE;
    }
  }

  /** What depends on which key. @param passed called after each page */
  async function found(passed: (room: string, looked: number) => void = () => {}): Promise<Dependence> {
    const all: Record<string, Record<string, number>> = {};
    for (const { name, look } of rooms) {
      const counts: Record<string, number> = (all[name] = {});
      let looked = 0;
      for (let after: string | undefined = ''; after !== undefined;) {
        const page = await look(after, PAGE);
        for (const { keys } of page) for (const key of new Set(keys)) counts[key] = (counts[key] ?? 0) + 1;
        passed(name, (looked += page.length));
        after = page.length === PAGE ? page.at(-1)?.id : undefined;
      }
    }
    return all;
  }

  return {
    model,

    /** Goes through everything, from where the last one was broken off; then counts. */
    async reseal(told: Told, now: () => Instant): Promise<Dependence> {
      const { rooms: gone } = await begun(now());
      for (const room of rooms) if (room.reseal) await goThrough(room, gone[room.name] ?? BEGINNING, told);
      const left = await found();
      await model.updateOne({ _id }, { $set: { finishedAt: now(), found: left } });
      return left;
    },

    found,

    /** How far the rotation to the newest key is: of each room how many documents were looked at, sealed anew and failed at, and how many were left in the end. */
    async measured(): Promise<Record<string, Record<string, number>>> {
      const { rooms: gone = {}, found: last } = (await model.findById(_id).lean<RotationDocument>()) ?? {};
      const names = Object.keys({ ...gone, ...last });
      return Object.fromEntries(
        names.map((name) => {
          const { looked = 0, resealed: anew = 0, failed = 0 } = gone[name] ?? {};
          const others = Object.entries(last?.[name] ?? {}).filter(([key]) => key !== newest.id);
          const left = others.reduce((sum, [, count]) => sum + count, 0);
          return [name, { looked, resealed: anew, failed, ...(last ? { left } : {}) }];
        }),
      );
    },
  };
}
