import { isIP } from 'node:net';
import { z } from 'zod';

/** Settings that are missing or wrong, all of them at once, each by its name. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const text = z.string().trim().min(1);
/** An address of the web, without what would stand between it and a path: `https://12345.example.gov.cn`. */
const webAddress = z
  .url({ protocol: /^https?$/, error: 'expected http://… or https://…' })
  .regex(/^[^/]*\/\/[^/?#]+\/*$/, 'expected an address without a path')
  .transform((address) => address.replace(/\/+$/, ''));

/** How many proxies stand before the API, or their addresses. */
const trustedProxies = text.transform((value, context): number | readonly string[] => {
  if (/^[1-9]$/.test(value)) return Number(value);
  const addresses = value.split(',').map((address) => address.trim());
  if (addresses.every(isProxy)) return addresses;
  context.addIssue({
    code: 'custom',
    message: 'expected how many proxies there are, 1–9, or their addresses: 10.0.0.0/8, loopback, …',
  });
  return z.NEVER;
});

const isProxy = (written: string): boolean => {
  const [address = '', bits, ...more] = written.split('/');
  const family = isIP(address);
  if (family === 0) return ['loopback', 'linklocal', 'uniquelocal'].includes(written);
  const isMask =
    bits === undefined ||
    (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128));
  return isMask && more.length === 0;
};

const port = z.coerce.number().int().min(1).max(65_535);

/** 32 bytes as 64 hex digits or as base64. */
const dataKey = text.transform((value, context) => {
  const key = /^[0-9a-f]{64}$/i.test(value) ? Buffer.from(value, 'hex') : Buffer.from(value, 'base64');
  if (key.length === 32) return key;
  context.addIssue({ code: 'custom', message: 'expected 32 bytes as 64 hex digits or as base64' });
  return z.NEVER;
});

/** Every setting of the service that is read from the environment; Temporal's own are read by `@temporalio/envconfig`. */
export const SETTINGS = {
  /** Where the API listens. */
  PORT: port.default(3000),
  /** Which proxies before the API are believed whence a request comes (`X-Forwarded-For`); none when not set. */
  HUIYIN_TRUST_PROXY: trustedProxies.optional(),
  MONGODB_URI: text.regex(/^mongodb(\+srv)?:\/\//, 'expected mongodb://… or mongodb+srv://…'),
  /** Folder with `rulebooks/*.yaml`, `units.yaml` and, where it has its own, `categories.yaml`; ours when not set. */
  HUIYIN_CONFIG: text.optional(),
  /** `off` leaves the rulebook `demo` out, as production does. */
  HUIYIN_DEMO: z.enum(['on', 'off']).default('on'),
  /** `development`, which `npm start` is, takes the tokens of `npm run token`, and published keys of this machine by http. */
  HUIYIN_MODE: z.enum(['production', 'development']).default('production'),
  /** Key that signs and checks tokens (HS256); or a set of public keys by its address. */
  HUIYIN_JWT_SECRET: text.min(32, 'expected at least 32 characters').optional(),
  HUIYIN_JWKS_URL: z
    .url({ protocol: /^https?$/, error: 'expected https://…' })
    .transform((address) => new URL(address))
    .optional(),
  /** Who has to have made a token (`iss`), and for whom (`aud`); with published keys both are needed. */
  HUIYIN_JWT_ISSUER: text.optional(),
  HUIYIN_JWT_AUDIENCE: text.optional(),
  /** What the `typ` of a token's header has to be; not looked at without. */
  HUIYIN_JWT_TYPE: text.optional(),
  /** Where in a token the role and the unit stand: a claim, or names with dots between them. */
  HUIYIN_JWT_ROLE_CLAIM: text.default('role'),
  HUIYIN_JWT_UNIT_CLAIM: text.default('unit'),
  /** Key that seals contact data (AES-256-GCM). */
  HUIYIN_DATA_KEY: dataKey,
  /** Key that signs checkpoints (Ed25519); without it, one that is derived from the data key. */
  HUIYIN_SIGNING_KEY: dataKey.optional(),
  /** How many seconds lie between two checkpoints: the longest that a change of a ticket stays without one. */
  HUIYIN_CHECKPOINT_SECONDS: z.coerce.number().int().min(10).max(86_400).default(3_600),
  /** Key that signs webhooks; units check the signature with it. */
  HUIYIN_WEBHOOK_SECRET: text.min(16, 'expected at least 16 characters'),
  /** `smtp://user:password@host:port`; without it, units with a mailbox find their messages in the outbox. */
  HUIYIN_SMTP_URL: text.regex(/^smtps?:\/\//, 'expected smtp://… or smtps://…').optional(),
  HUIYIN_SMTP_FROM: text.default('12345@localhost'),
  /** Where callers reach the API with a browser; links in messages to them begin with it. */
  HUIYIN_PUBLIC_URL: webAddress.default('http://localhost:3000'),
  /** How many open tickets a worker tells a second, at most, of a new calendar, rulebook or successor; commands go on meanwhile. */
  HUIYIN_CHANGE_RATE: z.coerce.number().int().min(1).max(10_000).default(100),
  /**
   * For how many seconds a unit's reminders are gathered, to go out as one message; the first of them waits a sixtieth of that.
   * 0: each goes out at once.
   */
  HUIYIN_GATHER_SECONDS: z.coerce.number().int().min(0).max(3_600).default(3_600),
  /** Where a worker answers whether it lives and works, and what it measures; 0 takes a free port, which its log tells. */
  HUIYIN_WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** Which version of the Worker Deployment `huiyin` a worker is; without it, it belongs to none. */
  HUIYIN_BUILD_ID: text
    .regex(/^[\w.-]{1,100}$/, 'expected 1–100 letters, digits, `_`, `.` or `-`')
    .optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type Settings<N extends SettingName> = { readonly [K in N]: z.output<(typeof SETTINGS)[K]> };

/**
 * Reads the named settings.
 * @param alsoWrong what is wrong with several of them together
 * @throws SettingsError that lists every missing or wrong one with what was expected; values are never shown, they may be secrets
 */
export function readSettings<N extends SettingName>(
  names: readonly N[],
  env: NodeJS.ProcessEnv = process.env,
  alsoWrong: readonly string[] = [],
): Settings<N> {
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const name of names) {
    const given = env[name] === '' ? undefined : env[name];
    const read = SETTINGS[name].safeParse(given);
    if (read.success) settings[name] = read.data;
    else
      problems.push(
        `${name}: ${given === undefined ? 'missing' : read.error.issues.map(({ message }) => message).join('; ')}`,
      );
  }
  problems.push(...alsoWrong);
  if (problems.length > 0)
    throw new SettingsError(`Settings are missing or wrong:\n  ${problems.join('\n  ')}`);
  return settings as Settings<N>;
}
