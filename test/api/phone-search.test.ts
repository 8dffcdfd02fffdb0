import fc from 'fast-check';
import { takeIn } from '../../api/tickets/intake';
import type { TicketBody } from '../../api/tickets/ticket-body';
import { publishedCalendars } from '../../config/published-calendars';
import { ticketId } from '../../domain/ids';
import { viewOf } from '../../domain/telling/view';
import { openTicket } from '../../domain/ticket/input';
import { instant } from '../../domain/time/instant';
import { isPhoneNumber, phoneHashes } from '../../keys/phone-number';
import { dataKeys } from '../../keys/data-keys';
import type { Access } from '../../storage/requests/accesses';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import type { TicketFilter } from '../../storage/tickets/ticket-list';
import { config, matter, partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';

/** As the database holds it. */
function stored(id: string, confidential: boolean): StoredTicket {
  const body = { ...matter, caller: { phone: '13800138000', confidential } } as unknown as TicketBody;
  const subject = { role: 'operator', sub: 'op-7' } as const;
  const law = { config, calendars: { years: publishedCalendars(), local: new Map() } };
  const at = instant(Date.parse('2026-09-29T10:00:00+08:00'));
  const { input, title, content, registeredBy } = takeIn(law, body, { id: ticketId(id), at, subject });
  const rulebook = { id: input.rules.id, version: input.rules.version };
  const view = viewOf(openTicket(input).ticket);
  const kept = { title, content, registeredBy, started: true, codeGeneration: 0 };
  return { ...view, id, matter: input.matter, rulebook, ...kept };
}

/** One ticket that is confidential, and one that is not; whatever is searched finds both. */
const FOUND = [stored('HY-0000-0000-0000', true), stored('HY-1111-1111-1111', false)];

let searched: TicketFilter['search'][];
let noted: Access[];
const store = {
  tickets: {
    async list({ search }: TicketFilter) {
      searched.push(search);
      return { items: search ? FOUND : [] };
    },
  },
  accesses: { note: async (access: Access) => void noted.push(access) },
};

let service: Service;
beforeAll(async () => {
  const parts = partsOnTheirOwn();
  const database = { ...parts.database, store: async () => store as unknown as Store };
  service = await serve({ ...parts, database });
});
afterAll(() => service.stop());
beforeEach(() => {
  searched = [];
  noted = [];
});

const UNIT = { role: 'unit', unit: 'chengguan' };
const ask = async (claims: Record<string, unknown>, q: string) =>
  service.ask(`/v1/tickets?q=${encodeURIComponent(q)}`, { token: await token(claims) });

/** Ways to write the number of a caller, some of which are none to a machine and one to a person. */
const WAYS = [
  '13800138000',
  '13800138000x1',
  '13800138000 ext. 5',
  '13800138000#1',
  '13800138000;ext=1',
  '13800138000转1',
  '13800138000分机1',
  '１３８００１３８０００',
  '٠١٣٨٠٠١٣٨٠٠٠',
  '138-0013-8000',
  '138\u20100013\u20108000',
  '138\u20130013\u20138000',
  '138\u20140013\u20148000',
  '138\u22120013\u22128000',
  '138－0013－8000',
  '138ー0013ー8000',
  '138.0013.8000',
  '(138)00138000',
  '（138）00138000',
  '138\u00a00013\u00a08000',
  '138\u30000013\u30008000',
  '138\u200b00138000',
  '+86 138 0013 8000',
  '＋8613800138000',
  '008613800138000',
  'tel:+8613800138000',
  'tel:13800138000;ext=1',
  '13800138000;',
  'a13800138000',
  '"13800138000"',
  '0531-66601234x1',
];

describe('WF-11: a unit does not find out by a phone number who raised a ticket', () => {
  const mayNot = async (q: string): Promise<void> => {
    searched = [];
    const { status, body } = await ask(UNIT, q);
    if (status === 422) {
      expect(searched).toEqual([]);
      expect(body.errors).toMatchObject([{ path: 'q' }]);
      return;
    }
    expect([status, searched.map((it) => it?.by)]).toEqual([200, ['words']]);
  };

  test.each(WAYS)('written as “%s”', mayNot);

  test('nor written in any other way', async () => {
    const between = fc.constantFrom(
      ...'-‐–—−－ー. ()（）/·,;x#＃~\u00a0\u3000\u200b'.split(''),
      '',
      ' ext. 1',
      '转',
    );
    const digit = (n: number) =>
      fc
        .constantFrom(n, 0xff10 + n, 0x660 + n, 0x6f0 + n)
        .map((it) => (it < 10 ? String(it) : String.fromCharCode(it)));
    const written = fc
      .tuple(
        ...'13800138000'
          .split('')
          .map((it) =>
            fc.tuple(digit(Number(it)), fc.oneof({ weight: 4, arbitrary: fc.constant('') }, between)),
          ),
      )
      .map((pairs) => pairs.flat().join(''));
    await fc.assert(
      fc.asyncProperty(written, fc.constantFrom('', '+86', '0086', 'tel:'), async (number, before) =>
        mayNot(before + number),
      ),
      { numRuns: 200 },
    );
  });

  test('what the phone index would be asked for is what is taken for a phone number', () => {
    const keys = dataKeys(Buffer.alloc(32, 7));
    for (const q of WAYS) expect([q, phoneHashes(keys, q).length > 0]).toEqual([q, isPhoneNumber(q)]);
    // Most of these ways are one to the index: what is refused is not refused for nothing.
    expect(WAYS.filter(isPhoneNumber).length).toBeGreaterThan(15);
  });

  test('a ticket’s number is no phone number, and neither hides the other', async () => {
    expect((await ask(UNIT, 'HY-1380-0138-0000')).status).toBe(200);
    await ask(UNIT, 'ＨＹ-1380-0138-0000');
    await ask(UNIT, 'HY-1380-0138-0000 13800138000');
    expect(searched.map((it) => it?.by)).toEqual(['id', 'words', 'words']);
  });
});

describe.each(['operator', 'supervisor'])('JE-20: %ss may, and each hit by phone is noted', (role) => {
  test.each(WAYS.filter(isPhoneNumber))('written as “%s”', async (q) => {
    expect((await ask({ role, sub: 'li.na' }, q)).status).toBe(200);
    expect(searched.map((it) => it?.by)).toEqual(['phone']);
    expect(noted).toMatchObject([
      { tickets: FOUND.map(({ id }) => id), sub: 'li.na', role, what: 'caller', callerShown: true },
    ]);
  });

  test.each(['HY-1380-0138-0000', ...WAYS.filter((it) => !isPhoneNumber(it))])(
    'by “%s” nobody is found by phone, and it is noted as another search',
    async (q) => {
      expect((await ask({ role, sub: 'li.na' }, q)).status).toBe(200);
      expect(searched.map((it) => it?.by)).not.toContain('phone');
      expect(noted.map(({ what, callerShown }) => [what, callerShown])).toEqual([['search', false]]);
    },
  );

  test.each(WAYS)('that it was “%s” stands in no note', async (q) => {
    await ask({ role, sub: 'li.na' }, q);
    // Whatever was noted besides its moment and its tickets is one of our own words.
    const said = noted.map(({ at: _, tickets: __, ...rest }) => rest);
    expect(said).toEqual([{ sub: 'li.na', role, what: noted[0]?.what, callerShown: isPhoneNumber(q) }]);
  });
});
