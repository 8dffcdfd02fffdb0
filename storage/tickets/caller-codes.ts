import type { CodedTicket } from '../../keys/caller-access';
import type { TicketModel } from './ticket-document';

/** How often the code of a ticket's caller was made anew; the codes themselves stand nowhere. */
export const callerCodesIn = (model: TicketModel) => ({
  /**
   * From now on the code of this generation is the ticket's, and none before it. It never falls: the same once more changes nothing, and
   * where two are chosen at the same time, the later is the ticket's.
   * @returns false where the ticket is not there, or not any more
   */
  async raiseCode({ id, codeGeneration }: CodedTicket): Promise<boolean> {
    return (await model.updateOne({ _id: id }, { $max: { codeGeneration } })).matchedCount > 0;
  },
});
