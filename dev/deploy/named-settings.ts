import { SETTINGS } from '../../config/settings';

/** By the name of a setting what it is set to; `undefined` where that is a secret of somebody else’s keeping. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that Temporal and OpenTelemetry read by themselves. */
const isTheirs = (name: string): boolean => name.startsWith('TEMPORAL_') || name.startsWith('OTEL_');

const schemas: Readonly<Record<string, (typeof SETTINGS)[keyof typeof SETTINGS]>> = SETTINGS;

/**
 * What is wrong with the settings that an installation gives its processes: a name that the service does not know, a value that it refuses,
 * and a setting that none of them can be given.
 * @param where for the messages
 */
export function wrongSettings(where: string, processes: Readonly<Record<string, Environment>>): string[] {
  const given = Object.entries(processes).flatMap(([process, environment]) =>
    Object.entries(environment).map(([name, value]) => ({ process, name, value })),
  );
  const unknown = given.filter(({ name }) => !(name in schemas) && !isTheirs(name));
  const refused = given.filter(
    ({ name, value }) => value && schemas[name]?.safeParse(value).success === false,
  );
  const named = new Set(given.map(({ name }) => name));
  return [
    ...unknown.map(({ process, name }) => `${where}, ${process}: ${name} is no setting of the service`),
    ...refused.map(({ process, name }) => `${where}, ${process}: the service refuses its ${name}`),
    ...Object.keys(schemas)
      .filter((name) => !named.has(name))
      .map((name) => `${where}: ${name} is given to no process`),
  ];
}

/** What the image sets for every process. @param dockerfile its text */
export const imageSettings = (dockerfile: string): Environment =>
  Object.fromEntries(
    [...dockerfile.matchAll(/\b(HUIYIN_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
