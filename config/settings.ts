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

/** Whether what is sent to an address is read by nobody on its way: by https, or in development within this machine. */
export const isSafeAddress = (address: string, mode: string | undefined): boolean =>
  !/^http:/i.test(address) || (mode === 'development' && isHere(address));

/** Whether an address of a machine is reached from itself alone. */
export const isLoopback = (host: string): boolean => /^(127(\.\d+){3}|::1)$/.test(host);

/** Whether an address does not leave this machine. */
const isHere = (address: string): boolean =>
  URL.canParse(address) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);

/** Values with commas between them. */
const listed = text.transform((value) => value.split(',').map((one) => one.trim()));

/** How many proxies stand before the API, or their addresses. */
const trustedProxies = listed.transform((addresses, context): number | readonly string[] => {
  const [first = '', ...more] = addresses;
  if (more.length === 0 && /^[1-9]$/.test(first)) return Number(first);
  if (addresses.every(isProxy)) return addresses;
  context.addIssue({
    code: 'custom',
    message: 'expected how many proxies there are, 1–9, or their addresses: 10.0.0.0/8, loopback, …',
  });
  return z.NEVER;
});

const isProxy = (written: string): boolean =>
  ['loopback', 'linklocal', 'uniquelocal'].includes(written) || isNetwork(written);

/** An address, alone or with how many of its bits count. */
const isNetwork = (written: string): boolean => {
  const [address = '', bits, ...more] = written.split('/');
  const family = isIP(address);
  const isMask =
    bits === undefined ||
    (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128));
  return family !== 0 && isMask && more.length === 0;
};

const port = z.coerce.number().int().min(1).max(65_535);

/** 32 bytes as 64 hex digits or as base64. */
const dataKey = text.transform((value, context) => {
  const key = keyIn(value);
  if (key.length === 32) return key;
  context.addIssue({ code: 'custom', message: EXPECTED_KEY });
  return z.NEVER;
});

/** The same, any number of them with commas between. */
const dataKeyList = listed.transform((values, context): readonly Buffer[] => {
  const keys = values.map(keyIn);
  const wrong = keys.flatMap((key, i) => (key.length === 32 ? [] : [i + 1]));
  if (wrong.length === 0) return keys;
  context.addIssue({ code: 'custom', message: `${EXPECTED_KEY}; not so: ${wrong.join(', ')}` });
  return z.NEVER;
});

const EXPECTED_KEY = 'expected 32 bytes as 64 hex digits or as base64';
const keyIn = (value: string): Buffer => Buffer.from(value, /^[0-9a-f]{64}$/i.test(value) ? 'hex' : 'base64');

/** The newest first; the one before may stand beside it while it is replaced. */
const replacedKeys = listed.pipe(
  z.array(dataKey).max(2, 'expected one key, or two with a comma between them'),
);

