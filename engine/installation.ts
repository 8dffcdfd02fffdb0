import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { DataKeys } from '../keys/data-keys';
import { proving } from '../keys/proof';

/** How the installation is reached that Temporal's own settings name: an address, a profile, TLS, an API key. */
export function installation(): {
  readonly options: Pick<ConnectionOptions, 'address' | 'tls' | 'apiKey' | 'metadata'>;
  readonly namespace: string | undefined;
} {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const { address, tls, apiKey, metadata } = connectionOptions;
  // A profile's file holds texts; its type allows bytes too.
  const texts = metadata as Record<string, string> | undefined;
  return { options: { address, tls, apiKey, metadata: texts }, namespace };
}

/**
 * Works on the installation, and leaves no connection behind.
 * @param keys prove what workflows are sent; who only reads needs none
 */
export async function atInstallation(
  work: (client: Client) => Promise<void>,
  keys?: DataKeys,
): Promise<void> {
  const { options, namespace } = installation();
  const connection = await Connection.connect(options);
  try {
    const dataConverter = keys && proving(keys);
    await work(new Client({ connection, namespace, dataConverter }));
  } finally {
    await connection.close();
  }
}
