import { DUE_FIRST, NEWEST } from '../tickets/ticket-document';
import { BY_ID, type Query } from './query';

const newest = (field: string): Query => ({
  equals: [field],
  order: NEWEST,
  index: { [field]: 1, ...NEWEST },
});

/** Of the collection of tickets. */
export const OF_TICKETS: Readonly<Record<string, Query>> = {
  'newest first': { equals: [], order: NEWEST, index: NEWEST },
  'by a caller’s phone': newest('phoneHash'),
  'by words': newest('words'),
  'of a category, for words, and all categories': newest('matter.category'),
  'of a unit': newest('view.assignments.unit'),
  'of a state': newest('view.state'),
  'of a kind': newest('matter.kind'),
  'of a district': newest('matter.district.id'),
  'of a rulebook': newest('rulebook.id'),
  'of a rulebook, received within a time': {
    equals: ['rulebook.id'],
    range: 'matter.receivedAt',
    index: { 'rulebook.id': 1, ...NEWEST },
  },
  'of a rulebook, received within a time, in the order of numbers': {
    equals: ['rulebook.id'],
    order: BY_ID,
    covers: ['matter.receivedAt'],
    index: { 'rulebook.id': 1, ...BY_ID, 'matter.receivedAt': 1 },
  },
  'difficult points of a rulebook, since a moment within a time': {
    equals: ['rulebook.id'],
    range: 'view.difficultSince',
    index: { 'rulebook.id': 1, 'view.difficultSince': 1 },
  },
  'overdue or not': newest('view.overdue'),
  'of a level': newest('view.level'),
  'deferred, by their due moment': {
    equals: ['view.state'],
    order: DUE_FIRST,
    index: { 'view.state': 1, ...DUE_FIRST },
  },
  'by what is due first': { equals: [], order: DUE_FIRST, index: DUE_FIRST },
  'waiting for a decision, by what is due first': {
    equals: ['view.pending.request'],
    order: DUE_FIRST,
    index: { 'view.pending.request': 1, ...DUE_FIRST },
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
  'closed ones of a rulebook that are not erased, the earliest first': {
    equals: ['rulebook.id', 'erased'],
    order: { 'view.closedAt': 1, ...BY_ID },
    index: { 'rulebook.id': 1, erased: 1, 'view.closedAt': 1, ...BY_ID },
  },
  'never started': { equals: ['started'], order: BY_ID, index: { started: 1, ...BY_ID } },
  'changed by a command, and answered to nobody': {
    equals: [],
    range: 'unanswered',
    order: BY_ID,
    few: 'whoever gave it is answered within a second, or it was interrupted since the last sweep',
    index: { unanswered: 1, ...BY_ID },
  },
  'changed since they were counted': { equals: ['uncounted'], index: { uncounted: 1 } },
  'changed since the feed told of them': {
    equals: ['untold'],
    order: BY_ID,
    index: { untold: 1, ...BY_ID },
  },
  'changed since a checkpoint': {
    equals: ['uncovered'],
    order: BY_ID,
    index: { uncovered: 1, ...BY_ID },
  },
  'changed since, for what is compared': {
    equals: [],
    order: { 'view.decided': 1, ...BY_ID },
    index: { 'view.decided': 1, ...BY_ID },
  },
  'linked with a ticket': { equals: ['view.links'], order: BY_ID, index: { 'view.links': 1, ...BY_ID } },
  'that owe a main ticket word': {
    equals: [],
    range: 'view.owesMain.seq',
    order: BY_ID,
    few: 'a main ticket is told within a second, or its workflow is away',
    index: { 'view.owesMain.seq': 1, ...BY_ID },
  },
  overrun: {
    equals: ['started'],
    range: 'view.next.at',
    order: BY_ID,
    few: 'everything happens within a minute of its moment, but after an outage',
    index: { started: 1, 'view.next.at': 1 },
  },
};
