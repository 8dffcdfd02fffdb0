import { type Connection, Schema } from 'mongoose';
import { instant } from '../../domain/time/instant';
import { unlessDuplicate } from '../errors';
import type { TakenHead } from './covered-tickets';
import { PART } from './merkle';

/** The heads of one part of a checkpoint's tree, column by column. */
interface HeadsDocument {
  /** `number:root:part` */
  _id: string;
  root: string;
  tickets: string[];
  seqs: number[];
  hashes: string[];
  /** Each that occurs once: tickets of one rulebook and calendar have the same. */
  laws: string[];
  /** Which of these each ticket has. */
  law: number[];
  decided: number[];
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    root: { type: String, required: true },
    tickets: { type: [String], required: true },
    seqs: { type: [Number], required: true },
    hashes: { type: [String], required: true },
    laws: { type: [String], required: true },
    law: { type: [Number], required: true },
    decided: { type: [Number], required: true },
  },
  { versionKey: false },
);

const placeOf = (number: number, root: string, part: number): string => `${number}:${root}:${part}`;

export type Heads = ReturnType<typeof headsIn>;

/** The leaves of checkpoints. */
export function headsIn(connection: Connection) {
  const model = connection.model('checkpoint-heads', schema, 'checkpoint-heads');
  return {
    model,

    /** Keeps the heads of a tree; the same tree again changes nothing. */
    async keep(number: number, root: string, taken: readonly TakenHead[]): Promise<void> {
      for (let part = 0; part * PART < taken.length; part++) {
        const own = taken.slice(part * PART, (part + 1) * PART);
        const document = { _id: placeOf(number, root, part), root, ...columnsOf(own) };
        await model.insertMany([document], { lean: true }).catch(unlessDuplicate);
      }
    },

    /** Those of one part, in the order of the tree. */
    async of(number: number, root: string, part: number): Promise<TakenHead[]> {
      const found = await model.findById(placeOf(number, root, part)).lean<HeadsDocument>();
      return found ? rowsOf(found) : [];
    },

    /** Removes those of trees that did not become the checkpoint of this number. */
    async removeOthers(number: number, root: string): Promise<void> {
      const left = await model
        .find({ _id: { $gt: `${number}:`, $lt: `${number};` } }, { root: 1 })
        .lean<HeadsDocument[]>();
      const ids = left.filter((it) => it.root !== root).map(({ _id }) => _id);
      if (ids.length > 0) await model.deleteMany({ _id: { $in: ids } });
    },
  };
}

function columnsOf(taken: readonly TakenHead[]): Omit<HeadsDocument, '_id' | 'root'> {
  const laws = [...new Set(taken.map(({ law }) => law))];
  return {
    tickets: taken.map(({ ticket }) => ticket),
    seqs: taken.map(({ seq }) => seq),
    hashes: taken.map(({ hash }) => hash),
    laws,
    law: taken.map(({ law }) => laws.indexOf(law)),
    decided: taken.map(({ decided }) => decided),
  };
}

const rowsOf = ({ tickets, seqs, hashes, laws, law, decided }: HeadsDocument): TakenHead[] =>
  tickets.map((ticket, row) => ({
    ticket,
    seq: seqs[row] ?? 0,
    hash: hashes[row] ?? '',
    law: laws[law[row] ?? -1] ?? '',
    decided: instant(decided[row] ?? 0),
  }));
