import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** Works on the installation that Temporal's own settings name: an address, a profile, TLS, an API key. */
export async function atInstallation(work: (client: Client) => Promise<void>): Promise<void> {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const { address, tls, apiKey, metadata } = connectionOptions;
  const connection = await Connection.connect({
    address,
    tls,
    apiKey,
    // A profile's file holds texts; its type allows bytes too.
    metadata: metadata as Record<string, string> | undefined,
  });
  try {
    await work(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}
