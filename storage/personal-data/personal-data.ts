import type { Archive } from '../archive/archive';
import type { Attachments } from '../attachments/attachments';
import type { Uploads } from '../attachments/uploads';
import type { Drafts } from '../desk/drafts';
import { type AllTexts, COMMAND_VERSION } from '../ledger/command-texts';
import type { Ledger } from '../ledger/ledger';
import { commandsOf } from '../ledger/ledger-lines';
import { eventOf } from '../ledger/line-document';
import type { LineDocument } from '../ledger/line-document';
import type { Superseded } from '../ledger/superseded';
import type { Objections } from '../reports/objections';
import type { AllOccasionTexts } from '../occasions/occasion-texts';
import type { Accesses } from '../requests/accesses';
import type { Restrictions } from '../restrictions/restrictions';
import type { Requests } from '../requests/requests';
import type { Instant } from '../../domain/time/instant';
import { keysOf, STAGES } from '../../domain/words';
import { ERASED, TICKET_VERSION } from '../tickets/texts/sealed-text';
import type { TicketDocument } from '../tickets/ticket-document';
import type { Tickets } from '../tickets/tickets';
import type { Acts } from './acts';
import { asUpdate, changed, type Change } from './stored-ticket';

/** The rooms in which something of a person may lie. */
export interface PersonalRooms {
  readonly tickets: Tickets;
  readonly archive: Archive;
  readonly ledger: Ledger;
  readonly superseded: Superseded;
  readonly texts: AllTexts;
  readonly attachments: Attachments;
  readonly uploads: Uploads;
  readonly requests: Requests;
  readonly accesses: Accesses;
  readonly acts: Acts;
  readonly restrictions: Restrictions;
  readonly objections: Objections;
  readonly occasionTexts: AllOccasionTexts;
  readonly drafts: Drafts;
}

/** What is erased: a ticket, since when, and where its erasure stands among its acts. */
export interface Erasing {
  readonly id: string;
  readonly at: Instant;
  readonly number: number;
}

/** What a collection holds of persons, and how that is erased; again, it changes nothing. */
type Holding =
  | { readonly holds: string; readonly erase: (rooms: PersonalRooms, erasing: Erasing) => Promise<void> }
  /** Nothing, and why. */
  | { readonly holds: 'nothing'; readonly since: string };

const nothing = (since: string): Holding => ({ holds: 'nothing', since });

/** Of a ticket's own document; its key first of all, which opens what else is sealed of it. */
const ofTicket = (at: Instant, { evaluated = {} }: Pick<TicketDocument, 'evaluated'>): Change => {
  const stages = keysOf(STAGES).filter((stage) => evaluated[stage] !== undefined);
  return {
    set: {
      erased: at,
      version: TICKET_VERSION,
      title: '',
      content: '',
      contact: '',
      ...Object.fromEntries(stages.map((stage) => [`evaluated.${stage}.sub`, ERASED])),
    },
    unset: [
      'key',
      'phoneHash',
      'words',
      'titled',
      'indexedBy',
      'said',
      ...stages.map((stage) => `evaluated.${stage}.comment`),
    ],
  };
};

const OF_COMMAND: Change = { set: { version: COMMAND_VERSION }, unset: ['sealed', 'texts'] };
/** The account of a caller; those of staff stay, who answer for what they did. */
const OF_CALLERS_COMMAND: Change = { set: { 'actor.sub': ERASED }, unset: [] };

/**
 * What is personal, by collection, and all that an erasure does, in this order. Whoever adds a collection, or a field that says something
 * of a person, writes it down here: a test finds each collection of a running service in this table, and searches all of them
 * after an erasure.
 */
