import { cursorText, pageOf, parseCursor } from '../../storage/page';
import { instant } from '../../domain/time/instant';
import type { Access } from '../../storage/requests/accesses';
import { startDatabase, type TestDatabase } from '../given/servers/database';

const WRONG = ['', 'x', Buffer.from('1:').toString('base64url'), Buffer.from('-1:T').toString('base64url')];

describe('a cursor', () => {
  test('is read as it was given out', () => {
    expect(parseCursor(cursorText({ at: 1_790_640_000_000, id: 'T:1' }))).toEqual({
      at: 1_790_640_000_000,
      id: 'T:1',
    });
  });

  test.each(WRONG)('that was not given out is refused: %j', async (wrong) => {
    expect(parseCursor(wrong)).toBeUndefined();
    const page = pageOf({ cursor: wrong, limit: 1 }, { field: 'at', of: () => 0 }, async () => []);
    await expect(page).rejects.toThrow(RangeError);
  });
});

describe('given the lists that the database keeps', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await startDatabase();
  });
  afterAll(() => db.stop());

  /** All pages of a list, two entries each, while something newer comes in before each next one. */
  async function walked<T>(
    page: (cursor?: string) => Promise<{ items: T[]; nextCursor?: string }>,
    comesIn: () => Promise<void>,
  ): Promise<T[][]> {
    const seen: T[][] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await page(cursor);
      seen.push(items);
      cursor = nextCursor;
      await comesIn();
    } while (cursor !== undefined);
    return seen;
  }

  test('messages of the same moment are neither skipped nor repeated, and the last page says that it is the last', async () => {
    const put = (id: string, at: number) =>
      db.store.outbox.putAll([
        {
          id,
          ticketId: 'T-1',
          at: instant(at),
          to: 'parks',
          template: 'dates-moved',
          channel: 'outbox',
          text: '',
          summary: '',
        },
      ]);
    for (const [id, at] of [['a', 1] as const, ['b', 2] as const, ['c', 2] as const, ['d', 2] as const])
      await put(id, at);
    let later = 0;
    const seen = await walked(
      (cursor) => db.store.outbox.to('parks', cursor, 2),
      () => put(`later-${++later}`, 3),
    );
    expect(seen.map((page) => page.map(({ id }) => id))).toEqual([
      ['d', 'c'],
      ['b', 'a'],
    ]);
  });

  test('accesses are listed the same way', async () => {
    const note = (at: number, sub: string, ticketId = 'T-1') => {
      const access: Access = {
        tickets: [ticketId],
        at: instant(at),
        sub,
        role: 'operator',
        what: 'ticket',
        callerShown: false,
      };
      return db.store.accesses.note(access);
    };
    for (const [at, sub] of [[1, 'a'] as const, [2, 'b'] as const, [2, 'c'] as const]) await note(at, sub);
    await note(2, 'of another', 'T-2');
    const seen = await walked(
      (cursor) => db.store.accesses.list({ ticket: 'T-1' }, cursor, 2),
      () => note(3, 'later'),
    );
    expect(seen.map((page) => page.map(({ sub }) => sub))).toEqual([['c', 'b'], ['a']]);
  });
});
