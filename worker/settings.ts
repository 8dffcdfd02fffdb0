import { DATA_KEYS, isSafeAddress, readSettings, type Settings } from '../config/settings';

const NAMES = [
  'MONGODB_URI',
  ...DATA_KEYS,
  'HUIYIN_WEBHOOK_KEY',
  'HUIYIN_WEBHOOK_SECRET',
  'HUIYIN_WEBHOOK_ALLOW',
  'HUIYIN_CALLERS_WEBHOOK',
  'HUIYIN_CALLERS_WEBHOOK_SECRET',
  'HUIYIN_PUBLIC_URL',
  'HUIYIN_MODE',
  'HUIYIN_SMTP_URL',
  'HUIYIN_SMTP_FROM',
  'HUIYIN_CONFIG',
  'HUIYIN_DEMO',
  'HUIYIN_CHANGE_RATE',
  'HUIYIN_GATHER_SECONDS',
  'HUIYIN_SIGNING_KEY',
  'HUIYIN_CHECKPOINT_SECONDS',
  'HUIYIN_HOST',
  'HUIYIN_WORKER_PORT',
  'HUIYIN_BUILD_ID',
  'HUIYIN_UNPROVEN_COMMANDS',
  'LOG_LEVEL',
] as const;

export type WorkerSettings = Settings<(typeof NAMES)[number]> & {
  /** Where messages to callers are sent, and what signs them. */
  readonly gateway?: { readonly url: string; readonly secret: string };
};

/**
 * What a worker runs with.
 * @throws SettingsError with everything that is missing or wrong
 */
export function workerSettings(env: NodeJS.ProcessEnv): WorkerSettings {
  const settings = readSettings(NAMES, env, wrongTogether(env));
  const { HUIYIN_CALLERS_WEBHOOK: address, HUIYIN_CALLERS_WEBHOOK_SECRET: secret } = settings;
  if (address === undefined || secret === undefined) return settings;
  return { ...settings, gateway: { url: address.href, secret } };
}

/** Phone numbers go to the gateway: by a way that is sealed, and signed. */
function wrongTogether(env: NodeJS.ProcessEnv): string[] {
  const { HUIYIN_CALLERS_WEBHOOK: address, HUIYIN_CALLERS_WEBHOOK_SECRET: secret, HUIYIN_MODE: mode } = env;
  if (!address) return [];
  return [
    ...(secret ? [] : ['HUIYIN_CALLERS_WEBHOOK_SECRET: missing, and needed with HUIYIN_CALLERS_WEBHOOK']),
    ...(isSafeAddress(address, mode)
      ? []
      : ['HUIYIN_CALLERS_WEBHOOK: expected https://…, or in development http:// of this machine']),
  ];
}
