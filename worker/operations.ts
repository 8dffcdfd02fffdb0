import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Client } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import express from 'express';
import type { Store } from '../storage/store';

/** What whoever runs a worker asks it. */
export interface Operations {
  /** What keeps it from working, each by a word; nothing where it works. */
  hindrances(): Promise<readonly string[]>;
  /** All that it measures, in the text format of Prometheus. */
  metrics(): Promise<string>;
}

const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Answers who runs the worker: `/healthz` it lives; `/readyz` it works, or `503` with what hinders it; `/metrics`. None asks for a token,
 * none tells anything about a ticket.
 * @param port a free one where it is 0
 * @param host the address to listen on
 * @returns where it listens
 * @throws where the port can't be had
 */
export async function serveOperations(
  port: number,
  { hindrances, metrics }: Operations,
  host = '127.0.0.1',
): Promise<{ readonly port: number; close(): void }> {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.get('/healthz', (_request, response) => void response.json({ status: 'live' }));
  app.get('/readyz', async (_request, response) => {
    const hindered = await hindrances();
    if (hindered.length === 0) response.json({ status: 'ready' });
    else response.status(503).json({ status: 'not ready', hindered });
  });
  app.get('/metrics', async (_request, response) => void response.type(PROMETHEUS).send(await metrics()));
  const server = app.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => server.close().closeAllConnections(),
  };
}

/** How long the engine has for a sign of life (ms). */
const PATIENCE = 1_500;

/** What keeps a process from working: that one of its workers does not poll (yet, or any more), or that one of those it works with does not answer. */
export async function hindrancesOf(
  workers: readonly Pick<Worker, 'getState'>[],
  client: Client,
  store: Pick<Store, 'ping'>,
): Promise<string[]> {
  const { namespace } = client.options;
  const answers = client.withDeadline(Date.now() + PATIENCE, () =>
    client.workflowService.describeNamespace({ namespace }),
  );
  const silence = await Promise.all([silent('engine', answers), silent('database', store.ping())]);
  const polling = workers.every((worker) => worker.getState() === 'RUNNING');
  return [...(polling ? [] : ['worker']), ...silence.flat()];
}

const silent = (what: string, sign: Promise<unknown>): Promise<string[]> =>
  sign.then(
    () => [],
    () => [what],
  );
