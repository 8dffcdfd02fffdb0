import type { Parts } from '../../api/parts';
import { sharedCounts } from '../../api/requests/counts';
import { sessionsBy } from '../../api/requests/sessions';
import { attemptsBy } from '../../api/sign-in/attempts';
import { providerAt, type ProviderRules } from '../../api/sign-in/provider';
import { serviceLog } from '../../api/http/log';
import { LINKS, partsOnTheirOwn, PUBLIC_URL, SESSION_RULES } from './servers/api-alone';
import type { OpenIdProvider } from './openid/provider';
import type { TestDatabase } from './servers/database';

/** The client `desk` of our provider, as a city sets it. */
export const rulesOf = ({ issuer, secret }: Pick<OpenIdProvider, 'issuer' | 'secret'>): ProviderRules => ({
  issuer: new URL(issuer),
  clientId: 'desk',
  clientSecret: secret,
  scope: 'openid profile',
  roleClaim: 'realm_access.roles',
  unitClaim: 'groups',
  publicUrl: PUBLIC_URL,
});

/** A service with a database, as in production; with a provider where its rules are given, and else with the sign-in of development. */
export function partsWith(
  { store, keys }: Pick<TestDatabase, 'store' | 'keys'>,
  rules?: ProviderRules,
): Parts {
  const own = partsOnTheirOwn();
  // The test stops it.
  const database = { store: async () => store, hindrance: async () => undefined, close: async () => {} };
  const provider = rules && providerAt(rules, serviceLog('silent'));
  return {
    ...own,
    database,
    counts: sharedCounts(Buffer.alloc(32, 7), database),
    sessions: sessionsBy(SESSION_RULES, keys, database, provider?.renew),
    signIn: {
      attempts: attemptsBy(keys, SESSION_RULES.secure),
      ...(provider ? { provider } : {}),
      development: !provider,
      links: LINKS,
    },
  };
}