export const PERSONAL: Readonly<Record<string, Holding>> = {
  tickets: {
    holds:
      'title, content, contact, late comments, their key; what phone and words are found by; the account of who evaluated',
    async erase({ tickets }, { id, at }) {
      const found = await tickets.model.findById(id, { evaluated: 1 }).lean<TicketDocument>();
      if (!found) return;
      await tickets.model.updateOne({ _id: id }, asUpdate(ofTicket(at, found)));
    },
  },
  archive: {
    holds: 'all of a ticket, its texts and its key',
    erase: async ({ archive }, { id, at }) =>
      archive.rewrite(id, ({ ticket, commands, ...rest }) => ({
        ...rest,
        ticket: changed(ticket, ofTicket(at, ticket)),
        commands: commands.map((command) => {
          const said = changed(command, OF_COMMAND);
          return command.actor.role === 'caller' ? changed(said, OF_CALLERS_COMMAND) : said;
        }),
      })),
  },
  commands: {
    holds: 'texts of commands; the account of a caller',
    async erase({ texts, ledger, superseded }, { id }) {
      const lines = await ledger.model.find({ _id: { $gt: `${id}:`, $lt: `${id};` } }).lean<LineDocument[]>();
      const gone = await superseded.of(id);
      const ids = commandsOf([...lines.map(eventOf), ...gone.map(({ event }) => event)]);
      if (ids.length === 0) return;
      await texts.model.updateMany({ _id: { $in: ids } }, asUpdate(OF_COMMAND));
      await texts.model.updateMany(
        { _id: { $in: ids }, 'actor.role': 'caller' },
        asUpdate(OF_CALLERS_COMMAND),
      );
    },
  },
  attachments: {
    holds: 'names and bytes of files; the account of who attached',
    async erase({ attachments, uploads }, { id }) {
      const attached = await attachments.of(id);
      // Bytes first: what refers to them finds them for the next try.
      for (const { file } of attached) await uploads.discard(file);
      await attachments.model.deleteMany({ _id: { $in: attached.map((it) => it.id) } });
    },
  },
  'attachments.files': nothing('goes with its attachment'),
  'attachments.chunks': nothing('goes with its attachment'),
  uploads: nothing(
    'ids of files that are being written, or were sealed anew in others; what no attachment refers to is swept after an hour, before an erasure is done',
  ),
  requests: {
    holds: 'keyed hashes of bodies, by which a guess could be checked; names of attachments',
    async erase({ requests }, { id }) {
      // With another hash, under every key: the same request is refused, and registers nothing a second time.
      await requests.model.updateMany(
        { 'target.ticket': id },
        asUpdate({ set: { bodyHash: '' }, unset: ['answer', 'target.attachment'] }),
      );
    },
  },
  accesses: {
    holds:
      'which attachment was looked at: a hash of its bytes; why somebody looked. Who looked is told on (个人信息保护法 art. 56)',
    async erase({ accesses }, { id }) {
      await accesses.model.updateMany(
        { ticketId: id },
        asUpdate({ set: {}, unset: ['attachment', 'reason'] }),
      );
    },
  },
  'data-acts': {
    holds: 'reasons, and what was to be put right',
    async erase({ acts }, { id, number }) {
      const earlier = (await acts.of([id])).filter((it) => it.number < number);
      await acts.model.updateMany(
        { _id: { $in: earlier.map(({ _id }) => _id) } },
        asUpdate({ set: {}, unset: ['reason', 'change', 'due'] }),
      );
    },
  },
  restrictions: {
    holds:
      'phone, reason, evidence and what was said of an appeal, their key; what the phone is found by. Erased by its own id',
    async erase({ restrictions }, { id, at }) {
      await restrictions.model.updateOne(
        { _id: id },
        asUpdate({ set: { erased: at }, unset: ['key', 'secret', 'texts', 'phoneHash', 'indexedBy'] }),
      );
    },
  },
  objections: {
    holds: 'why a unit objected to a count, and why it was decided so',
    async erase({ objections }, { id }) {
      await objections.model.updateMany(
        { ticketId: id },
        asUpdate({ set: {}, unset: ['reason', 'decision.reason'] }),
      );
    },
  },
  'occasion-texts': {
    holds: 'what staff wrote about a ticket on an occasion',
    async erase({ occasionTexts }, { id }) {
      await occasionTexts.model.updateMany({ tickets: id }, asUpdate({ set: {}, unset: ['sealed'] }));
    },
  },
  drafts: {
    holds:
      'what staff have begun to write, about a ticket or a matter before it is one; that goes with its time, seven days after it was last saved',
    async erase({ drafts }, { id }) {
      await drafts.model.deleteMany({ ticket: id });
    },
  },
  views: nothing('names and filters of lists, sealed, of staff; nothing that is searched'),
  holds: nothing('who of the staff has a call-back in hand, for minutes'),
  occasions: nothing('counts by class, numbers of tickets, and their courses in fixed words'),
  'occasion-events': nothing('steps, and numbers of tickets'),
  'occasion-plans': nothing('moments'),
  bulks: nothing('acts of staff; what they said of many tickets at once, sealed, until each of these has it'),
  'bulk-pages': nothing('numbers of tickets, and what came of a command in fixed words'),
  ledger: nothing('commitments to texts, which nobody can check any more without their key'),
  'ledger-superseded': nothing('the same'),
  outbox: nothing(
    'fixed texts; codes, links and phones are put in when they are read or sent; of a receipt a code of the network',
  ),
  gatherings: nothing('ids of messages'),
  limits: nothing('keyed hashes of addresses and accounts, for an hour after their window'),
  sessions: nothing('who of the staff is signed in, sealed, until an hour after its end'),
  feed: nothing('kinds and moments of events, numbers of tickets'),
  counts: nothing('what is counted of tickets'),
  'assessment-versions': nothing('files of the city'),
  'reported-months': nothing('hashes of those files'),
  'hot-spots': nothing('numbers of tickets, and how many callers raised them'),
  'open-clocks': nothing('clocks of open tickets'),
  'feed-links': nothing('acts of staff'),
  knowledge: nothing('public texts, which say nothing of any person; acts of staff'),
  'knowledge-versions': nothing('the same'),
  changes: nothing('acts of administrators'),
  'change-effects': nothing('moves of clocks'),
  'rulebook-versions': nothing('files of the city'),
  checkpoints: nothing('hashes of lines'),
  'checkpoint-heads': nothing('hashes of lines'),
  'signing-keys': nothing('public keys'),
  'key-rotations': nothing('ids of keys, and how far they are'),
  migrations: nothing('their numbers'),
};

/** Erases all that is kept of a person with a ticket. Wherever it ends, the same again makes up the rest. */
export async function eraseAll(rooms: PersonalRooms, erasing: Erasing): Promise<void> {
  for (const holding of Object.values(PERSONAL)) if ('erase' in holding) await holding.erase(rooms, erasing);
}
