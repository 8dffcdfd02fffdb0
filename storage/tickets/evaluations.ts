import type { Stage } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { open, seal, type SealingKeys } from '../../keys/seal';
import { sealingKeysOf } from './texts/sealed-text';
import type { LateEvaluation, LateEvaluations, TicketDocument, TicketModel } from './ticket-document';

/** Where the comment of a late evaluation is sealed for. */
export const placeOf = (ticketId: string, stage: Stage): string => `${ticketId} ${stage}`;

/** The evaluations that lie in a ticket's document, with their comments. @throws SealError */
export function evaluationsOf(
  keys: DataKeys,
  { _id, key, evaluated = {} }: Pick<TicketDocument, '_id' | 'key' | 'evaluated'>,
): LateEvaluations {
  const by = sealingKeysOf(keys, { _id, key });
  // Its keys are stages, as `keep` wrote them; `entries` and `fromEntries` take them for any text.
  const opened = Object.entries(evaluated).map(([stage, { comment, ...rest }]) => [
    stage,
    comment === undefined ? rest : { ...rest, comment: open(by, comment, placeOf(_id, stage as Stage)) },
  ]);
  return Object.fromEntries(opened) as LateEvaluations;
}

/** Evaluations of closed tickets: they stand with the ticket and change nothing else of it. */
export function evaluationsIn(model: TicketModel, keys: DataKeys) {
  async function keysFor(ticketId: string): Promise<SealingKeys> {
    const stored = await model.findById(ticketId, { key: 1 }).lean<TicketDocument>();
    return stored ? sealingKeysOf(keys, stored) : keys;
  }

  return {
    /**
     * Keeps the evaluation of a stage that has none, neither from the ticket's workflow nor from after it.
     * @returns false where it has one that came with another command
     */
    async keep(ticketId: string, stage: Stage, evaluation: LateEvaluation): Promise<boolean> {
      const field = `evaluated.${stage}`;
      const { comment, ...rest } = evaluation;
      const sealed =
        comment === undefined
          ? {}
          : { comment: seal(await keysFor(ticketId), comment, placeOf(ticketId, stage)) };
      const { modifiedCount } = await model.updateOne(
        {
          _id: ticketId,
          'view.state': 'closed',
          'view.evaluations.stage': { $ne: stage },
          [field]: { $exists: false },
        },
        { $set: { [field]: { ...rest, ...sealed } } },
      );
      if (modifiedCount > 0) return true;
      const stands = await model.exists({ _id: ticketId, [`${field}.command`]: evaluation.command });
      return stands !== null;
    },

    /** The evaluations that came after closure, with their comments. @throws SealError */
    async of(ticketId: string): Promise<LateEvaluations> {
      const stored = await model.findById(ticketId, { evaluated: 1, key: 1 }).lean<TicketDocument>();
      return stored ? evaluationsOf(keys, stored) : {};
    },
  };
}
