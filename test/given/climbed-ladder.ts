import type { EventAnswer, NotificationAnswer, TicketAnswer } from '../../api/tickets/answers';
import { type Hotline, LEAD } from './hotline';
import { waitFor } from './wait-for';

/** Everything of a ticket that readers find. */
export interface TicketRecord {
  readonly ticket: TicketAnswer;
  readonly ledger: readonly EventAnswer[];
  readonly outbox: readonly NotificationAnswer[];
}

export async function recordOf(hotline: Hotline, id: string): Promise<TicketRecord> {
  const ticket = await hotline.ticket(id);
  return { ticket, ledger: await hotline.ledger(id), outbox: await hotline.outbox(id) };
}

/** Whether nobody has to be sent anything any more: all else was taken, or waits until somebody comes for it. */
export const nothingToSend = (outbox: readonly Pick<NotificationAnswer, 'status'>[]): boolean =>
  outbox.every(({ status }) => status !== 'pending' && status !== 'failed');

/** Waits until a ticket nobody works on has come up to the executive meeting, and everybody is told. */
export function atTheTop(hotline: Hotline, id: string, seconds = 40): Promise<TicketRecord> {
  return waitFor(
    'the ticket was escalated to the executive meeting, and all were told',
    async () => {
      const record = await recordOf(hotline, id);
      return record.ticket.level === 3 && nothingToSend(record.outbox) && record;
    },
    { seconds, every: 250 },
  );
}

/** The times that rungs fired; who has done it by hand left no `rung`. */
export const rungsIn = (ledger: readonly EventAnswer[]): EventAnswer[] =>
  ledger.filter(({ data }) => data.rung !== undefined);

const spoken = ({ type, data }: EventAnswer): string =>
  type === 'escalated' ? `${type} ${String(data.level)}` : type;

/** Whom each rung of the test's ladder tells, of a ticket that {@link LEAD} has. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  reminded: [LEAD],
  supervised: [LEAD, 'hotline'],
  'escalated 2': [LEAD, 'hotline', 'office'],
  'escalated 3': [LEAD, 'hotline', 'office', 'meeting'],
};

/** The ladder of one clock was climbed: every rung once, in order, not before its time, in ledger and outbox; and nothing of the ledger is missing. */
export function expectEveryRungOnce({ ticket, ledger, outbox }: TicketRecord, lead = LEAD): void {
  expectNoGap(ticket, ledger);
  const rungs = rungsIn(ledger);
  expect(rungs.map(spoken)).toEqual(Object.keys(TOLD));
  expect(ledger.filter(({ type }) => type === 'clock-breached')).toHaveLength(1);
  const times = rungs.map(({ data }) => `${String(data.clock)}/${String(data.rung)}/${String(data.planned)}`);
  expect(new Set(times).size).toBe(times.length);
  for (const { at, data } of rungs) {
    expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(String(data.planned)));
  }
  const told = outbox.filter(({ template }) => ['reminded', 'supervised', 'escalated'].includes(template));
  const due = rungs.flatMap((rung) =>
    (TOLD[spoken(rung)] ?? []).map((to) => `${ticket.id}:${rung.seq}:${to === LEAD ? lead : to}`),
  );
  expect(told.map(({ id }) => id).toSorted()).toEqual(due.toSorted());
}

/** Every seq from 1 to that of the ticket stands in its ledger, once, in order. */
export function expectNoGap({ seq }: TicketAnswer, ledger: readonly EventAnswer[]): void {
  expect(ledger.map((line) => line.seq)).toEqual(Array.from({ length: seq }, (_, index) => index + 1));
}
