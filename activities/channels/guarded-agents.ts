import dns from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Where requests may go to whose addresses others have named. */
export interface Reach {
  /** Private networks that may be reached too, and by http: `10.0.0.0/8`, `10.1.2.3`. */
  readonly allowed: readonly string[];
  /** Whether everything may be reached, as in development, where receivers are on this machine. */
  readonly anywhere?: boolean;
  /** How names are resolved; as the machine does it without. */
  readonly lookup?: typeof dns.lookup;
}

/** Agents for `node:http` and `node:https` that connect only to where one may reach. */
export interface GuardedAgents {
  /** @throws AddressRefused for an address that is refused as it is written */
  to(url: URL): HttpAgent;
  close(): void;
}

/** Nothing was connected. Its text names no address. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

type Address = ReturnType<typeof ipaddr.process>;

/** Azure's, and public by its number; all other addresses at which a cloud tells a machine its secrets are link-local, or private. */
const METADATA: readonly string[] = ['168.63.129.16'];

/** All that is handed out of IPv6 so far to be reached by everybody (RFC 4291). */
const GLOBAL = ipaddr.parseCIDR('2000::/3');

/** For how long (ms) a connection is kept that nobody uses: shorter than servers do, so that none is used while its server ends it. */
const IDLE = 4_000;

/**
 * By https, public addresses are reached and allowed ones; by http, allowed ones only. A name is checked by what it resolves to at the
 * moment of connecting, and only that is connected to: no name can be public when it is asked for and private when it is used
 * (DNS rebinding).
 */
export function guardedAgents({ allowed, anywhere = false, lookup = dns.lookup }: Reach): GuardedAgents {
  const networks = allowed.map(networkOf);
  const isAllowed = (address: Address): boolean =>
    anywhere ||
    networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
  const isOpen = (address: Address): boolean => isAllowed(address) || isPublic(address);
  const http = wayBy('http is only for what HUIYIN_WEBHOOK_ALLOW names', isAllowed);
  const https = wayBy('an address that is neither public nor named by HUIYIN_WEBHOOK_ALLOW', isOpen);
  const [httpAgent, httpsAgent] = [new HttpAgent(http.options), new HttpsAgent(https.options)];
  return {
    to({ protocol, hostname }) {
      const way = protocol === 'https:' ? https : http;
      const host = hostname.replace(/^\[(.*)\]$/, '$1');
      // Nothing has to be looked up for a number.
      if (isIP(host) !== 0 && !way.reaches(host)) throw way.refusal();
      return protocol === 'https:' ? httpsAgent : httpAgent;
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };

  function wayBy(refused: string, mayReach: (address: Address) => boolean) {
    // An IPv4 address that is written as one of IPv6 is what it means.
    const reaches = (address: string): boolean => mayReach(ipaddr.process(address));
    const refusal = (): AddressRefused => new AddressRefused(refused);
    const checked: LookupFunction = (host, options, done) =>
      lookup(host, { ...options, all: true }, (error, found) => {
        const [first, ...more] = (error ? [] : found).filter(({ address }) => reaches(address));
        if (!first) done(error ?? refusal(), []);
        else if (options.all) done(null, [first, ...more]);
        else done(null, first.address, first.family);
      });
    return { reaches, refusal, options: { keepAlive: true, timeout: IDLE, lookup: checked } };
  }
}

const isPublic = (address: Address): boolean =>
  address.range() === 'unicast' &&
  (address.kind() === 'ipv4' ? !METADATA.includes(address.toString()) : address.match(GLOBAL));

/** @param written an address, alone or with how many of its bits count */
function networkOf(written: string): [Address, number] {
  if (written.includes('/')) return ipaddr.parseCIDR(written);
  const address = ipaddr.process(written);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
