import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../dev/cache';
import { type RunningServer, startServer } from '../../dev/processes';
import { calmRulebook, ladderInSeconds, writeCity } from '../given/servers/config-folder';
import { Hotline } from '../given/hotline';
import { ask, JWT_SECRET } from '../given/http';
import { atTheTop, expectEveryRungOnce, expectNoGap, recordOf } from '../given/climbed-ladder';
import { pastMoment, waitFor } from '../given/wait-for';
import { stablePorts } from '../given/servers/whole-service';

let dir: string;
let running: RunningServer | undefined;
let ports: number[];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'huiyin-start-'));
  await writeCity(join(dir, 'config'), {
    rulebooks: [
      calmRulebook('calm'),
      ladderInSeconds('quick', { limit: 15, remindBefore: 14, second: 2, third: 20 }),
    ],
    contact: () => undefined,
  });
  const [first, second] = [await stablePorts(), await stablePorts()];
  ports = [...first, ...second];
});
afterAll(async () => {
  await running?.stop(30_000);
  await rm(dir, { recursive: true, force: true });
});

/** What `npm start` runs, on ports and data of its own. */
async function npmStart(): Promise<RunningServer> {
  const [api, temporal, ui, mongo] = ports.map(String);
  const log = join(dir, 'start.log');
  const before = (await stat(log).catch(() => undefined))?.size ?? 0;
  return startServer({
    name: 'npm start',
    command: process.execPath,
    args: [join(projectRoot, 'dist', 'dev', 'start.js')],
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: '',
      MONGODB_URI: '',
      PORT: api,
      HUIYIN_TEMPORAL_PORT: temporal,
      HUIYIN_TEMPORAL_UI_PORT: ui,
      HUIYIN_MONGO_PORT: mongo,
      HUIYIN_DATA: join(dir, 'data'),
      HUIYIN_CONFIG: join(dir, 'config'),
      HUIYIN_JWT_SECRET: JWT_SECRET,
    },
    address: '',
    log,
    answers: async () => {
      const said = (await readFile(log)).subarray(before).toString();
      if (!said.includes('Huiyin is ready')) throw new Error('not ready yet');
    },
  });
}

/** The addresses of this machine that others reach it by. */
const outwardAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((all = []) =>
    all.flatMap(({ internal, family, address }) => (internal || family !== 'IPv4' ? [] : [address])),
  );

const isOpen = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const ended = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.on('connect', ended(true)).on('error', ended(false)).on('timeout', ended(false));
  });

test('two `npm start` in a row keep all tickets and their timers; what was due in between is made up, once', async () => {
  const hotline = new Hotline(`http://127.0.0.1:${ports[0]}`);
  running = await npmStart();
  // None of it is reached from another machine.
  for (const port of ports.slice(0, 4)) {
    expect([port, await isOpen('127.0.0.1', port)]).toEqual([port, true]);
    for (const host of outwardAddresses())
      expect([host, port, await isOpen(host, port)]).toEqual([host, port, false]);
  }
  const calm = await hotline.dispatched({ rulebook: 'calm' });
  const climbing = await hotline.dispatched();
  await waitFor(
    'the unit was reminded',
    async () => (await hotline.ticket(climbing.id)).counts.reminded === 1,
  );
  const before = await recordOf(hotline, calm.id);

  await running.stop(30_000);
  expect(await running.exited).toBe('code 0');
  await expect(ask(`http://127.0.0.1:${ports[0]}/healthz`)).rejects.toThrow();
  const handling = climbing.clocks.find(({ name }) => name === 'handling');
  await pastMoment(Date.parse(handling?.due ?? '') + 2_000);

  running = await npmStart();
  expect(await recordOf(hotline, calm.id)).toEqual(before);
  const record = await atTheTop(hotline, climbing.id);
  expectEveryRungOnce(record);
  expect(record.ticket.clocks.find(({ name }) => name === 'handling')).toMatchObject({
    startedAt: handling?.startedAt,
    due: handling?.due,
  });
  for (const { id } of [calm, climbing]) {
    expect((await hotline.handleToTheEnd(id)).state).toBe('closed');
    const { ticket, ledger } = await recordOf(hotline, id);
    expectNoGap(ticket, ledger);
  }
}, 180_000);
