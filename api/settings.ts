import { readSettings, type Settings, SettingsError } from '../config/settings';
import type { TokenKeys } from './requests/subject';

const NAMES = [
  'PORT',
  'MONGODB_URI',
  'HUIYIN_CONFIG',
  'HUIYIN_DEMO',
  'HUIYIN_JWT_SECRET',
  'HUIYIN_JWKS_URL',
  'HUIYIN_DATA_KEY',
  'HUIYIN_PUBLIC_URL',
  'LOG_LEVEL',
] as const;

export type ApiSettings = Settings<(typeof NAMES)[number]> & { readonly tokenKeys: TokenKeys };

/**
 * What the API runs with. Published keys go before a secret where both are set.
 * @throws SettingsError with everything that is missing or wrong
 */
export function apiSettings(env: NodeJS.ProcessEnv): ApiSettings {
  const missing =
    env.HUIYIN_JWT_SECRET || env.HUIYIN_JWKS_URL
      ? ''
      : '\n  HUIYIN_JWT_SECRET or HUIYIN_JWKS_URL: one of them is needed';
  try {
    const settings = readSettings(NAMES, env);
    const { HUIYIN_JWT_SECRET: secret, HUIYIN_JWKS_URL: address } = settings;
    if (address !== undefined) return { ...settings, tokenKeys: { jwksUrl: new URL(address) } };
    if (secret !== undefined) return { ...settings, tokenKeys: { secret } };
  } catch (error) {
    if (error instanceof SettingsError) throw new SettingsError(`${error.message}${missing}`);
    throw error;
  }
  throw new SettingsError(`Settings are missing or wrong:${missing}`);
}
