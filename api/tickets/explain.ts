import { isoDay, isoInstant } from '../../domain/time/instant';
import { layeredDays } from '../../domain/time/local-days';
import { type ExplainedClock, explainClocks } from '../../domain/telling/explain';
import { spanText } from '../../domain/time/span';
import { CAUSES } from '../../domain/words';
import type { ExplainedAnswer } from './answers';
import type { Parts } from '../parts';
import type { Asked } from '../http/address';
import { noTicket } from '../http/problem';
import { wholeLedger } from '../../storage/ledger/whole-ledger';
import type { FoundTicket } from './visible-ticket';

/** Why each of a ticket's clocks is due when it is (T-8, T-9, WF-13). */
export const explainDeadlines =
  ({ calendars }: Pick<Parts, 'calendars'>) =>
  async ({ found: { store, ticket } }: Pick<Asked<unknown, unknown, unknown, FoundTicket>, 'found'>) => {
    const [start, lines, published] = await Promise.all([
      store.tickets.startInput(ticket.id),
      wholeLedger(store, ticket.id),
      calendars.lately(),
    ]);
    if (!start) throw noTicket();
    const days = layeredDays(published, ticket.rulebook.id);
    const events = lines.map(({ event }) => event);
    const clocks = explainClocks(start, events, (day) => days.get(isoDay(day))?.name);
    return { json: { items: clocks.map(explainedJson) } };
  };

const explainedJson = (clock: ExplainedClock): ExplainedAnswer => ({
  clock: clock.id,
  name: clock.name,
  ...(clock.unit === undefined ? {} : { unit: clock.unit }),
  state: clock.state,
  startedAt: isoInstant(clock.startedAt),
  limit: spanText(clock.limit),
  ...(clock.source === undefined ? {} : { source: clock.source }),
  due: isoInstant(clock.due),
  provisional: clock.provisional,
  counted: [...clock.counted],
  skipped: [...clock.skipped],
  moves: clock.moves.map(({ at, before, after, cause, source, by }) => ({
    at: isoInstant(at),
    before: isoInstant(before),
    after: isoInstant(after),
    cause,
    causeText: CAUSES[cause],
    ...(source === undefined ? {} : { source }),
    by,
  })),
  ...(clock.endedAt === undefined ? {} : { endedAt: isoInstant(clock.endedAt) }),
  explanation: clock.explanation,
});
