import { type Connection, Schema } from 'mongoose';
import type { TicketEvent } from '../../domain/ticket/event';
import type { Instant } from '../../domain/time/instant';
import { unlessDuplicate } from '../errors';
import { eventOf, LINE, type LineDocument } from './line-document';

/** An event of a turn that the engine lost, for auditors: it stood in the ledger, and something else is what happened. */
export interface SupersededEvent {
  readonly event: TicketEvent;
  /** When the ticket decided on it, and on what stands in its place. */
  readonly decided: Instant;
  readonly by: Instant;
}

/** A line of a command that was written down, was lost, and of which nobody has found out yet whether it was carried out after all. */
export interface LostCommand {
  /** Of the line, for {@link Superseded.settle}. */
  readonly id: string;
  readonly ticketId: string;
  readonly command: string;
}

export type SupersededDocument = LineDocument & {
  by: Instant;
  /** The same as `by`, as long as nobody has looked what became of its command. */
  unsettled?: Instant;
};

const schema = new Schema(
  { ...LINE, by: { type: Number, required: true }, unsettled: Number },
  {
    minimize: false,
    versionKey: false,
  },
);

export const supersededEvent = ({ by, unsettled: _, ...line }: SupersededDocument): SupersededEvent => ({
  event: eventOf(line),
  decided: line.decided,
  by,
});

/** A line as it stood in the ledger, and when what stands in its place was decided. */
export interface SupersededLineDocument {
  readonly line: LineDocument;
  readonly by: Instant;
}

export const supersededLine = ({
  by,
  unsettled: _,
  ...line
}: SupersededDocument): SupersededLineDocument => ({ line, by });

export type Superseded = ReturnType<typeof supersededIn>;

/** What stood in the ledger and gave way: each line as `ticket:epoch:seq`, where the epoch is when its ticket had decided on it (ms). */
export function supersededIn(connection: Connection) {
  const model = connection.model('superseded-event', schema, 'ledger-superseded');

  const documentsOf = (ticketId: string): Promise<SupersededDocument[]> =>
    model.find({ ticketId }).sort({ seq: 1, decided: 1 }).lean<SupersededDocument[]>();

  return {
    model,

    /** Keeps lines before others take their places; the same again changes nothing. */
    async keep(lines: readonly LineDocument[], by: Instant): Promise<void> {
      if (lines.length === 0) return;
      const documents = lines.map((line): SupersededDocument => {
        const { ticketId, decided, seq, command } = line;
        const open = command === undefined ? {} : { unsettled: by };
        return { ...line, _id: `${ticketId}:${decided}:${seq}`, by, ...open };
      });
      await model.insertMany(documents, { ordered: false, lean: true }).catch(unlessDuplicate);
    },

    /** Those of a ticket, by their places, and of one place the earlier first. */
    of: async (ticketId: string): Promise<SupersededEvent[]> =>
      (await documentsOf(ticketId)).map(supersededEvent),

    /** The same, as they were stored. */
    linesOf: async (ticketId: string): Promise<SupersededLineDocument[]> =>
      (await documentsOf(ticketId)).map(supersededLine),

    /** Those of these commands of which an event stood in the ledger once. */
    async stood(commands: readonly string[]): Promise<string[]> {
      return model.distinct('command', { command: { $in: commands } });
    },

    /** Lines of lost commands of which nobody knows what became of them; what gave way from `before` on is left alone. */
    async unsettled(before: Instant, after: string, limit: number): Promise<LostCommand[]> {
      const found = await model
        .find({ unsettled: { $lt: before }, _id: { $gt: after } }, { ticketId: 1, command: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<SupersededDocument[]>();
      return found.map(({ _id: id, ticketId, command = '' }) => ({ id, ticketId, command }));
    },

    /** Notes of a command's lines that everybody knows now what became of it. */
    async settle(command: string): Promise<void> {
      await model.updateMany({ command }, { $unset: { unsettled: 1 } });
    },
  };
}
