import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { projectRoot } from '../cache';
import { printed } from '../commands';
import type { Environment } from './named-settings';

export const CHART = join(projectRoot, 'deploy', 'helm', 'huiyin');

/** An object of Kubernetes, as far as it is looked at here. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly template?: { readonly spec: { readonly containers: readonly Container[] } };
    readonly triggers?: readonly Trigger[];
  };
}

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
}

/** What KEDA asks how much there is to do. */
export interface Trigger {
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** @throws what Helm says, where it refuses the values */
export const rendered = (helm: string, values?: string): Promise<string> =>
  printed(helm, [
    'template',
    'huiyin',
    CHART,
    '--namespace',
    'hotline',
    ...(values ? ['--values', values] : []),
  ]);

export const manifestsIn = (yaml: string): Manifest[] =>
  parseAllDocuments(yaml).flatMap((document) => (document.contents === null ? [] : [document.toJS()]));

/** What the containers of Deployments and Jobs are given, by their names. */
export function environments(manifests: readonly Manifest[]): Record<string, Environment> {
  const maps = new Map(manifests.map(({ kind, metadata, data }) => [`${kind}/${metadata.name}`, data]));
  const containers = manifests.flatMap(({ spec }) => spec?.template?.spec.containers ?? []);
  return Object.fromEntries(
    containers.map(({ name, env = [], envFrom = [] }) => {
      const shared = envFrom.map(({ configMapRef }) => maps.get(`ConfigMap/${configMapRef.name}`));
      const own = Object.fromEntries(env.map((one) => [one.name, one.value]));
      return [name, Object.assign({}, ...shared, own) as Environment];
    }),
  );
}
