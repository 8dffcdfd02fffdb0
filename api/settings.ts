import { readSettings, type Settings } from '../config/settings';
import type { TokenRules } from './requests/token';

const NAMES = [
  'PORT',
  'HUIYIN_TRUST_PROXY',
  'MONGODB_URI',
  'HUIYIN_CONFIG',
  'HUIYIN_DEMO',
  'HUIYIN_MODE',
  'HUIYIN_JWT_SECRET',
  'HUIYIN_JWKS_URL',
  'HUIYIN_JWT_ISSUER',
  'HUIYIN_JWT_AUDIENCE',
  'HUIYIN_JWT_TYPE',
  'HUIYIN_JWT_ROLE_CLAIM',
  'HUIYIN_JWT_UNIT_CLAIM',
  'HUIYIN_DATA_KEY',
  'HUIYIN_PUBLIC_URL',
  'LOG_LEVEL',
] as const;

export type ApiSettings = Settings<(typeof NAMES)[number]> & { readonly tokens: TokenRules };

/**
 * What the API runs with. Published keys go before a secret where both are set.
 * @throws SettingsError with everything that is missing or wrong
 */
export function apiSettings(env: NodeJS.ProcessEnv): ApiSettings {
  const settings = readSettings(NAMES, env, wrongTogether(env));
  return { ...settings, tokens: tokenRules(settings) };
}

/** What of the settings for tokens is missing or wrong beside the others, though each may be right by itself. */
function wrongTogether(env: NodeJS.ProcessEnv): string[] {
  const { HUIYIN_JWT_SECRET: secret, HUIYIN_JWKS_URL: address, HUIYIN_MODE: mode } = env;
  if (!address) return secret ? [] : ['HUIYIN_JWT_SECRET or HUIYIN_JWKS_URL: one of them is needed'];
  return [
    ...(['HUIYIN_JWT_ISSUER', 'HUIYIN_JWT_AUDIENCE'] as const)
      .filter((name) => !env[name]?.trim())
      .map((name) => `${name}: missing, and needed with HUIYIN_JWKS_URL`),
    ...(isHttp(address) && !(mode === 'development' && isHere(address))
      ? ['HUIYIN_JWKS_URL: expected https://…, or in development http:// of this machine']
      : []),
  ];
}

const isHttp = (address: string): boolean => /^http:/i.test(address);

/** Whether an address does not leave this machine. */
const isHere = (address: string): boolean =>
  URL.canParse(address) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);

function tokenRules(settings: Omit<ApiSettings, 'tokens'>): TokenRules {
  const {
    HUIYIN_MODE: mode,
    HUIYIN_JWT_SECRET: secret = '',
    HUIYIN_JWKS_URL: jwksUrl,
    HUIYIN_JWT_ISSUER: issuer,
    HUIYIN_JWT_AUDIENCE: audience,
    HUIYIN_JWT_TYPE: type,
    HUIYIN_JWT_ROLE_CLAIM: roleClaim,
    HUIYIN_JWT_UNIT_CLAIM: unitClaim,
  } = settings;
  const rules = { roleClaim, unitClaim, ...(type === undefined ? {} : { type }) };
  if (jwksUrl) return { ...rules, jwksUrl, issuer: issuer ?? '', audience: audience ?? '' };
  return {
    ...rules,
    secret,
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
    development: mode === 'development',
  };
}
