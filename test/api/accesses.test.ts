import { allAddresses } from '../../api/addresses';
import type { Address } from '../../api/http/address';
import { takeIn } from '../../api/tickets/intake';
import { publishedCalendars } from '../../config/published-calendars';
import { ticketId } from '../../domain/ids';
import { openTicket } from '../../domain/ticket/input';
import { instant } from '../../domain/time/instant';
import { viewOf } from '../../domain/telling/view';
import type { CodedTicket } from '../../keys/caller-access';
import type { Engine } from '../../engine/commands';
import type { Access } from '../../storage/requests/accesses';
import type { Restriction } from '../../storage/restrictions/restrictions';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { livedBy, summaryOf } from '../given/occasions';
import { config, matter, partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';

const ID = 'HY-0000-0000-0000';
const OTHER = 'HY-1111-1111-1111';
const WAITING = 'HY-2222-2222-2222';
const PATH = `/v1/tickets/${ID}`;
const UNIT = 'chengguan';
const VOICE = 'a'.repeat(64);
const noon = instant(Date.parse('2026-09-29T10:00:00+08:00'));

/** A plain matter, as the database holds it. */
const made = takeIn({ config, calendars: { years: publishedCalendars(), local: new Map() } }, matter, {
  id: ticketId(ID),
  at: noon,
  subject: { role: 'operator', sub: 'op-7' },
});
const plain: StoredTicket = {
  ...viewOf(openTicket(made.input).ticket),
  id: ID,
  matter: made.input.matter,
  rulebook: { id: made.input.rules.id, version: made.input.rules.version },
  title: made.title,
  content: made.content,
  registeredBy: made.registeredBy,
  started: true,
  codeGeneration: 0,
};

class MongoNetworkTimeoutError extends Error {
  override readonly name = 'MongoNetworkTimeoutError';
}

let noted: Access[];
let away: boolean;
let raised: CodedTicket[];
const message = {
  id: `${ID}:1:${UNIT}`,
  ticketId: ID,
  at: noon,
  to: UNIT,
  template: 'reminded',
  channel: 'outbox',
  status: 'pending',
  attempts: 0,
  text: `工单${OTHER}也将到期`,
};
const voice = {
  id: VOICE,
  ticketId: ID,
  type: 'audio/amr',
  size: 1,
  at: noon,
  by: { role: 'caller' },
  file: 'f',
};
/** A frame of AMR in which nobody speaks. */
const SILENCE = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.from([0x3c]), Buffer.alloc(31)]);
const restriction: Restriction = {
  id: ID,
  rulebook: 'huizhou',
  at: noon,
  by: { sub: 's-1', role: 'supervisor' },
  until: instant(noon + 1),
  reason: matter.content,
  evidence: {},
  events: [],
};
const clock = { id: 'handling-1', name: 'handling', due: noon, startedAt: noon } as const;
const lived = summaryOf({ about: { ticket: ID } });
const occasion = { input: lived, ...livedBy(lived), filled: { sections: {} } };
const store = {
  occasions: { find: async () => occasion },
  occasionTexts: { of: async () => new Map(), put: async () => {} },
  tickets: {
    find: async (id: string) => (id === WAITING ? { ...plain, id, state: 'callback' } : plain),
    waitingForCalls: async () => ({ items: [{ ...plain, id: WAITING, state: 'callback' }] }),
    contactOf: async () => made.contact,
    raiseCode: async (coded: CodedTicket) => raised.push(coded) > 0,
    startInput: async () => made.input,
    list: async () => ({ items: [plain, { ...plain, id: OTHER }] }),
    dueMomentsOf: async () => [{ ticket: ID, kind: 'help', category: 'x/y', clock, changed: 1 }],
    confirm: async () => plain,
    callersOf: async () => new Map([[ID, { ...made.contact, matter: plain.matter, codeGeneration: 0 }]]),
  },
  texts: { put: async () => undefined },
  ledger: {
    linesOf: async () => [],
    supersededOf: async () => [],
    evidenceOf: async () => ({ inclusions: [] }),
  },
  outbox: {
    of: async () => [message],
    toVoice: async () => [],
    to: async () => ({ items: [message] }),
    queued: async () => ({ items: [{ ...message, to: 'caller' }] }),
    markFetched: async () => {},
  },
  attachments: { of: async () => [voice], find: async () => voice, bytesOf: async () => SILENCE },
  evaluations: { of: async () => ({}) },
  repeats: {
    linkedWith: async () => [],
    wordsOf: () => new Map(),
    ofCaller: async () => [ID],
    candidates: async () => [{ ...made.input.matter, district, key: '', words: { tokens: [], titled: 0 } }],
  },
  restrictions: {
    find: async () => restriction,
    list: async () => ({ items: [restriction] }),
    say: async () => {},
  },
  holds: { of: async () => new Map(), heldBy: async () => [], take: async () => true },
  feedLinks: { endedUpTo: async () => undefined, isGood: async () => true },
  accesses: {
    async note(access: Access) {
      if (away) throw new MongoNetworkTimeoutError();
      noted.push(access);
    },
    contactsShown: async () => 0,
  },
};

