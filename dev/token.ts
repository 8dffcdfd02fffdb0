import { parseArgs } from 'node:util';
import { SignJWT } from 'jose';
import { DEVELOPMENT } from '../api/requests/token';
import { reason } from './progress';
import { secrets } from './secrets';
import { readSettings } from './settings';

export const ROLES = [
  'operator',
  'unit',
  'supervisor',
  'caller',
  'admin',
  'auditor',
  'leader',
  'gateway',
] as const;

export interface TokenClaims {
  role: (typeof ROLES)[number];
  sub: string;
  /** The unit that a `unit` token acts for. */
  unit?: string;
  /** The one ticket that a `caller` token is for. */
  ticket?: string;
}

/** A token that the API takes for so many days, in development only: by its issuer it refuses it anywhere else. */
export function makeToken(claims: TokenClaims, secret: string, days: number): Promise<string> {
  const { sub, ...own } = claims;
  return new SignJWT({ ...own })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(DEVELOPMENT)
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime(`${days}d`)
    .sign(new TextEncoder().encode(secret));
}

const USAGE = `npm run token -- --role ROLE [--unit ID] [--ticket ID] [--sub NAME] [--days N]
  ROLE    ${ROLES.join(', ')}
  --unit  for role unit; --ticket for role caller; --days 1 when not given`;

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { role: text, unit: text, ticket: text, sub: text, days: { ...text, default: '1' } },
  });
  const role = ROLES.find((known) => known === values.role);
  if (role === undefined) throw new Error(`--role is one of ${ROLES.join(', ')}`);
  if (role === 'unit' && !values.unit) throw new Error('--unit ID says which unit the token is for');
  if (role === 'caller' && !values.ticket) throw new Error('--ticket ID says which ticket the token is for');
  const days = Number(values.days);
  if (!Number.isFinite(days) || days <= 0 || days > 3_650)
    throw new Error('--days is a number from 1 to 3650');

  const { HUIYIN_JWT_SECRET } = secrets(readSettings(process.env));
  const claims = { role, sub: values.sub ?? values.unit ?? role, unit: values.unit, ticket: values.ticket };
  process.stdout.write(`${await makeToken(claims, HUIYIN_JWT_SECRET, days)}\n`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${reason(error)}\n\n${USAGE}\n`);
    process.exitCode = 1;
  });
}