/** Every setting of the service that is read from the environment; Temporal's own are read by `@temporalio/envconfig`. */
export const SETTINGS = {
  /** Where the API listens. */
  PORT: port.default(3000),
  /** Which proxies before the API are believed whence a request comes (`X-Forwarded-For`); none when not set. */
  HUIYIN_TRUST_PROXY: trustedProxies.optional(),
  MONGODB_URI: text.regex(/^mongodb(\+srv)?:\/\//, 'expected mongodb://… or mongodb+srv://…'),
  /** Folder with `rulebooks/*.yaml`, `units.yaml` and, where it has its own, `categories.yaml`, `accesses.yaml`, `repeats.yaml`, `emergencies.yaml` and `public.yaml`; ours when not set. */
  HUIYIN_CONFIG: text.optional(),
  /** `off` leaves the rulebook `demo` out, as production does. */
  HUIYIN_DEMO: z.enum(['on', 'off']).default('on'),
  /** `development`, which `npm start` is, takes the tokens of `npm run token`, and published keys, a gateway and webhooks of this machine by http. */
  HUIYIN_MODE: z.enum(['production', 'development']).default('production'),
  /** On which address the API and a worker listen; all of a machine's by `0.0.0.0`, or `::`. */
  HUIYIN_HOST: text
    .refine((address) => isIP(address) > 0, 'expected an address: 127.0.0.1, 0.0.0.0, ::, …')
    .default('127.0.0.1'),
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
  /** The provider of accounts by which people sign in with a browser (OpenID Connect), and what we are called there; without it they can't. */
  HUIYIN_OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: 'expected https://…' })
    .transform((address) => new URL(address))
    .optional(),
  HUIYIN_OIDC_CLIENT_ID: text.optional(),
  /** Without it, we are a public client there, which PKCE keeps safe. */
  HUIYIN_OIDC_CLIENT_SECRET: text.optional(),
  HUIYIN_OIDC_SCOPE: text
    .regex(/^(.* )?openid( .*)?$/, 'expected words with openid among them')
    .default('openid profile'),
  /** For how long a browser stays signed in at most, and for how long without anything done. */
  HUIYIN_SESSION_HOURS: z.coerce.number().int().min(1).max(24).default(12),
  HUIYIN_SESSION_IDLE_MINUTES: z.coerce.number().int().min(5).max(720).default(60),
  /** Where the desk leads who looks into a ticket's workflow, `{ticket}` being its number; without it nowhere. */
  HUIYIN_WORKFLOW_LINK: text
    .regex(/^https?:\/\/\S*\{ticket\}\S*$/, 'expected https://… with {ticket} in it')
    .optional(),
  /** What the desk opens to dial a number, `{phone}` being its digits: a program of the city's own instead of the browser's. */
  HUIYIN_DIAL_LINK: text
    .regex(
      /^(?!(javascript|data|vbscript|blob|file):)[a-z][a-z0-9+.-]*:\S*\{phone\}\S*$/i,
      'expected tel:{phone}, or another address with {phone} in it',
    )
    .default('tel:{phone}'),
  /** Whether anybody may choose who to be; in development it is so where nothing else is said, and nowhere else can it be. */
  HUIYIN_DEVELOPMENT_SIGN_IN: z.enum(['on', 'off']).optional(),
  /** Key that seals: all that is sealed from now on, and codes, tokens and links are made from it (AES-256-GCM, HMAC). */
  HUIYIN_DATA_KEY: dataKey,
  /** Further keys, while one takes another's place: they open what they sealed, and what they coded and signed is good. */
  HUIYIN_DATA_KEYS_OTHER: dataKeyList.default([]),
  /** Further keys that only open what they sealed: codes, tokens and links that were made from them let nobody in any more. */
  HUIYIN_DATA_KEYS_REVOKED: dataKeyList.default([]),
  /** Key that signs checkpoints (Ed25519); without it, one that is derived from the data key. */
  HUIYIN_SIGNING_KEY: dataKey.optional(),
  /** How many seconds lie between two checkpoints: the longest that a change of a ticket stays without one. */
  HUIYIN_CHECKPOINT_SECONDS: z.coerce.number().int().min(10).max(86_400).default(3_600),
  /** Keys that units' secrets are made from, by which webhooks are signed; without them, one that is derived from the data key. */
  HUIYIN_WEBHOOK_KEY: replacedKeys.optional(),
  /** What units of before check `X-Huiyin-Signature` with, all with the same; without it, that is not sent. */
  HUIYIN_WEBHOOK_SECRET: text.min(16, 'expected at least 16 characters').optional(),
  /** Private networks in which receivers of webhooks may be; they may be reached by http too. */
  HUIYIN_WEBHOOK_ALLOW: listed
    .refine((networks) => networks.every(isNetwork), 'expected addresses such as 10.0.0.0/8,fd00::/8')
    .default([]),
  /** What a worker does with what comes from a console, or from an API of before proofs: `noted` while such APIs are being replaced. */
  HUIYIN_UNPROVEN_COMMANDS: z.enum(['refused', 'noted']).default('refused'),
  /** `smtp://user:password@host:port`; without it, units with a mailbox find their messages in the outbox. */
  HUIYIN_SMTP_URL: text.regex(/^smtps?:\/\//, 'expected smtp://… or smtps://…').optional(),
  HUIYIN_SMTP_FROM: text.default('12345@localhost'),
  /** Where the city's gateway takes messages to callers; without it, they wait until it comes for them. */
  HUIYIN_CALLERS_WEBHOOK: z
    .url({ protocol: /^https?$/, error: 'expected https://…' })
    .transform((address) => new URL(address))
    .optional(),
  /** Key that signs what is posted there; needed with it. */
  HUIYIN_CALLERS_WEBHOOK_SECRET: text
    .regex(
      /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/,
      'expected whsec_ and 24 to 64 bytes in base64, as Standard Webhooks write a secret',
    )
    .optional(),
  /** Where callers reach the API with a browser; links in messages to them begin with it. */
  HUIYIN_PUBLIC_URL: webAddress.default('http://localhost:3000'),
  /** Whom to tell of a security problem, and until when that holds (RFC 9116). */
  HUIYIN_SECURITY_CONTACT: text
    .regex(/^(mailto:|https:\/\/|tel:)\S+$/, 'expected mailto:…, https://… or tel:…')
    .optional(),
  HUIYIN_SECURITY_EXPIRES: z.iso
    .datetime({ offset: true, error: 'expected a moment, 2027-06-01T00:00:00+08:00' })
    .transform((moment) => new Date(moment))
    .optional(),
  /** For how many natural days after its closure a ticket's code lets its caller in, and links to its evaluation. */
  HUIYIN_CODE_DAYS: z.coerce.number().int().min(1).max(365).default(90),
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
  /** Where ClamAV's daemon looks through attachments: `host:port`, or the path of its socket; without it nobody does. */
  HUIYIN_CLAMAV: text
    .regex(/^(\/\S+|[^\s/:]+:\d{1,5}|\[[\da-f:]+\]:\d{1,5})$/i, 'expected host:port, or the path of a socket')
    .transform((address) => {
      if (address.startsWith('/')) return { path: address };
      const [, host = '', port] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
      return { host, port: Number(port) };
    })
    .optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
} as const;

export type SettingName = keyof typeof SETTINGS;

/** All data keys that a process has: whoever reads one of these settings reads them all. */
export const DATA_KEYS = ['HUIYIN_DATA_KEY', 'HUIYIN_DATA_KEYS_OTHER', 'HUIYIN_DATA_KEYS_REVOKED'] as const;
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