const own = partsOnTheirOwn();
const applied = async () => ({ kind: 'applied', seq: 0 });
const engine = { send: applied, tellRestriction: applied, sendToOccasion: applied, close: async () => {} };
const parts = {
  ...own,
  engine: engine as unknown as Engine,
  database: { ...own.database, store: async () => store as unknown as Store },
};
const ADDRESSES = allAddresses(parts);
let service: Service;
let feed: string;
beforeAll(async () => {
  service = await serve(parts);
  const { url } = await parts.feeds.link(UNIT, instant(Date.now()));
  feed = new URL(url).searchParams.get('token') ?? '';
});
afterAll(() => service.stop());
beforeEach(() => {
  [noted, raised, away] = [[], [], false];
});

const isNoted = ({ notes }: Address): boolean => notes !== undefined && notes !== 'sent';
/** One command stands for all: they are made by one function. */
const COMMANDS: readonly string[] = ['commands', 'occasions'];
const ONE: readonly string[] = ['urge', 'readOnOccasion'];
const READ = ADDRESSES.filter(
  (it) => isNoted(it) && (!COMMANDS.includes(it.tag) || it.method === 'get' || ONE.includes(it.id)),
);

const { title, content, category, district } = matter;
const BODIES: Readonly<Record<string, object>> = {
  urge: { text: '请尽快' },
  code: { reason: '遗忘' },
  repeats: { title, content, category, district },
  lift: { reason: '误报' },
  appeal: { text: '没有骂人' },
  decide: { approve: true, reason: '属实' },
};

/** Asks at an address, as somebody who may. */
async function look({ path, method, who }: Address, query = '') {
  const at = path.replace('{id}', path.startsWith('/v1/units') ? UNIT : ID).replace('{attachment}', VOICE);
  const role =
    who.by === 'token' ? (who.roles.find((it) => it !== 'caller' && it !== 'unit') ?? '') : undefined;
  return service.ask(at + (role === undefined ? `?token=${feed}` : query), {
    ...(role === undefined ? {} : { token: await token({ role, sub: 's-2' }) }),
    ...(method === 'get' ? {} : { body: BODIES[path.split('/').at(-1) ?? ''] ?? {} }),
  });
}

