import { lazyDatabase } from '../../api/database';
import { ticketId } from '../../domain/ids';
import { clamd, type Scanner, ScannerAway } from '../../api/attachments/scanner';
import { subjectReader } from '../../api/requests/subject';
import { dataKeys } from '../../keys/data-keys';
import { openStore, type Store } from '../../storage/store';
import { Hotline, OPERATOR, SUPERVISOR } from '../given/hotline';
import { JWT_SECRET } from '../given/http';
import { aMatter } from '../given/matter';
import { picture, recording } from '../given/sample-files';
import { partsOnTheirOwn, serve, type Service } from '../given/servers/api-alone';
import { type Clamd, EICAR, startClamd, startPretendedClamd } from '../given/servers/clamd';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake } from '../given/stored-story';

/** A picture with the test's malware behind its end. */
const INFECTED = Buffer.concat([picture(200_000, 'infected'), EICAR]);

describe('what a daemon of ClamAV answers', () => {
  let daemon: Awaited<ReturnType<typeof startPretendedClamd>>;
  beforeAll(async () => (daemon = await startPretendedClamd()));
  afterEach(() => delete daemon.says);
  afterAll(() => daemon.stop());

  test('is nothing, or the name of what it found; it gets every byte', async () => {
    const scanner = clamd(daemon.address);
    expect(await scanner.scan(picture(300_000))).toBeUndefined();
    expect(daemon.seen.at(-1)?.equals(picture(300_000))).toBe(true);
    expect(await scanner.scan(INFECTED)).toBe('Huiyin.Test.UNOFFICIAL');
  });

  test.each(['INSTREAM size limit exceeded. ERROR', 'stream: Can’t allocate memory ERROR', ''])(
    'is no answer where it says “%s”',
    async (says) => {
      daemon.says = says;
      await expect(clamd(daemon.address).scan(picture(100))).rejects.toThrow(ScannerAway);
    },
  );

  test('is none where nobody listens', () =>
    expect(clamd({ host: '127.0.0.1', port: 1 }).scan(picture(100))).rejects.toThrow(ScannerAway));
});

test('ClamAV itself finds what it has a signature for, whatever the file', async () => {
  const real = await startClamd();
  if (!real) {
    console.warn('left out: clamd is not on this machine, and could not be had (dev/servers/clamd.ts)');
    return;
  }
  try {
    const scanner = clamd(real.address);
    expect(await scanner.scan(INFECTED)).toBe('Huiyin.Test.UNOFFICIAL');
    expect(await scanner.scan(EICAR)).toBe('Huiyin.Test.UNOFFICIAL');
    expect(await scanner.scan(picture(2_000_000))).toBeUndefined();
  } finally {
    await real.stop();
  }
});

describe('given a scanner', () => {
  const id = ticketId('HY-0000-0000-0001');
  const keys = dataKeys(Buffer.alloc(32, 7));
  let db: TestDatabase;
  let store: Store;
  let daemon: Clamd;
  let scanner: Scanner;
  let service: Service;
  let hotline: Hotline;
  let without: Service;
  let before: Hotline;
  beforeAll(async () => {
    db = await startDatabase();
    store = openStore(db.connection, keys);
    await store.tickets.add(intake(aMatter({ id })));
    daemon = await startPretendedClamd();
    scanner = clamd(daemon.address);
    const parts = partsOnTheirOwn();
    const readSubject = subjectReader({ secret: JWT_SECRET, development: true }, parts.callers);
    const open = () => ({ ...parts, readSubject, database: lazyDatabase(db.uri, keys) });
    service = await serve({ ...open(), scanner: { scan: (bytes) => scanner.scan(bytes) } });
    hotline = new Hotline(service.url, JWT_SECRET);
    without = await serve(open());
    before = new Hotline(without.url, JWT_SECRET);
  });
  afterEach(() => (scanner = clamd(daemon.address)));
  afterAll(async () => {
    await Promise.all([service.stop(), without.stop(), daemon.stop()]);
    await db.stop();
  });

  const files = () => db.connection.collection('attachments.files').countDocuments();
  const addressOf = (attachment: { id: string }): string => `/v1/tickets/${id}/attachments/${attachment.id}`;
  const away = (): void => void (scanner = clamd({ host: '127.0.0.1', port: 1 }));

  test('what it finds nothing in is taken and given; it is looked at once', async () => {
    const { status, body } = await hotline.attach(id, OPERATOR, picture(5_000, 'clean'));
    expect(status).toBe(201);
    away();
    const given = await hotline.ask(addressOf(body), { as: OPERATOR });
    expect([given.status, given.bytes.equals(picture(5_000, 'clean'))]).toEqual([200, true]);
  });

  test('malware is refused by its name, and nothing of it is left', async () => {
    const had = await files();
    const { status, body } = await hotline.attach(id, OPERATOR, INFECTED);
    expect([status, body.type]).toEqual([422, 'urn:huiyin:problem:malware']);
    expect(body.detail).toContain('Huiyin.Test');
    expect(await files()).toBe(had);
  });

  test('while it is away nothing is taken: come again later', async () => {
    away();
    const had = await files();
    const { status, headers } = await hotline.attach(id, OPERATOR, recording(7, 'later'), { key: 'k' });
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    expect(await files()).toBe(had);
    scanner = clamd(daemon.address);
    expect((await hotline.attach(id, OPERATOR, recording(7, 'later'), { key: 'k' })).status).toBe(201);
  });

  test('what was taken before there was one is looked at before it is given', async () => {
    const { body: clean } = await before.attach(id, OPERATOR, picture(5_000, 'of before'));
    const { status, body: infected } = await before.attach(id, OPERATOR, INFECTED);
    expect(status).toBe(201);
    away();
    expect((await hotline.ask(addressOf(clean), { as: OPERATOR })).status).toBe(503);
    scanner = clamd(daemon.address);
    expect((await hotline.ask(addressOf(clean), { as: OPERATOR })).status).toBe(200);
    away();
    expect((await hotline.ask(addressOf(clean), { as: OPERATOR })).status).toBe(200);
    scanner = clamd(daemon.address);
    for (const path of [addressOf(infected), `${addressOf(infected)}/original`]) {
      const { status: refused, body } = await hotline.ask<{ type: string }>(path, { as: SUPERVISOR });
      expect([refused, body.type]).toEqual([409, 'urn:huiyin:problem:malware']);
    }
  });
});
