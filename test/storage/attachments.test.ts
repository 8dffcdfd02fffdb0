import { buffer } from 'node:stream/consumers';
import { mongo } from 'mongoose';
import { HOUR, instant } from '../../domain/time/instant';
import { type Attachment, ATTACHMENTS_OF_A_TICKET } from '../../storage/attachments/attachments';
import { at } from '../given/story';
import { startDatabase, type TestDatabase } from '../given/servers/database';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');
const tomorrow = instant(noon + 24 * HOUR);
const large = Buffer.from(Array.from({ length: 700_000 }, (_, i) => i % 251));

async function* piecesOf(bytes: Buffer, breaksAt = Infinity): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += 60_000) {
    if (start > breaksAt) throw new Error('broken off');
    yield bytes.subarray(start, start + 60_000);
  }
}

const attachmentWith = (file: string, changes: Partial<Attachment> = {}): Attachment => ({
  id: `id-${file}`,
  ticketId: 'T-1',
  name: '夜市.jpg',
  type: 'image/jpeg',
  size: large.length,
  at: noon,
  by: { role: 'unit', unit: 'parks', sub: 'park-3' },
  file,
  ...changes,
});

/** How much is stored: files, chunks, and notes of files on their way. */
async function stored(): Promise<number[]> {
  const names = ['attachments.files', 'attachments.chunks', 'uploads'];
  return Promise.all(names.map((name) => db.connection.collection(name).countDocuments()));
}

test('what is attached is read again byte for byte, whole and in part', async () => {
  const attachment = attachmentWith(await db.store.uploads.write(piecesOf(large), noon));
  expect(await db.store.attachments.attach(attachment)).toEqual({ is: 'new', attachment });
  expect(await db.store.attachments.find(attachment.id)).toEqual(attachment);
  expect(await db.store.attachments.of('T-1')).toEqual([attachment]);
  expect((await buffer(db.store.uploads.bytes(attachment.file))).equals(large)).toBe(true);
  const [start, end] = [250_000, 600_001];
  const part = await buffer(db.store.uploads.bytes(attachment.file, { start, end }));
  expect(part.equals(large.subarray(start, end))).toBe(true);
});

test('the same once more is the attachment that there is, and its second file is removed', async () => {
  const [first] = await db.store.attachments.of('T-1');
  const before = await stored();
  const again = await db.store.uploads.write(piecesOf(large), noon);
  const attached = await db.store.attachments.attach(
    attachmentWith(again, { id: first?.id, name: 'anders.jpg' }),
  );
  expect(attached).toEqual({ is: 'known', attachment: first });
  expect(await stored()).toEqual(before);
  // A repeated call for the very file that is attached removes nothing.
  if (first) await db.store.attachments.attach(first);
  expect(await stored()).toEqual(before);
});

test('of a source that breaks off nothing is left', async () => {
  const before = await stored();
  await expect(db.store.uploads.write(piecesOf(large, 500_000), noon)).rejects.toThrow('broken off');
  expect(await stored()).toEqual(before);
});

test('a ticket has twenty at most, also where many come at once', async () => {
  const before = await stored();
  const files = await Promise.all(
    Array.from({ length: ATTACHMENTS_OF_A_TICKET + 5 }, (_, i) =>
      db.store.uploads.write(piecesOf(Buffer.from(`bytes ${i}`)), noon),
    ),
  );
  const attached = await Promise.all(
    files.map((file) => db.store.attachments.attach(attachmentWith(file, { ticketId: 'T-full' }))),
  );
  expect(attached.filter(({ is }) => is === 'new')).toHaveLength(ATTACHMENTS_OF_A_TICKET);
  expect(attached.filter(({ is }) => is === 'full')).toHaveLength(5);
  expect(await db.store.attachments.of('T-full')).toHaveLength(ATTACHMENTS_OF_A_TICKET);
  const more = (await stored()).map((count, i) => count - (before[i] ?? 0));
  expect(more).toEqual([ATTACHMENTS_OF_A_TICKET, ATTACHMENTS_OF_A_TICKET, 0]);
});

describe('the sweep', () => {
  test('removes a file that a crash left before anything referred to it, once it can’t be on its way any more', async () => {
    const before = await stored();
    await db.store.uploads.write(piecesOf(large), noon);
    expect(await db.store.removeLeftovers(instant(noon + HOUR / 2))).toBe(0);
    expect(await stored()).not.toEqual(before);
    expect(await db.store.removeLeftovers(tomorrow)).toBe(1);
    expect(await stored()).toEqual(before);
  });

  test('removes the part of a file that a crash left', async () => {
    const before = await stored();
    const file = await db.store.uploads.write(piecesOf(large), noon);
    const id = new mongo.ObjectId(file);
    await db.connection.collection('attachments.files').deleteOne({ _id: id });
    await db.connection.collection('attachments.chunks').deleteOne({ files_id: id, n: 2 });
    expect(await db.store.removeLeftovers(tomorrow)).toBe(1);
    expect(await stored()).toEqual(before);
    await expect(buffer(db.store.uploads.bytes(file))).rejects.toThrow();
  });

  test('leaves alone what is attached, where only the note of its upload stayed', async () => {
    const attachment = attachmentWith(await db.store.uploads.write(piecesOf(large), noon), {
      ticketId: 'T-2',
    });
    await db.store.attachments.place(attachment);
    expect(await db.store.removeLeftovers(tomorrow)).toBe(0);
    expect((await stored())[2]).toBe(0);
    expect((await buffer(db.store.uploads.bytes(attachment.file))).equals(large)).toBe(true);
  });
});

test('who looked at a ticket is listed newest first, page by page', async () => {
  const look = (i: number) =>
    ({
      ticketId: 'T-1',
      at: instant(noon + Math.floor(i / 2)), // two at the same moment
      sub: `op-${i}`,
      role: 'operator',
      what: 'ticket',
      callerShown: true,
    }) as const;
  for (let i = 0; i < 5; i++) await db.store.accesses.note([look(i), { ...look(i), ticketId: 'T-2' }]);
  await db.store.accesses.note([]);
  const first = await db.store.accesses.of('T-1', undefined, 3);
  const rest = await db.store.accesses.of('T-1', first.nextCursor, 3);
  expect([...first.items, ...rest.items]).toEqual([4, 3, 2, 1, 0].map(look));
  expect(rest.nextCursor).toBeUndefined();
  await expect(db.store.accesses.of('T-1', 'nonsense', 3)).rejects.toThrow(RangeError);
});
