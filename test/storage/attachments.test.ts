import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mongo } from 'mongoose';
import { ticketId } from '../../domain/ids';
import { HOUR, instant } from '../../domain/time/instant';
import { type Attachment, ATTACHMENTS_OF_A_TICKET } from '../../storage/attachments/attachments';
import { SealError } from '../../keys/seal';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { everythingStored } from '../given/servers/database-contents';
import { intake } from '../given/stored-story';
import { at } from '../given/story';

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
  version: 2,
  ...changes,
});

/** How much is stored: files, chunks, and notes of files on their way. */
async function stored(): Promise<number[]> {
  const names = ['attachments.files', 'attachments.chunks', 'uploads'];
  return Promise.all(names.map((name) => db.connection.collection(name).countDocuments()));
}

test('what is attached is read again byte for byte', async () => {
  const attachment = attachmentWith(await db.store.uploads.write('T-1', piecesOf(large), noon));
  expect(await db.store.attachments.attach(attachment)).toEqual({ is: 'new', attachment });
  expect(await db.store.attachments.find(attachment.id)).toEqual(attachment);
  expect(await db.store.attachments.of('T-1')).toEqual([attachment]);
  expect((await db.store.attachments.bytesOf(attachment)).equals(large)).toBe(true);
});

test('the same once more is the attachment that there is, and its second file is removed', async () => {
  const [first] = await db.store.attachments.of('T-1');
  const before = await stored();
  const again = await db.store.uploads.write('T-1', piecesOf(large), noon);
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
  await expect(db.store.uploads.write('T-1', piecesOf(large, 500_000), noon)).rejects.toThrow('broken off');
  expect(await stored()).toEqual(before);
});

