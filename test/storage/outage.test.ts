import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { startMongo } from '../../dev/servers/mongo-server';
import { freePort } from '../../dev/servers/ports';
import { connect } from '../../storage/connection';
import { dataKeys } from '../../keys/data-keys';
import { openStore, type Store } from '../../storage/store';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { Story } from '../given/story';
import { intake, turnOf } from '../given/stored-story';

let dataDir: string;
let server: Awaited<ReturnType<typeof startMongo>> | undefined;
let store: Store | undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'huiyin-outage-'));
});
afterAll(async () => {
  await store?.close();
  await server?.stop();
  await rm(dataDir, { recursive: true });
});

const seconds = async (work: Promise<unknown>): Promise<number> => {
  const began = Date.now();
  await work.catch(() => {});
  return (Date.now() - began) / 1_000;
};

test('a database that is not there is noticed within seconds', async () => {
  const attempt = connect(`mongodb://127.0.0.1:${await freePort()}/huiyin`);
  expect(await seconds(attempt)).toBeLessThan(4);
  await expect(attempt).rejects.toThrow();
});

test('given a database that is killed: calls fail within seconds, nothing that was written is lost, and work goes on when it is back', async () => {
  const port = await freePort();
  server = await startMongo({ port, dataDir });
  const open = openStore(await connect(server.uri), dataKeys(randomBytes(32)));
  store = open;
  const matter = aMatter();
  const story = new Story(LAW, matter);
  await open.tickets.add(intake(matter));
  await open.recordTurn(turnOf(story), []);

  await server.kill('SIGKILL');
  for (const call of [
    () => open.ping(),
    () => open.tickets.find(matter.id),
    () => open.recordTurn(turnOf(story), []),
  ]) {
    const attempt = call();
    expect(await seconds(attempt)).toBeLessThan(4);
    await expect(attempt).rejects.toThrow();
  }

  server = await startMongo({ port, dataDir });
  let back = false;
  for (let i = 0; i < 20 && !back; i++) {
    back = await open.ping().then(
      () => true,
      () => false,
    );
    if (!back) await pause(100);
  }
  expect(await open.tickets.find(matter.id)).toMatchObject({ seq: story.ticket.seq });
  expect(await open.ledger.linesOf(matter.id)).toHaveLength(story.ledger.length);
});
