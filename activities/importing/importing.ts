import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Config } from '../../config/load';
import { type TicketId, commandId, ticketNumber } from '../../domain/ids';
import { type Importing, limitsAlone, retold } from '../../domain/imports/retold';
import type { PastTicket } from '../../domain/imports/past-ticket';
import { bindRules } from '../../domain/law/bind-rules';
import type { Law, Rules } from '../../domain/law/rules';
import { turnOf } from '../../domain/telling/turn';
import type { TicketInput } from '../../domain/ticket/input';
import { isRelayed, type Ticket } from '../../domain/ticket/ticket';
import { type CalendarSlice, calendarOfSlice } from '../../domain/time/calendar';
import type { Instant } from '../../domain/time/instant';
import { sliceFor } from '../../domain/time/local-days';
import { type NewestCalendars, publicationFor } from '../../storage/changes/changes';
import type { Store } from '../../storage/store';
import { type PastRow, pastRow } from './past-row';
import { type Format, rowsOf } from './rows';

/** What past tickets are put into. */
export interface Importer {
  readonly config: Config;
  readonly calendars: NewestCalendars;
  readonly store: Store;
  /** Starts the workflow of a ticket that is open. */
  readonly start: (input: TicketInput) => Promise<unknown>;
  /** Told after each row that was looked at. */
  readonly passed?: (sofar: Imported) => void;
}

/** Which file it is. */
export interface Source {
  readonly bytes: Readable;
  readonly format: Format;
  /** The system that it comes from; with a number there it makes a ticket's number here. */
  readonly source: string;
  /** Whose tickets they are, where a row does not say. */
  readonly rulebook?: string;
  /** Tickets that are open are taken too, and go on here; refused without it. */
  readonly open: boolean;
  /** The account of who puts them in. */
  readonly by: string;
  readonly now: Instant;
}

/** What does not fit, with its line. No value is told again: it may say something of a person. */
export interface Misfit {
  readonly line: number;
  readonly path: string;
  readonly message: string;
}

export interface Imported {
  /** Rows that were looked at. */
  readonly rows: number;
  /** Tickets that are new, and how many of them go on. */
  readonly taken: number;
  readonly open: number;
  /** Tickets that were put in before: nothing of them is changed. */
  readonly known: number;
  /** Rows that do not fit. */
  readonly refused: number;
}

/**
 * Puts past tickets in, one row after the other, in memory that does not grow with the file. Each is whole or not there; wherever it ends, the
 * same file again makes up the rest and changes nothing.
 * @param misfit told each thing that does not fit
 * @throws UnknownColumns; the driver's error while the database is away
 */
export async function importPast(
  by: Importer,
  from: Source,
  misfit: (found: Misfit) => void,
): Promise<Imported> {
  const schema = pastRow(by.config, from.rulebook, from.now);
  const count = { rows: 0, taken: 0, open: 0, known: 0, refused: 0 };
  for await (const row of rowsUntilTheEnd(from)) {
    count.rows++;
    const { line } = row;
    const read = 'said' in row ? schema.safeParse(row.said) : undefined;
    const wrong = !('said' in row)
      ? [{ path: '', message: row.wrong }]
      : (read?.error?.issues ?? []).map(({ path, message }) => ({ path: path.join('.'), message }));
    const outcome = read?.success ? await taken(by, from, read.data) : { wrong };
    if ('wrong' in outcome) {
      count.refused++;
      for (const it of outcome.wrong) misfit({ line, ...it });
    } else {
      count[outcome.is === 'known' ? 'known' : 'taken']++;
      if (outcome.is === 'open') count.open++;
    }
    by.passed?.(count);
  }
  return count;
}

/** Whatever ends it, what is left of the file is not waited for. */
async function* rowsUntilTheEnd({ bytes, format }: Source): ReturnType<typeof rowsOf> {
  try {
    yield* rowsOf(bytes, format);
  } finally {
    bytes.destroy();
  }
}

type Outcome =
  | { readonly is: 'closed' | 'open' | 'known' }
  | { readonly wrong: readonly Pick<Misfit, 'path' | 'message'>[] };

const refused = (path: string, message: string): Outcome => ({ wrong: [{ path, message }] });

