import { OF_TICKETS } from './of-tickets';
import { BY_ID, type Query } from './query';

const BY_MOMENT = { at: -1, _id: -1 } as const;
const DUE = { due: 1, ...BY_ID } as const;
const OLDEST = { at: 1, _id: 1 } as const;

const BY_OPENING = { openedAt: -1, _id: -1 } as const;

const newestOccasions = (field: string): Query => ({
  equals: [field],
  order: BY_OPENING,
  index: { [field]: 1, ...BY_OPENING },
});

/**
 * Every query by collection, but for those by ids alone. Whoever asks for something new writes it down here and, where no index serves
 * it, adds one by a migration: a test makes every call of the store, and finds each query that the database is sent in this table.
 */
export const QUERIES: Readonly<Record<string, Readonly<Record<string, Query>>>> = {
  tickets: OF_TICKETS,
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
    'to a voice': { equals: ['voice'], order: OLDEST, index: { voice: 1, ...OLDEST } },
    'to a reader': { equals: ['to'], order: BY_MOMENT, index: { to: 1, ...BY_MOMENT } },
    'failed ones': { equals: ['status'], index: { status: 1 } },
    'what waits for a gateway': {
      equals: ['status', 'channel'],
      order: OLDEST,
      index: { status: 1, channel: 1, ...OLDEST },
    },
    gathered: { equals: [], range: 'gathered', index: { gathered: 1, ...OLDEST } },
    'gathered for a unit': { equals: ['gathered'], order: OLDEST, index: { gathered: 1, ...OLDEST } },
  },
  requests: {
    old: { equals: [], range: 'at', index: { at: 1 } },
    'of a ticket': { equals: ['target.ticket'], index: { 'target.ticket': 1 } },
  },
  sessions: { 'that are over': { equals: [], range: 'until', index: { until: 1 } } },
  'data-acts': {
    'of tickets': { equals: ['ticketId'], index: { ticketId: 1 } },
    'of a type, the earliest first': { equals: ['type'], order: OLDEST, index: { type: 1, ...OLDEST } },
    'to be seen to': {
      equals: [],
      range: 'due',
      order: BY_ID,
      few: 'they were recorded since the last sweep, or are done once more after an hour',
      index: { due: 1, ...BY_ID },
    },
  },
  accesses: {
    'to a ticket': { equals: ['ticketId'], order: BY_MOMENT, index: { ticketId: 1, ...BY_MOMENT } },
    'by a person': { equals: ['sub'], order: BY_MOMENT, index: { sub: 1, ...BY_MOMENT } },
    'of what was shown': { equals: ['what'], order: BY_MOMENT, index: { what: 1, ...BY_MOMENT } },
    'newest first': { equals: [], order: BY_MOMENT, index: BY_MOMENT },
    old: { equals: [], range: 'at', index: { at: 1 } },
  },
  counts: { 'of a month': { equals: ['months'], index: { months: 1 } } },
  objections: {
    'of a month, newest first': { equals: ['of'], order: BY_MOMENT, index: { of: 1, ...BY_MOMENT } },
    'of a month': { equals: ['of'], index: { of: 1, ...BY_MOMENT } },
    'on a ticket': { equals: ['ticketId'], index: { ticketId: 1 } },
  },
  archive: {
    'not cleared yet': { equals: ['clearing'], index: { clearing: 1 } },
    'of the first format': { equals: ['version'], index: { version: 1 } },
    'of a caller': { equals: ['phoneHash'], index: { phoneHash: 1 } },
    'of a rulebook that are not erased, closed since a moment, in the order of numbers': {
      equals: ['rulebook', 'erased'],
      order: BY_ID,
      covers: ['closedAt'],
      index: { rulebook: 1, erased: 1, ...BY_ID, closedAt: 1 },
    },
    'of a rulebook that are not erased, the earliest first': {
      equals: ['rulebook', 'erased'],
      order: { closedAt: 1, ...BY_ID },
      index: { rulebook: 1, erased: 1, closedAt: 1, ...BY_ID },
    },
  },
  attachments: {
    'of a ticket': { equals: ['ticketId'], order: OLDEST, index: { ticketId: 1, ...OLDEST } },
    'places of a ticket': { equals: ['ticketId'], index: { ticketId: 1, place: 1 } },
    'of a file': { equals: ['file'], index: { file: 1 } },
    'of the first format': { equals: ['version'], index: { version: 1 } },
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
  restrictions: {
    'of a caller': { equals: ['phoneHash'], order: BY_MOMENT, index: { phoneHash: 1, ...BY_MOMENT } },
    'newest first': { equals: [], order: BY_MOMENT, index: BY_MOMENT },
    'to be seen to': {
      equals: [],
      range: 'due',
      order: BY_ID,
      few: 'their workflow was not started yet, or they ended within these minutes',
      index: { due: 1, ...BY_ID },
    },
    'ended ones of a rulebook that are not erased, the earliest first': {
      equals: ['rulebook', 'erased'],
      order: { ended: 1, ...BY_ID },
      index: { rulebook: 1, erased: 1, ended: 1, ...BY_ID },
    },
  },
  knowledge: {
    'the last written first': { equals: [], order: BY_MOMENT, index: BY_MOMENT },
    'of an owner': { equals: ['owner'], order: BY_MOMENT, index: { owner: 1, ...BY_MOMENT } },
    proposals: { equals: ['proposed'], order: BY_MOMENT, index: { proposed: 1, ...BY_MOMENT } },
    'to be looked at again': {
      equals: [],
      range: 'remindAt',
      order: BY_ID,
      few: 'those whose day it is, and of whom nobody was told yet',
      index: { remindAt: 1, ...BY_ID },
    },
  },
  'knowledge-versions': {
    'of an entry, the newest first': {
      equals: ['entry'],
      order: { version: -1 },
      index: { entry: 1, version: -1 },
    },
  },
  'rulebook-versions': {
    'of a rulebook, the last loaded first': {
      equals: ['rulebook'],
      order: { loadedAt: -1, ...BY_ID },
      index: { rulebook: 1, loadedAt: -1, ...BY_ID },
    },
  },
  'open-clocks': {
    'of a rulebook': { equals: ['rulebook'], order: BY_ID, index: { rulebook: 1, ...BY_ID } },
    'with something ahead': { equals: [], range: 'next', index: { next: 1 } },
    'with something ahead, of a unit': { equals: ['units'], range: 'next', index: { units: 1, next: 1 } },
    'not made ready yet': { equals: ['next'], index: { next: 1 } },
    'not on the board yet': { equals: ['inFigures'], index: { inFigures: 1, ...DUE } },
    'in figures': { equals: ['inFigures'], order: DUE, index: { inFigures: 1, ...DUE } },
    'due within a time': { equals: ['inFigures'], range: 'due', index: { inFigures: 1, ...DUE } },
    'of a district': {
      equals: ['inFigures', 'district'],
      order: DUE,
      index: { inFigures: 1, district: 1, ...DUE },
    },
    'overdue in figures': {
      equals: ['inFigures', 'overdue'],
      order: DUE,
      index: { inFigures: 1, overdue: 1, ...DUE },
    },
    'of a level': { equals: ['inFigures', 'level'], order: DUE, index: { inFigures: 1, level: 1, ...DUE } },
    'in which a unit has something to do': { equals: ['works'], order: DUE, index: { works: 1, ...DUE } },
  },
  'hot-spots': {
    'newest first': { equals: [], order: { foundAt: -1, _id: -1 }, index: { foundAt: -1, _id: -1 } },
    'that have one of these tickets': { equals: ['tickets'], index: { tickets: 1 } },
    'taken up by nobody': { equals: ['taken'], order: BY_ID, index: { taken: 1, ...BY_ID } },
  },
  bulks: {
    'of an account, newest first': {
      equals: ['by.sub', 'by.role'],
      order: BY_MOMENT,
      index: { 'by.sub': 1, 'by.role': 1, ...BY_MOMENT },
    },
    'under way': { equals: ['open'], order: BY_ID, index: { open: 1, ...BY_ID } },
  },
  occasions: {
    'newest first': { equals: [], order: BY_OPENING, index: BY_OPENING },
    'of a rulebook': newestOccasions('rulebook'),
    'of a kind': newestOccasions('kind'),
    'of a state': newestOccasions('state'),
    'in which somebody has a part': newestOccasions('parties'),
    'never started': { equals: ['waiting'], index: { waiting: 1 } },
    'that are not closed': { equals: ['open'], order: BY_ID, index: { open: 1, ...BY_ID } },
  },
  drafts: {
    old: { equals: [], range: 'at', index: { at: 1 } },
    'about a ticket': { equals: ['ticket'], index: { ticket: 1 } },
  },
  holds: {
    old: { equals: [], range: 'at', index: { at: 1 } },
    'of an account': { equals: ['account'], index: { account: 1 } },
  },
  'occasion-texts': {
    'that speak of a ticket': { equals: ['tickets'], index: { tickets: 1 } },
    'of commands that stand in no ledger': {
      equals: ['applied'],
      range: 'at',
      index: { applied: 1, at: 1 },
    },
  },
};
