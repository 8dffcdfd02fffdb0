import { EDITION } from '../../domain/law/edition';
import type { TicketInput } from '../../domain/ticket/input';
import type { Registration } from '../../domain/ticket/register';
import type { Reaching, RulebookChange } from '../changes/changes';
import { OPEN_STATES, rulebookOf, type TicketDocument, type TicketModel } from './ticket-document';

/** An open ticket, with what decides how a rulebook binds it. */
export type BoundTicket = Pick<Registration, 'id' | 'kind' | 'channel' | 'category' | 'urgency' | 'origin'>;

/** A file of a rulebook that open tickets are to be bound to, by which change. */
export type Reapplied = Pick<RulebookChange, 'rulebook' | 'hash' | 'filter'> & { readonly id?: number };

/** Which calendar and which rules bind open tickets by now, for changes of either. */
export function boundTicketsIn(model: TicketModel) {
  return {
    /** Notes that the ticket counts by a calendar that was published since its start. */
    async showCalendar(id: string, change: number): Promise<void> {
      await model.updateOne({ _id: id }, { $max: { calendarBy: change } });
    },

    /** Shows which rules bind the ticket by now, unless a later change has bound it to others. */
    async showRules(id: string, rules: TicketInput['rules'], change: number): Promise<void> {
      await model.updateOne(
        { _id: id, $or: [{ rulebookBy: { $exists: false } }, { rulebookBy: { $lt: change } }] },
        { $set: { rulebook: rulebookOf(rules), rulebookBy: change } },
      );
    },

    /** How many open tickets that were started and that a publication reaches are not recorded as bound to it. */
    countBehind: (publication: Reaching): Promise<number> => model.countDocuments(behind(publication)),

    /** Those of these tickets that are open and not recorded as bound by a change. */
    async unboundAmong(ids: readonly string[], by: Reaching | RulebookChange): Promise<string[]> {
      const unbound = 'hash' in by ? boundToOthers(by) : behind(by);
      const found = await model
        .find({ _id: { $in: ids }, $and: [unbound] }, { _id: 1 })
        .lean<Pick<TicketDocument, '_id'>[]>();
      return found.map(({ _id }) => _id);
    },

    countBoundToOthers: (than: Reapplied): Promise<number> => model.countDocuments(boundToOthers(than)),

    /** Open tickets of a rulebook that are bound to another file of it, or by rules from before, and not by a later change. */
    async boundToOthers(than: Reapplied, after: string, limit: number): Promise<BoundTicket[]> {
      const found = await model
        .find({ _id: { $gt: after }, $and: [boundToOthers(than)] }, { matter: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.map(({ matter: { id, kind: of, channel, category, urgency, origin } }) => ({
        id,
        kind: of,
        channel,
        category,
        ...(urgency === undefined ? {} : { urgency }),
        ...(origin === undefined ? {} : { origin }),
      }));
    },
  };
}

function behind({ id, rulebook }: Reaching): Record<string, unknown> {
  return {
    ...STARTED_AND_OPEN,
    calendarBy: { $not: { $gte: id } },
    ...(rulebook === undefined ? {} : { 'rulebook.id': rulebook }),
  };
}

function boundToOthers({ id, rulebook, hash, filter }: Reapplied): Record<string, unknown> {
  const { tickets, kind, district } = filter;
  const earlier = [{ rulebookBy: { $exists: false } }, { rulebookBy: { $lt: id } }];
  return {
    'rulebook.id': rulebook,
    // The same file means something else since, where its rules were compiled in another edition.
    $or: [{ 'rulebook.hash': { $ne: hash } }, { 'rulebook.edition': { $ne: EDITION } }],
    ...STARTED_AND_OPEN,
    ...(id === undefined ? {} : { $and: [{ $or: earlier }] }),
    ...(kind === undefined ? {} : { 'matter.kind': kind }),
    ...(district === undefined ? {} : { 'matter.district.id': district }),
    ...(tickets === undefined ? {} : { _id: { $in: tickets } }),
  };
}

const STARTED_AND_OPEN = { started: true, 'view.state': { $in: OPEN_STATES } } as const;
