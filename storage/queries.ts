import { DUE_FIRST, NEWEST } from './tickets/ticket-document';

/** The fields of an order or an index, one after the other, with their directions. */
export type Key = Readonly<Record<string, 1 | -1>>;

/** A query, and the index that serves it: the fields that it compares come first there, its order after them. */
export interface Query {
  /** Fields that are compared with a value or some, or are missing; it may compare further ones in what these find. */
  readonly equals: readonly string[];
  /** Of which it wants what lies before or after a value; not where that is the first of its order. */
  readonly range?: string;
  readonly order?: Key;
  /** Why what it finds is little enough to be put in order when it was found. */
  readonly few?: string;
  readonly index: Key;
}

const BY_MOMENT = { at: -1, _id: -1 } as const;
const BY_ID = { _id: 1 } as const;
const OLDEST = { at: 1, _id: 1 } as const;

const newest = (field: string): Query => ({
  equals: [field],
  order: NEWEST,
  index: { [field]: 1, ...NEWEST },
});

/**
 * Every query by collection, but for those by ids alone. Whoever asks for something new writes it down here and, where no index serves
 * it, adds one by a migration: a test makes every call of the store, and finds each query that the database is sent in this table.
 */
export const QUERIES: Readonly<Record<string, Readonly<Record<string, Query>>>> = {
  tickets: {
    'newest first': { equals: [], order: NEWEST, index: NEWEST },
    'by a caller’s phone': newest('phoneHash'),
    'by words': newest('words'),
    'of a category, for words, and all categories': newest('matter.category'),
    'of a unit': newest('view.assignments.unit'),
    'of a state': newest('view.state'),
    'of a kind': newest('matter.kind'),
    'of a district': newest('matter.district.id'),
    'of a rulebook': newest('rulebook.id'),
    'overdue or not': newest('view.overdue'),
    'of a level': newest('view.level'),
    'deferred, by their due moment': {
      equals: ['view.state'],
      order: DUE_FIRST,
      index: { 'view.state': 1, ...DUE_FIRST },
    },
    'what a unit owes': {
      equals: ['view.assignments.unit'],
      order: DUE_FIRST,
      index: { 'view.assignments.unit': 1, ...DUE_FIRST },
    },
    'what is decided above': {
      equals: ['view.above'],
      order: DUE_FIRST,
      index: { 'view.above': 1, ...DUE_FIRST },
    },
    'open ones of closed units': {
      equals: ['view.assignments.unit', 'view.state'],
      index: { 'view.assignments.unit': 1, 'view.state': 1 },
    },
    'open ones behind a publication': {
      equals: ['view.state'],
      range: 'calendarBy',
      index: { 'view.state': 1, calendarBy: 1 },
    },
    'open ones of a rulebook': {
      equals: ['rulebook.id', 'view.state'],
      order: BY_ID,
      index: { 'rulebook.id': 1, 'view.state': 1, ...BY_ID },
    },
    'of the first format': { equals: ['version'], index: { version: 1 } },
    'closed ones of a rulebook, the earliest first': {
      equals: ['rulebook.id'],
      order: { 'view.closedAt': 1, ...BY_ID },
      index: { 'rulebook.id': 1, 'view.closedAt': 1, ...BY_ID },
    },
    'never started': { equals: ['started'], order: BY_ID, index: { started: 1, ...BY_ID } },
    'changed by a command, and answered to nobody': {
      equals: [],
      range: 'unanswered',
      order: BY_ID,
      few: 'whoever gave it is answered within a second, or it was interrupted since the last sweep',
      index: { unanswered: 1, ...BY_ID },
    },
    'changed since a checkpoint': {
      equals: ['uncovered'],
      order: BY_ID,
      index: { uncovered: 1, ...BY_ID },
    },
    overrun: {
      equals: ['started'],
      range: 'view.next.at',
      order: BY_ID,
      few: 'everything happens within a minute of its moment, but after an outage',
      index: { started: 1, 'view.next.at': 1 },
    },
  },
  ledger: { 'of a command': { equals: ['command'], index: { command: 1 } } },
  'ledger-superseded': {
    'of a ticket': {
      equals: ['ticketId'],
      order: { seq: 1, decided: 1 },
      index: { ticketId: 1, seq: 1, decided: 1 },
    },
    'of a command': { equals: ['command'], index: { command: 1 } },
    unsettled: {
      equals: [],
      range: 'unsettled',
      order: BY_ID,
      few: 'they gave way since the last sweep',
      index: { unsettled: 1, ...BY_ID },
    },
  },
  commands: {
    'of the first format': { equals: ['version'], index: { version: 1 } },
    'not yet found in the ledger': {
      equals: ['applied'],
      range: 'at',
      order: BY_ID,
      few: 'they were given since the last sweep, or while the database lagged behind',
      index: { applied: 1, at: 1 },
    },
  },
  outbox: {
    'of a ticket': { equals: ['ticketId'], order: OLDEST, index: { ticketId: 1, ...OLDEST } },
    'to a reader': { equals: ['to'], order: BY_MOMENT, index: { to: 1, ...BY_MOMENT } },
    'failed ones': { equals: ['status'], index: { status: 1 } },
    gathered: { equals: [], range: 'gathered', index: { gathered: 1, ...OLDEST } },
    'gathered for a unit': { equals: ['gathered'], order: OLDEST, index: { gathered: 1, ...OLDEST } },
  },
  requests: { old: { equals: [], range: 'at', index: { at: 1 } } },
  accesses: {
    'to a ticket': { equals: ['ticketId'], order: BY_MOMENT, index: { ticketId: 1, ...BY_MOMENT } },
    old: { equals: [], range: 'at', index: { at: 1 } },
  },
  archive: { 'not cleared yet': { equals: ['clearing'], index: { clearing: 1 } } },
  attachments: {
    'of a ticket': { equals: ['ticketId'], order: OLDEST, index: { ticketId: 1, ...OLDEST } },
    'places of a ticket': { equals: ['ticketId'], index: { ticketId: 1, place: 1 } },
    'of a file': { equals: ['file'], index: { file: 1 } },
  },
  'attachments.chunks': {
    'of a file': { equals: ['files_id'], order: { n: 1 }, index: { files_id: 1, n: 1 } },
  },
  uploads: {
    unsettled: {
      equals: [],
      range: 'at',
      order: BY_ID,
      few: 'they were broken off since the last sweep',
      index: { at: 1 },
    },
  },
  changes: {
    'editions of a year': {
      equals: ['kind', 'year'],
      order: BY_ID,
      index: { kind: 1, year: 1, ...BY_ID },
    },
    'of a kind': { equals: ['kind'], order: BY_ID, index: { kind: 1, ...BY_ID } },
    'under way': {
      equals: ['progress.completedAt'],
      order: BY_ID,
      index: { 'progress.completedAt': 1, ...BY_ID },
    },
    'of a request': { equals: ['request'], index: { request: 1 } },
  },
  'change-effects': {
    'of a change': { equals: ['change'], order: BY_ID, index: { change: 1, ...BY_ID } },
    'that moved a date': { equals: ['change'], range: 'dates', index: { change: 1, dates: 1 } },
    'on a ticket': { equals: ['ticket'], index: { ticket: 1 } },
  },
  'rulebook-versions': {
    'of a rulebook, the last loaded first': {
      equals: ['rulebook'],
      order: { loadedAt: -1, ...BY_ID },
      index: { rulebook: 1, loadedAt: -1, ...BY_ID },
    },
  },
  'open-clocks': { 'of a rulebook': { equals: ['rulebook'], index: { rulebook: 1 } } },
};
