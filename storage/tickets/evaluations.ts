import type { Stage } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { open, seal, type SealingKeys } from '../../keys/seal';
import { sealingKeysOf } from './texts/sealed-text';
import {
  type LateEvaluation,
  type LateEvaluations,
  type TicketDocument,
  type TicketModel,
  UNCOUNTED,
} from './ticket-document';

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
export function evaluationsIn(
  {
    model,
    sealingKeys,
  }: {
    readonly model: TicketModel;
    readonly sealingKeys: (id: string) => Promise<SealingKeys | undefined>;
  },
  keys: DataKeys,
) {
  return {
    /**
     * Keeps the caller's evaluation of a stage that has none, neither from the ticket's workflow nor from after it.
     * @returns false where it has one that came with another command, or was erased
     */
    async keep(ticketId: string, stage: Stage, evaluation: LateEvaluation): Promise<boolean> {
      const field = `evaluated.${stage}`;
      const { comment, ...rest } = evaluation;
      const sealed =
        comment === undefined
          ? {}
          : { comment: seal((await sealingKeys(ticketId)) ?? keys, comment, placeOf(ticketId, stage)) };
      const { modifiedCount } = await model.updateOne(
        {
          _id: ticketId,
          'view.state': 'closed',
          erased: { $exists: false },
          'view.evaluations': { $not: { $elemMatch: { stage, by: { $ne: 'callback' } } } },
          [field]: { $exists: false },
        },
        { $set: { [field]: { ...rest, ...sealed }, uncounted: UNCOUNTED } },
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
