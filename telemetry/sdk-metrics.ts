import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { TelemetryOptions } from '@temporalio/worker';

/** What Temporal's SDK measures: task latencies, slots, pollers, its cache, requests to the server. */
export interface SdkMetrics {
  /** For the SDK's runtime. */
  readonly metrics: NonNullable<TelemetryOptions['metrics']>;
  /** In the text format of Prometheus, each name beginning with `temporal_`. @throws where the SDK does not answer */
  text(): Promise<string>;
}

/** The SDK serves its metrics itself, by native code; here on a port of this machine only, from which we pass them on with our own. */
export async function sdkMetrics(): Promise<SdkMetrics> {
  const address = `127.0.0.1:${await freePort()}`;
  return {
    metrics: {
      prometheus: {
        bindAddress: address,
        countersTotalSuffix: true,
        unitSuffix: true,
        useSecondsForDurations: true,
      },
    },
    text: async () => (await fetch(`http://${address}/metrics`)).text(),
  };
}

/** The SDK does not tell which port it took, so it is given one that is free. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