test('a ticket has twenty at most, also where many come at once', async () => {
  const before = await stored();
  const files = await Promise.all(
    Array.from({ length: ATTACHMENTS_OF_A_TICKET + 5 }, (_, i) =>
      db.store.uploads.write('T-full', piecesOf(Buffer.from(`bytes ${i}`)), noon),
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

describe('sealed with the key of its ticket', () => {
  /** A ticket with one attachment; `changes` as somebody who writes into the database would make them. */
  async function attachedTo(id: string, bytes = large): Promise<Attachment> {
    await db.store.tickets.add(intake(aMatter({ id: ticketId(id) })));
    const file = await db.store.uploads.write(id, piecesOf(bytes), noon);
    const attachment = attachmentWith(file, { ticketId: id, name: '四十只鹅.jpg', size: bytes.length });
    await db.store.attachments.attach(attachment);
    return attachment;
  }

  test('neither its name nor its bytes stand readable in the database', async () => {
    const said = Buffer.from('四十只鹅在巷子里叫'.repeat(9_000));
    const attachment = await attachedTo('HY-0000-0000-0001', said);
    expect((await db.store.attachments.bytesOf(attachment)).equals(said)).toBe(true);
    expect(JSON.stringify(await everythingStored(db.uri))).not.toContain('四十只鹅');
    const chunks = await db.connection.collection('attachments.chunks').find().toArray();
    const stored = Buffer.concat(chunks.map(({ data }) => (data as mongo.Binary).buffer as Buffer));
    expect(stored.includes('四十只鹅')).toBe(false);
  });

  test('without that key both are gone, and with the key of another ticket too', async () => {
    const one = await attachedTo('HY-0000-0000-0002');
    const other = await attachedTo('HY-0000-0000-0003');
    const tickets = db.connection.collection<{ _id: string; key?: string }>('tickets');
    const { key } = (await tickets.findOne({ _id: other.ticketId }))!;
    await tickets.updateOne({ _id: one.ticketId }, { $set: { key } });
    await expect(db.store.attachments.bytesOf(one)).rejects.toThrow(SealError);
    await tickets.updateOne({ _id: one.ticketId }, { $unset: { key: 1 } });
    await expect(db.store.attachments.bytesOf(one)).rejects.toThrow(SealError);
    expect((await db.store.attachments.find(one.id))?.name).toBeUndefined();
    expect(await db.store.attachments.of(one.ticketId)).toHaveLength(1);
  });

  test('a file that was put in the place of another of the same ticket is not read', async () => {
    const one = await attachedTo('HY-0000-0000-0004');
    const file = await db.store.uploads.write(one.ticketId, piecesOf(Buffer.from('another')), noon);
    const chunks = db.connection.collection('attachments.chunks');
    const { data } = (await chunks.findOne({ files_id: new mongo.ObjectId(file) }))!;
    await chunks.deleteMany({ files_id: new mongo.ObjectId(one.file), n: { $gt: 0 } });
    await chunks.updateOne({ files_id: new mongo.ObjectId(one.file) }, { $set: { data } });
    await db.connection
      .collection('attachments.files')
      .updateOne(
        { _id: new mongo.ObjectId(one.file) },
        { $set: { length: (data as mongo.Binary).length() } },
      );
    await expect(db.store.attachments.bytesOf(one)).rejects.toThrow(SealError);
  });

  test('what is of the first format is read as it is, and sealed by the sweep, which looks at each once', async () => {
    const attachment = await attachedTo('HY-0000-0000-0005');
    const { id } = attachment;
    const bucket = new mongo.GridFSBucket(db.connection.db!, { bucketName: 'attachments' });
    const first = bucket.openUploadStream('');
    const said = Buffer.from('四十只鹅'.repeat(90_000));
    await pipeline(Readable.from([said]), first);
    const model = db.connection.collection<{ _id: string }>('attachments');
    const old = { name: '四十只鹅.jpg', file: first.id.toHexString() };
    await model.updateOne({ _id: id }, { $set: old, $unset: { version: 1 } });
    const read = async (): Promise<Attachment> => {
      const found = (await db.store.attachments.find(id))!;
      expect(found.name).toBe(old.name);
      expect((await db.store.attachments.bytesOf(found)).equals(said)).toBe(true);
      return found;
    };
    const before = await read();

    expect(await db.store.attachments.renew(noon)).toBe(1);
    expect(await db.store.attachments.renew(noon)).toBe(0);
    const after = await read();
    expect(after.file).not.toBe(before.file);
    expect(JSON.stringify(await everythingStored(db.uri))).not.toContain('四十只鹅');
    // Who had begun to read it still can, until the sweep removes what nothing refers to.
    expect((await db.store.attachments.bytesOf(before)).equals(said)).toBe(true);
    await db.store.removeLeftovers(tomorrow);
    await expect(db.store.attachments.bytesOf(before)).rejects.toThrow();
    await read();
  });

  test('one of the first format whose bytes were lost is looked at once too', async () => {
    const { id } = await attachedTo('HY-0000-0000-0006');
    const model = db.connection.collection<{ _id: string }>('attachments');
    const file = new mongo.ObjectId().toHexString();
    await model.updateOne({ _id: id }, { $set: { file, name: '鹅.jpg' }, $unset: { version: 1 } });
    expect(await db.store.attachments.renew(noon)).toBe(1);
    expect(await db.store.attachments.renew(noon)).toBe(0);
    expect((await db.store.attachments.find(id))?.name).toBe('鹅.jpg');
  });
});

describe('the sweep', () => {
  test('removes a file that a crash left before anything referred to it, once it can’t be on its way any more', async () => {
    const before = await stored();
    await db.store.uploads.write('T-1', piecesOf(large), noon);
    expect(await db.store.removeLeftovers(instant(noon + HOUR / 2))).toBe(0);
    expect(await stored()).not.toEqual(before);
    expect(await db.store.removeLeftovers(tomorrow)).toBe(1);
    expect(await stored()).toEqual(before);
  });

  test('removes the part of a file that a crash left', async () => {
    const before = await stored();
    const file = await db.store.uploads.write('T-1', piecesOf(large), noon);
    const id = new mongo.ObjectId(file);
    await db.connection.collection('attachments.files').deleteOne({ _id: id });
    await db.connection.collection('attachments.chunks').deleteOne({ files_id: id, n: 2 });
    expect(await db.store.removeLeftovers(tomorrow)).toBe(1);
    expect(await stored()).toEqual(before);
    await expect(db.store.uploads.read('T-1', file)).rejects.toThrow();
  });

  test('leaves alone what is attached, where only the note of its upload stayed', async () => {
    const attachment = attachmentWith(await db.store.uploads.write('T-2', piecesOf(large), noon), {
      ticketId: 'T-2',
    });
    await db.store.attachments.place(attachment);
    expect(await db.store.removeLeftovers(tomorrow)).toBe(0);
    expect((await stored())[2]).toBe(0);
    expect((await db.store.attachments.bytesOf(attachment)).equals(large)).toBe(true);
  });
});