describe('WF-7, WF-11, JE-20: who is shown something of a ticket', () => {
  test('every address of persons says as what it is noted, or that it shows only what was sent, or stands here as one that shows nothing of a ticket', () => {
    const silent = ADDRESSES.filter(({ who, notes }) => who.by !== 'nothing' && notes === undefined);
    expect(silent.map(({ id }) => id).toSorted()).toEqual(
      [
        // Who asks.
        'readSession',
        // Rules, calendars and units.
        'listCategories',
        'listEmergencies',
        'listRulebooks',
        'readRulebook',
        'readForecast',
        // Kinds, moments and numbers alone.
        'followChanges',
        'readBoard',
        'listBoardTickets',
        'importTickets',
        'backtestRulebook',
        'readLimits',
        'listRulebookVersions',
        'previewRulebook',
        'reapplyRulebook',
        'readCalendar',
        'publishCalendar',
        'previewCalendar',
        'listCalendarEditions',
        'listChanges',
        'readChange',
        'countDeadline',
        'listUnits',
        // Of tickets their numbers alone.
        'listHotSpots',
        // Of tickets their numbers, and what came of a command.
        'beginBulk',
        'listBulks',
        'readBulk',
        'stopBulk',
        // Public texts.
        'listKnowledge',
        'addKnowledge',
        'readKnowledge',
        'readKnowledgeVersions',
        'changeKnowledge',
        'publishKnowledge',
        // What is counted of many tickets; of single ones whose they were and how they ended.
        'listAssessments',
        'previewAssessment',
        'readReport',
        'readReportChart',
        'readTicketsBehind',
        'object',
        'listObjections',
        'decideObjection',
        // Of tickets hashes alone.
        'listCheckpoints',
        'readCheckpointKeys',
        'readCheckpoint',
        // Who looked.
        'readAccesses',
        'listAccesses',
        // What was done about personal data, and by whom.
        'rectify',
        'erase',
        'hold',
        'liftHold',
        'readDataActs',
        'listErasures',
        // What an account keeps for itself, and who has a call-back in hand.
        'listDrafts',
        'saveDraft',
        'discardDraft',
        'listViews',
        'saveView',
        'discardView',
        'holdCallback',
        'releaseCallback',
        // Of tickets how many a unit led.
        'suggestUnits',
        // What a command wants, and of a ticket which units have it.
        'listForms',
        'readForm',
        // What is done beside tickets: titles, and one that is just opened.
        'listOccasions',
        'openOccasion',
        // Of links to calendars which were revoked, and of a message what became of it.
        'revokeDueFeed',
        'listRevokedDueFeeds',
        'receiveReceipt',
      ].toSorted(),
    );
    const showing = silent.filter(({ shows }) => shows.some((it) => it !== 'accounts'));
    expect(showing).toEqual([]);
    const sent = ADDRESSES.filter(({ notes }) => notes === 'sent').map(({ id }) => id);
    expect(sent).toEqual(['registerTicket', 'attach', 'imposeRestriction', 'readDraft']);
  });

  test.each(READ.map((it) => [it.id, it] as const))(
    '%s is noted before it is answered',
    async (_id, address) => {
      const { status, body } = await look(address);
      expect([status, JSON.stringify(body)]).toEqual([200, expect.any(String)]);
      expect(noted).toHaveLength(1);
      expect(ADDRESSES.length).toBeGreaterThan(READ.length);
      const [access] = noted;
      expect(access?.at).toBeGreaterThan(Date.now() - 60_000);
      if (address.id === 'listTickets') expect(access).toMatchObject({ what: 'list', tickets: [ID, OTHER] });
      else expect(access?.what).toBe(address.notes);
    },
  );

  test.each(READ.map((it) => [it.id, it] as const))(
    '%s shows nothing where that can’t be noted',
    async (_id, address) => {
      away = true;
      const { status, headers, bytes } = await look(address);
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
      for (const text of [matter.title, matter.content, matter.caller.phone, 'BEGIN:VCALENDAR'])
        expect(bytes.toString()).not.toContain(text);
    },
  );

  const one = async (id: string, query = ''): Promise<Partial<Access> | undefined> => {
    await look(ADDRESSES.find((it) => it.id === id) as Address, query);
    const [access] = noted;
    if (!access) return undefined;
    const { at: _, ...rest } = access;
    return rest;
  };
  const by = (role: string) => ({ sub: 's-2', role });

  test('what was shown: whose ticket, and whether the caller', async () => {
    expect(await one('readTicket')).toEqual({
      ...by('operator'),
      tickets: [ID],
      what: 'ticket',
      callerShown: true,
    });
    noted = [];
    await service.ask(PATH, { token: await token({ role: 'auditor', sub: 'a-1' }) });
    expect(noted).toMatchObject([{ sub: 'a-1', role: 'auditor', callerShown: false }]);
  });

  test('which attachment, and that its voice is the caller’s', async () =>
    expect(await one('readAttachment')).toMatchObject({ attachment: VOICE, callerShown: true }));

  test('a list is one note, with all that it showed; what was searched stands in none', async () => {
    const list = { ...by('operator'), tickets: [ID, OTHER], callerShown: false };
    expect(await one('listTickets')).toEqual({ ...list, what: 'list' });
    noted = [];
    expect(await one('listTickets', '?q=%E5%A4%9C%E5%B8%82')).toEqual({ ...list, what: 'search' });
    noted = [];
    expect(await one('listTickets', '?q=13800138000')).toEqual({
      ...list,
      what: 'caller',
      callerShown: true,
    });
  });

  test('who asks for repeats with a phone number knows whose they are', async () => {
    const asked = { token: await token({ role: 'operator', sub: 's-2' }) };
    const body = { ...BODIES.repeats, phone: matter.caller.phone };
    await service.ask('/v1/repeats', { ...asked, body });
    expect(noted).toMatchObject([{ what: 'caller', callerShown: true, tickets: [ID] }]);
    await service.ask('/v1/repeats', { ...asked, body: BODIES.repeats });
    expect(noted.at(-1)).toMatchObject({ what: 'search', callerShown: false, tickets: [] });
  });

  test('messages to a unit: those of one ticket, and those that name others', async () =>
    expect(await one('listUnitNotifications')).toMatchObject({ what: 'messages', tickets: [ID, OTHER] }));

  test('a calendar program is known by its link, and who was given that by an account', async () => {
    const link = /^\d{13}$/;
    const given = await one('linkDueFeed');
    expect(given).toMatchObject({
      sub: 's-2',
      what: 'feed-link',
      tickets: [],
      link: expect.stringMatching(link),
    });
    noted = [];
    const { url } = await parts.feeds.link(UNIT, instant(Date.now()));
    const { pathname, search } = new URL(url);
    const { headers } = await service.ask(pathname + search);
    const [read] = noted;
    expect(read).toMatchObject({ role: 'unit', unit: UNIT, what: 'feed', tickets: [ID], callerShown: false });
    expect(read?.sub.replace('link:', '')).toMatch(link);
    // Its program comes again, and is shown nothing that it was not shown before.
    const again = await service.ask(pathname + search, {
      headers: { 'if-none-match': headers.get('etag') ?? '', 'cache-control': 'max-age=0' },
    });
    expect([again.status, again.bytes.length, noted.length]).toEqual([304, 0, 1]);
    expect(again.headers.get('etag')).toBe(headers.get('etag'));
  });

  test('a link that was given out, and what it shows, are known by one name', async () => {
    const { body } = await service.ask(`/v1/units/${UNIT}/link`, {
      token: await token({ role: 'operator', sub: 'op-1' }),
      body: {},
    });
    const { pathname, search } = new URL(body.url);
    await service.ask(pathname + search);
    expect(noted.map(({ link, sub }) => link ?? sub.replace('link:', ''))).toEqual([
      noted[0]?.link,
      noted[0]?.link,
    ]);
  });

  test('its caller’s code is neither shown nor made anew where that can’t be noted', async () => {
    const asked = {
      token: await token({ role: 'operator', sub: 'op-7' }),
      body: { reason: '遗忘', anew: true },
    };
    away = true;
    const refused = await service.ask(`${PATH}/code`, asked);
    expect([refused.status, refused.body.code, raised]).toEqual([503, undefined, []]);
    away = false;
    const { status, body } = await service.ask(`${PATH}/code`, asked);
    expect([status, body.generation, raised]).toEqual([200, 1, [{ id: ID, codeGeneration: 1 }]]);
    expect(noted).toEqual([expect.objectContaining({ what: 'new-code', sub: 'op-7', reason: '遗忘' })]);
  });

  test('a caller’s look at the own is answered, and not noted', async () => {
    away = true;
    const { status, body } = await service.ask(PATH, { token: await token({ role: 'caller', ticket: ID }) });
    expect([status, body.caller.phone, noted]).toEqual([200, matter.caller.phone, []]);
  });

  test('what shows nothing is not noted: a ticket that is not the asker’s, a command that is refused', async () => {
    const stranger = await token({ role: 'unit', unit: 'huanbao', sub: 'u' });
    expect((await service.ask(PATH, { token: stranger })).status).toBe(404);
    const operator = await token({ role: 'operator', sub: 'op-1' });
    expect((await service.ask(`${PATH}/urge`, { token: operator, body: {} })).status).toBe(422);
    expect(noted).toEqual([]);
  });
});
