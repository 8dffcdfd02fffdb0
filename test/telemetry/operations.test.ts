import { Client, Connection } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import { hindrancesOf, type Operations, serveOperations } from '../../worker/operations';
import { ask } from '../given/http';

const operations = { hindrances: async () => [], metrics: async () => 'huiyin_sweeps_total 1\n' };

async function asked(path: string, its: Partial<Operations> = {}) {
  const { port, close } = await serveOperations(0, { ...operations, ...its });
  try {
    return await ask(`http://127.0.0.1:${port}${path}`);
  } finally {
    close();
  }
}

test('a worker lives as soon as it listens', async () => {
  expect(await asked('/healthz')).toMatchObject({ status: 200, body: { status: 'live' } });
});

test('it is ready unless something hinders it, and says what', async () => {
  expect(await asked('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
  const hindered = await asked('/readyz', { hindrances: async () => ['database'] });
  expect(hindered).toMatchObject({ status: 503, body: { hindered: ['database'] } });
});

test('its metrics are a text that Prometheus reads; where they can’t be had, that is seen', async () => {
  const { status, headers, body } = await asked('/metrics');
  expect([status, body]).toEqual([200, 'huiyin_sweeps_total 1\n']);
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const failing = { metrics: () => Promise.reject(new Error('away')) };
  expect((await asked('/metrics', failing)).status).toBe(500);
});

test('a port that is taken is told at once', async () => {
  const first = await serveOperations(0, operations);
  await expect(serveOperations(first.port, operations)).rejects.toThrow('EADDRINUSE');
  first.close();
});

test('what hinders a worker: that it does not poll, that the engine or the database does not answer', async () => {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const client = new Client({ connection });
  const is = (state: ReturnType<Worker['getState']>) => ({ getState: () => state });
  const away = { ping: () => Promise.reject(new Error('away')) };
  expect(await hindrancesOf([is('RUNNING'), is('DRAINING')], client, away)).toEqual([
    'worker',
    'engine',
    'database',
  ]);
  const there = { ping: async () => {} };
  expect(await hindrancesOf([is('RUNNING')], client, there)).toEqual(['engine']);
  await connection.close();
});
