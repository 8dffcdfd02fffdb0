import { DATA_KEYS, isLoopback, isSafeAddress, readSettings, type Settings } from '../config/settings';
import type { SecurityText } from './operations/security-text';
import type { SessionRules } from './requests/sessions';
import type { TokenRules } from './requests/token';
import type { DeskLinks } from './sign-in/answers';
import type { ProviderRules } from './sign-in/provider';

const NAMES = [
  'PORT',
  'HUIYIN_HOST',
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
  'HUIYIN_OIDC_ISSUER',
  'HUIYIN_OIDC_CLIENT_ID',
  'HUIYIN_OIDC_CLIENT_SECRET',
  'HUIYIN_OIDC_SCOPE',
  'HUIYIN_SESSION_HOURS',
  'HUIYIN_SESSION_IDLE_MINUTES',
  'HUIYIN_DEVELOPMENT_SIGN_IN',
  'HUIYIN_WORKFLOW_LINK',
  'HUIYIN_DIAL_LINK',
  ...DATA_KEYS,
  'HUIYIN_PUBLIC_URL',
  'HUIYIN_SECURITY_CONTACT',
  'HUIYIN_SECURITY_EXPIRES',
  'HUIYIN_CLAMAV',
  'HUIYIN_CODE_DAYS',
  'LOG_LEVEL',
] as const;

export type ApiSettings = Settings<(typeof NAMES)[number]> & {
  readonly tokens: TokenRules;
  readonly securityText?: SecurityText;
  readonly sessions: SessionRules;
  readonly provider?: ProviderRules;
  /** Whether anybody chooses who to be. */
  readonly developmentSignIn: boolean;
  readonly links: DeskLinks;
};

/**
 * What the API runs with. Published keys go before a secret where both are set.
 * @throws SettingsError with everything that is missing or wrong
 */
export function apiSettings(env: NodeJS.ProcessEnv): ApiSettings {
  const settings = readSettings(NAMES, env, [...wrongTogether(env), ...halfSaid(env), ...wrongSignIn(env)]);
  const { HUIYIN_SECURITY_CONTACT: contact, HUIYIN_SECURITY_EXPIRES: expires } = settings;
  return {
    ...settings,
    tokens: tokenRules(settings),
    ...signInRules(settings),
    links: { workflow: settings.HUIYIN_WORKFLOW_LINK, dial: settings.HUIYIN_DIAL_LINK },
    ...(contact !== undefined && expires ? { securityText: { contact, expires } } : {}),
  };
}

/** Whom to tell of a hole means nothing without the moment until which that holds. */
function halfSaid(env: NodeJS.ProcessEnv): string[] {
  const names = ['HUIYIN_SECURITY_CONTACT', 'HUIYIN_SECURITY_EXPIRES'] as const;
  const missing = names.filter((name) => !env[name]?.trim());
  return missing.length === 1 ? missing.map((name) => `${name}: missing, and needed with the other`) : [];
}

/** What of the settings for tokens is missing or wrong beside the others, though each may be right by itself. */
function wrongTogether(env: NodeJS.ProcessEnv): string[] {
  const { HUIYIN_JWT_SECRET: secret, HUIYIN_JWKS_URL: address, HUIYIN_MODE: mode } = env;
  if (!address) return secret ? [] : ['HUIYIN_JWT_SECRET or HUIYIN_JWKS_URL: one of them is needed'];
  return [
    ...(['HUIYIN_JWT_ISSUER', 'HUIYIN_JWT_AUDIENCE'] as const)
      .filter((name) => !env[name]?.trim())
      .map((name) => `${name}: missing, and needed with HUIYIN_JWKS_URL`),
    ...(isSafeAddress(address, mode)
      ? []
      : ['HUIYIN_JWKS_URL: expected https://…, or in development http:// of this machine']),
  ];
}

/** What of the settings for signing in is missing or wrong beside the others. */
function wrongSignIn(env: NodeJS.ProcessEnv): string[] {
  const { HUIYIN_OIDC_ISSUER: issuer, HUIYIN_MODE: mode, HUIYIN_PUBLIC_URL: publicUrl = '' } = env;
  const { HUIYIN_HOST: host, HUIYIN_DEVELOPMENT_SIGN_IN: development } = env;
  const pair = ['HUIYIN_OIDC_ISSUER', 'HUIYIN_OIDC_CLIENT_ID'] as const;
  const isSet = [...pair, 'HUIYIN_OIDC_CLIENT_SECRET'].some((name) => env[name]?.trim());
  const isOn = development === 'on';
  return [
    ...pair
      .filter((name) => isSet && !env[name]?.trim())
      .map((name) => `${name}: missing, and needed to sign in by a provider`),
    ...(issuer && !isSafeAddress(issuer, mode)
      ? ['HUIYIN_OIDC_ISSUER: expected https://…, or in development http:// of this machine']
      : []),
    ...(isSet && mode !== 'development' && !/^https:/i.test(publicUrl)
      ? ['HUIYIN_PUBLIC_URL: expected https://…, where browsers sign in: their cookies go by https alone']
      : []),
    ...(isOn && mode !== 'development'
      ? [
          'HUIYIN_DEVELOPMENT_SIGN_IN: expected off, it lets anybody be whoever they choose; on is for HUIYIN_MODE=development',
        ]
      : []),
    ...(isOn && host && !isLoopback(host)
      ? [
          'HUIYIN_DEVELOPMENT_SIGN_IN: expected off where others reach this machine (HUIYIN_HOST), it lets anybody be whoever they choose',
        ]
      : []),
  ];
}

function signInRules(
  settings: Settings<(typeof NAMES)[number]>,
): Pick<ApiSettings, 'sessions' | 'provider' | 'developmentSignIn'> {
  const {
    HUIYIN_MODE: mode,
    HUIYIN_HOST: host,
    HUIYIN_PUBLIC_URL: publicUrl,
    HUIYIN_OIDC_ISSUER: issuer,
    HUIYIN_OIDC_CLIENT_ID: clientId,
    HUIYIN_OIDC_CLIENT_SECRET: clientSecret,
    HUIYIN_OIDC_SCOPE: scope,
    HUIYIN_JWT_ROLE_CLAIM: roleClaim,
    HUIYIN_JWT_UNIT_CLAIM: unitClaim,
    HUIYIN_SESSION_HOURS: hours,
    HUIYIN_SESSION_IDLE_MINUTES: idleMinutes,
    HUIYIN_DEVELOPMENT_SIGN_IN: development,
  } = settings;
  const isDevelopment = mode === 'development';
  const more = clientSecret === undefined ? {} : { clientSecret };
  return {
    sessions: { publicUrl, secure: !isDevelopment, hours, idleMinutes },
    ...(issuer && clientId
      ? { provider: { issuer, clientId, ...more, scope, roleClaim, unitClaim, publicUrl } }
      : {}),
    developmentSignIn: isDevelopment && isLoopback(host) && development !== 'off',
  };
}

function tokenRules(settings: Settings<(typeof NAMES)[number]>): TokenRules {
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
