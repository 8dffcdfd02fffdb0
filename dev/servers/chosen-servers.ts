import { loadClientConfigProfile } from '@temporalio/envconfig';

/** The Temporal that is set by TEMPORAL_ADDRESS or by a Temporal profile: it is used, and none is started. */
export function chosenTemporal(): string | undefined {
  return loadClientConfigProfile().address || undefined;
}

/** The database that is set by MONGODB_URI: it is used, and none is started. */
export function chosenMongo(): string | undefined {
  return process.env.MONGODB_URI || undefined;
}
