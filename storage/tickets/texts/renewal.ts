import { keysOf } from '../../../domain/words';
import type { DataKeys } from '../../../keys/data-keys';
import { open, seal } from '../../../keys/seal';
import { newTicketKey, type TicketKey } from '../../../keys/ticket-key';
import { placeOf } from '../evaluations';
import { sealingKeysOf, sealedText, TICKET_VERSION } from './sealed-text';
import type { TicketDocument, TicketModel } from '../ticket-document';
import { indexed } from './resealing';

/** How many tickets one look takes: few enough that nothing else waits for it. */
const PAGE = 500;
const TEXT = { title: 1, content: 1, contact: 1, evaluated: 1 } as const;

/** Tickets of an earlier format. */
export function renewalIn(model: TicketModel, keys: DataKeys) {
  return {
    /** Gives some tickets of the first format a key of their own, seals with it what they say, and lets them be found by words. @returns how many; none are left where it is 0 */
    async renew(): Promise<number> {
      const found = await model
        .find({ version: { $exists: false } }, TEXT)
        .limit(PAGE)
        .lean<TicketDocument[]>();
      for (const ticket of found) {
        const { key, wrapped } = newTicketKey(keys, ticket._id);
        // In one step, and only once: what another gave it meanwhile stays.
        await model.updateOne(
          { _id: ticket._id, version: { $exists: false } },
          { $set: { version: TICKET_VERSION, key: wrapped, ...renewed(keys, key, ticket) } },
        );
      }
      return found.length;
    },
  };
}

function renewed(keys: DataKeys, own: TicketKey, ticket: TicketDocument): Record<string, unknown> {
  const { _id: id, contact, evaluated = {} } = ticket;
  const by = sealingKeysOf(keys, ticket);
  const comments = keysOf(evaluated).flatMap((stage) => {
    const comment = evaluated[stage]?.comment;
    if (comment === undefined) return [];
    const place = placeOf(id, stage);
    return [[`evaluated.${stage}.comment`, seal([own], open(by, comment, place), place)]];
  });
  return {
    ...sealedText(own, id, ticket),
    contact: seal([own], open(by, contact, id), id),
    ...indexed(keys, ticket),
    ...Object.fromEntries(comments),
  };
}
