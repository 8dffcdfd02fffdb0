import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { SETTINGS } from '../config/settings';

const port = (otherwise: number) =>
  z
    .string()
    .default(String(otherwise))
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, {
      error: 'expected a port, 1 to 65535',
    })
    .transform(Number);

const PORTS = ['PORT', 'HUIYIN_TEMPORAL_PORT', 'HUIYIN_TEMPORAL_UI_PORT', 'HUIYIN_MONGO_PORT'] as const;

const folder = z.string().transform((path) => resolve(path));

/** Checked here as the service will check it, and handed on to the service unread. */
const asItIs = (schema: z.ZodType) =>
  z
    .string()
    .superRefine((text, context) => {
      const { error } = schema.safeParse(text);
      for (const { message } of error?.issues ?? []) context.addIssue({ code: 'custom', message });
    })
    .optional();

const schema = z
  .object({
    PORT: port(3000),
    HUIYIN_TEMPORAL_PORT: port(7233),
    HUIYIN_TEMPORAL_UI_PORT: port(8233),
    HUIYIN_MONGO_PORT: port(27017),
    HUIYIN_DATA: folder.default(resolve('.data')),
    HUIYIN_CACHE: folder.optional(),
    HUIYIN_CONFIG: folder
      .refine((path) => existsSync(resolve(path, 'units.yaml')) && existsSync(resolve(path, 'rulebooks')), {
        error: 'expected a folder that holds units.yaml and rulebooks/',
      })
      .optional(),
    /** Everything here is for development; production neither starts by it nor gets tokens from it. */
    HUIYIN_MODE: z
      .literal('development', {
        error: 'this is for development only; docs/production.md says how it runs in production',
      })
      .default('development'),
    HUIYIN_JWT_SECRET: asItIs(SETTINGS.HUIYIN_JWT_SECRET),
    HUIYIN_DATA_KEY: asItIs(SETTINGS.HUIYIN_DATA_KEY),
    HUIYIN_DATA_KEYS_OTHER: asItIs(SETTINGS.HUIYIN_DATA_KEYS_OTHER),
    HUIYIN_DATA_KEYS_REVOKED: asItIs(SETTINGS.HUIYIN_DATA_KEYS_REVOKED),
    TEMPORAL_ADDRESS: z
      .string()
      .regex(/^\S+:\d{1,5}$/, { error: 'expected host:port' })
      .optional(),
    /** Read by our own Temporal: `false` lets its web interface terminate, signal, update, reset, pause and start workflows. */
    HUIYIN_TEMPORAL_WEB_LOCKED: z.enum(['true', 'false']).optional(),
    MONGODB_URI: asItIs(SETTINGS.MONGODB_URI),
    HUIYIN_WEBHOOK_KEY: asItIs(SETTINGS.HUIYIN_WEBHOOK_KEY),
    HUIYIN_WEBHOOK_SECRET: asItIs(SETTINGS.HUIYIN_WEBHOOK_SECRET),
    HUIYIN_WEBHOOK_ALLOW: asItIs(SETTINGS.HUIYIN_WEBHOOK_ALLOW),
    HUIYIN_JWKS_URL: asItIs(SETTINGS.HUIYIN_JWKS_URL),
    HUIYIN_JWT_ISSUER: asItIs(SETTINGS.HUIYIN_JWT_ISSUER),
    HUIYIN_JWT_AUDIENCE: asItIs(SETTINGS.HUIYIN_JWT_AUDIENCE),
    HUIYIN_JWT_TYPE: asItIs(SETTINGS.HUIYIN_JWT_TYPE),
    HUIYIN_JWT_ROLE_CLAIM: asItIs(SETTINGS.HUIYIN_JWT_ROLE_CLAIM),
    HUIYIN_JWT_UNIT_CLAIM: asItIs(SETTINGS.HUIYIN_JWT_UNIT_CLAIM),
    HUIYIN_OIDC_ISSUER: asItIs(SETTINGS.HUIYIN_OIDC_ISSUER),
    HUIYIN_OIDC_CLIENT_ID: asItIs(SETTINGS.HUIYIN_OIDC_CLIENT_ID),
    HUIYIN_OIDC_CLIENT_SECRET: asItIs(SETTINGS.HUIYIN_OIDC_CLIENT_SECRET),
    HUIYIN_OIDC_SCOPE: asItIs(SETTINGS.HUIYIN_OIDC_SCOPE),
    HUIYIN_SESSION_HOURS: asItIs(SETTINGS.HUIYIN_SESSION_HOURS),
    HUIYIN_SESSION_IDLE_MINUTES: asItIs(SETTINGS.HUIYIN_SESSION_IDLE_MINUTES),
    HUIYIN_WORKFLOW_LINK: asItIs(SETTINGS.HUIYIN_WORKFLOW_LINK),
    HUIYIN_DIAL_LINK: asItIs(SETTINGS.HUIYIN_DIAL_LINK),
    HUIYIN_DEVELOPMENT_SIGN_IN: asItIs(SETTINGS.HUIYIN_DEVELOPMENT_SIGN_IN),
    HUIYIN_HOST: asItIs(SETTINGS.HUIYIN_HOST),
    HUIYIN_SECURITY_CONTACT: asItIs(SETTINGS.HUIYIN_SECURITY_CONTACT),
    HUIYIN_SECURITY_EXPIRES: asItIs(SETTINGS.HUIYIN_SECURITY_EXPIRES),
    HUIYIN_TRUST_PROXY: asItIs(SETTINGS.HUIYIN_TRUST_PROXY),
    HUIYIN_SMTP_URL: asItIs(SETTINGS.HUIYIN_SMTP_URL),
    HUIYIN_CALLERS_WEBHOOK: asItIs(SETTINGS.HUIYIN_CALLERS_WEBHOOK),
    HUIYIN_CALLERS_WEBHOOK_SECRET: asItIs(SETTINGS.HUIYIN_CALLERS_WEBHOOK_SECRET),
    HUIYIN_PUBLIC_URL: asItIs(SETTINGS.HUIYIN_PUBLIC_URL),
    HUIYIN_CLAMAV: asItIs(SETTINGS.HUIYIN_CLAMAV),
    HUIYIN_CODE_DAYS: asItIs(SETTINGS.HUIYIN_CODE_DAYS),
    HUIYIN_DEMO: asItIs(SETTINGS.HUIYIN_DEMO),
    HUIYIN_CHANGE_RATE: asItIs(SETTINGS.HUIYIN_CHANGE_RATE),
    HUIYIN_GATHER_SECONDS: asItIs(SETTINGS.HUIYIN_GATHER_SECONDS),
    HUIYIN_SIGNING_KEY: asItIs(SETTINGS.HUIYIN_SIGNING_KEY),
    HUIYIN_CHECKPOINT_SECONDS: asItIs(SETTINGS.HUIYIN_CHECKPOINT_SECONDS),
    LOG_LEVEL: asItIs(SETTINGS.LOG_LEVEL),
  })
  .superRefine((settings, context) => {
    for (const [index, name] of PORTS.entries()) {
      const twin = PORTS.slice(0, index).find((earlier) => settings[earlier] === settings[name]);
      if (twin !== undefined) {
        context.addIssue({ code: 'custom', path: [name], message: `expected another port than ${twin}'s` });
      }
    }
  });

/** What `npm start` runs with. */
export type Settings = z.output<typeof schema>;

/** Reads the settings; an error names all that are wrong at once. A variable set to nothing counts as not set. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  // Neither secret is repeated on screen.
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const given = /SECRET|KEY|URI/.test(name) ? '' : `, got "${set[name] ?? 'its default'}"`;
    return `  ${name}: ${issue.message}${given}`;
  });
  throw new Error(`These settings are wrong:\n${problems.join('\n')}`);
}
