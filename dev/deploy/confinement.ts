/** A service of a Compose file, as its authors write it or as Compose's own parser gives it back. */
export interface ComposedService {
  readonly image?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly cpus?: unknown;
  readonly mem_limit?: unknown;
  readonly pids_limit?: unknown;
  readonly privileged?: boolean;
  readonly networks?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly ports?: readonly (string | { readonly host_ip?: string })[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface Composed {
  readonly services: Readonly<Record<string, ComposedService>>;
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

/** Who may stand in one network with a server, and so reach its port. */
const REACHED_BY: Readonly<Record<string, readonly string[]>> = {
  temporal: ['api', 'worker', 'temporal-ui', 'temporal-namespace', 'postgres', 'temporal-schema'],
  mongo: ['api', 'worker', 'migrate', 'mongo-user'],
  postgres: ['temporal', 'temporal-schema'],
};

/** What keeps a part of a Compose file from less than all that it need not do: each a sentence. */
export function unconfined({ services, networks = {} }: Composed): string[] {
  const problems = Object.entries(services).flatMap(([name, service]) =>
    [...openedBy(service), ...inTheClear(service)].map((problem) => `${name}: ${problem}`),
  );
  for (const [server, allowed] of Object.entries(REACHED_BY)) {
    const its = networksOf(services[server]);
    const neighbours = Object.keys(services).filter(
      (name) => name !== server && networksOf(services[name]).some((network) => its.includes(network)),
    );
    problems.push(
      ...neighbours.filter((name) => !allowed.includes(name)).map((name) => `${name}: reaches ${server}`),
      ...its
        .filter((network) => networks[network]?.internal !== true)
        .map((network) => `${server}: stands in ${network}, which leads outside`),
    );
  }
  return problems;
}

function openedBy(service: ComposedService): string[] {
  const wanted: readonly (readonly [boolean, string])[] = [
    [service.read_only === true, 'its root file system can be written to'],
    [service.cap_drop?.includes('ALL') ?? false, 'it keeps capabilities'],
    [
      service.security_opt?.some((it) => /^no-new-privileges(:true)?$/.test(it)) ?? false,
      'it can get privileges',
    ],
    [service.privileged !== true, 'it is privileged'],
    [service.cpus !== undefined, 'its share of the processors has no limit'],
    [service.mem_limit !== undefined, 'its memory has no limit'],
    [service.pids_limit !== undefined, 'its processes have no limit'],
    [(service.ports ?? []).every(isHere), 'it publishes a port beyond this machine'],
    [networksOf(service).length > 0, 'it stands in the network of all'],
    [isOurs(service) || isPinned(service.image), 'its image has no digest: its maker may move the tag'],
  ];
  return wanted.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

/** What a service is told that would let it speak to others without TLS, or as root of the database. */
function inTheClear({ environment = {} }: ComposedService): string[] {
  const { MONGODB_URI: mongo, TEMPORAL_ADDRESS: temporal } = environment;
  const hasTls = (names: readonly string[]): boolean => names.every((name) => environment[name]);
  const ours = [
    'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
    'TEMPORAL_TLS_CLIENT_CERT_PATH',
    'TEMPORAL_TLS_CLIENT_KEY_PATH',
  ];
  const theirs = [
    'TEMPORAL_TLS_CA',
    'TEMPORAL_TLS_CERT',
    'TEMPORAL_TLS_KEY',
    'TEMPORAL_TLS_ENABLE_HOST_VERIFICATION',
  ];
  return [
    ...(mongo === undefined || /[?&]tls=true(&|$)/.test(mongo) ? [] : ['MONGODB_URI asks for no TLS']),
    ...(mongo === undefined || !/[?&]authSource=admin(&|$)/.test(mongo)
      ? []
      : ['MONGODB_URI is a user of all databases']),
    ...(temporal === undefined || hasTls(ours) || hasTls(theirs)
      ? []
      : ['it asks Temporal without a certificate']),
  ];
}

const networksOf = (service?: ComposedService): string[] => {
  const networks = service?.networks ?? [];
  return Array.isArray(networks) ? networks : Object.keys(networks);
};

/** Built from this repository's Dockerfile. */
const isOurs = ({ image }: ComposedService): boolean => image === 'huiyin';

/** Whether an image is named by what is in it, and not by a tag alone. */
export const isPinned = (image = ''): boolean => /@sha256:[0-9a-f]{64}$/.test(image);

const isHere = (port: string | { readonly host_ip?: string }): boolean =>
  typeof port === 'string' ? port.startsWith('127.0.0.1:') : port.host_ip === '127.0.0.1';