async function taken(by: Importer, from: Source, row: PastRow): Promise<Outcome> {
  const { store } = by;
  const { source, now } = from;
  const { externalId } = row;
  if (row.closedAt === undefined && !from.open)
    return refused(
      'closedAt',
      'expected when it was closed; one that is open is taken only where that is asked for',
    );
  const id = numberOf(source, row);
  const there = await store.tickets.find(id);
  const isIt = there?.imported?.source === source && there.imported.externalId === externalId;
  if (there && !isIt) return refused('externalId', 'its number here is another ticket’s already');
  if (there && there.seq > 0) return { is: 'known' };
  const past = pastOf(id, row);
  const { law, calendar } = lawOf(by, row);
  const importing: Importing = { at: now, actor: { role: 'admin' }, source, externalId };
  // Before anything is stored.
  const tried = retold(past, law, importing);
  if ('impossible' in tried) return refused(AT[tried.impossible] ?? '', tried.why);
  const publication = publicationFor(by.calendars, row.rulebook);
  const rules = limitsAlone(law.rules, past);
  const input = { matter: past.matter, rules, calendar, ...(publication ? { publication } : {}) };
  const { title, content, callerName, phone = '', address } = row;
  const stored = await store.tickets.add({
    input,
    registeredBy: from.by,
    title,
    content,
    contact: {
      caller: { ...(callerName === undefined ? {} : { name: callerName }), phone },
      ...(address === undefined ? {} : { address }),
    },
    imported: { source, externalId },
  });
  const told = retold(await withReply(store, { ...past, matter: stored.matter }, row, from), law, importing);
  if ('impossible' in told) throw new Error(`${id}: ${told.why}`);
  const { ticket, events } = told;
  await store.recordTurn(turnOf(ticket, events, [], now), []);
  await store.tickets.confirm(id, ticket.seq);
  if (ticket.state === 'closed') return { is: 'closed' };
  await by.start(carriedInput({ ...input, matter: stored.matter }, ticket));
  return { is: 'open' };
}

/** What its workflow goes on from. */
function carriedInput(input: TicketInput, ticket: Ticket): TicketInput {
  const { law: _, ...facts } = ticket;
  return { ...input, carried: { ticket: facts, undelivered: [], news: [] } };
}

/** The moment of a row that a refused act is about. */
const AT: Readonly<Record<string, string>> = {
  dispatch: 'dispatchedAt',
  sign: 'signedAt',
  contact: 'contactedAt',
  supervise: 'supervisedAt',
  escalate: 'escalatedAt',
  submit: 'submittedAt',
  review: 'closedAt',
  callback: 'satisfaction',
  answer: 'outcome',
  decline: 'outcome',
  withdraw: 'outcome',
};

/** The same for the same system and number, whoever puts it in and by whatever key. */
function numberOf(source: string, { externalId, receivedAt }: PastRow): TicketId {
  const bytes = createHash('sha256').update(`${source}\n${externalId}`).digest();
  let next = 0;
  return ticketNumber(receivedAt, (digits) => bytes.readUInt8(next++) % digits);
}

function pastOf(id: TicketId, row: PastRow): PastTicket {
  const { kind, category, channel, district, urgency, confidential, wantsReply, receivedAt } = row;
  const { dispatchedAt, lead, assist, signedAt, contactedAt, supervisedAt, mode, escalatedAt, level } = row;
  const { submittedAt, closedAt, outcome, satisfaction, registeredAt = receivedAt } = row;
  return {
    matter: {
      id,
      kind,
      category,
      channel,
      district: { id: district.id, name: district.name },
      ...(urgency === undefined ? {} : { urgency }),
      confidential: isRelayed({ kind, confidential }),
      wantsReply,
      receivedAt,
      registeredAt,
      actor: { role: 'operator' },
    },
    ...(dispatchedAt === undefined || !lead ? {} : { dispatched: { at: dispatchedAt, lead, assist } }),
    ...(signedAt === undefined ? {} : { signedAt }),
    ...(contactedAt === undefined ? {} : { contactedAt }),
    ...(supervisedAt === undefined ? {} : { supervised: { at: supervisedAt, mode } }),
    ...(escalatedAt === undefined || level === undefined ? {} : { escalated: { at: escalatedAt, level } }),
    ...(submittedAt === undefined ? {} : { submitted: { at: submittedAt, parts: [] } }),
    ...(closedAt === undefined || outcome === undefined
      ? {}
      : { closed: { at: closedAt, outcome, ...(satisfaction === undefined ? {} : { satisfaction }) } }),
  };
}

/** With what the unit replied, which is kept apart and sealed as every text. */
async function withReply(
  { texts }: Store,
  past: PastTicket,
  { reply, lead }: PastRow,
  { by: sub }: Source,
): Promise<PastTicket> {
  const at = past.submitted?.at ?? past.closed?.at;
  if (reply === undefined || at === undefined || !lead) return past;
  const id = commandId(`${past.matter.id}-submit`);
  const actor = { sub, role: 'unit', unit: lead.id } as const;
  const commitment = await texts.put({
    id,
    ticketId: past.matter.id,
    name: 'submit',
    actor,
    texts: { result: reply },
    at,
  });
  return {
    ...past,
    submitted: { at, parts: ['result'], ...(commitment === undefined ? {} : { commitment }) },
  };
}

function lawOf(
  { config, calendars }: Importer,
  { rulebook, kind, channel, category, urgency, receivedAt }: PastRow,
): { law: Law; calendar: CalendarSlice } {
  const book = config.rulebooks.get(rulebook);
  if (!book) throw new Error('the row was not checked against the configuration');
  const rules: Rules = bindRules(book, {
    kind,
    channel,
    category,
    ...(urgency === undefined ? {} : { urgency }),
  });
  const calendar = sliceFor(calendars, rulebook, receivedAt);
  return { law: { rules, calendar: calendarOfSlice(calendar) }, calendar };
}
