import { copyFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { contentHash, inCache, intoCache, projectRoot } from '../cache';
import { needed, onPath, printed, run } from '../commands';
import { step } from '../progress';
import { firstOf, type Layer } from '../servers/layers';

const HELM = '4.3.1';
const KUBERNETES_VALIDATE = '1.37.0';
const KEDA = '2.21.0';

const GO = { CGO_ENABLED: '0', HOME: homedir() };
const SMALL = '-ldflags=-s -w';

/** Helm, which renders the chart. */
export function helmExecutable(): Promise<string> {
  return firstOf('Helm', [
    { name: '`helm` on PATH', find: () => onPath('helm') },
    ...cached(`helm-${HELM}`, 'helm', '`go install`', async (folder) => {
      const go = await needed('go');
      await step(`building Helm v${HELM} by go install (once, about 3 minutes on 2 cores)`, () =>
        run(go, ['install', SMALL, `helm.sh/helm/v4/cmd/helm@v${HELM}`], { env: { ...GO, GOBIN: folder } }),
      );
    }),
  ]);
}

/** Our small main of Compose's own parser: prints a Compose file as JSON. */
export async function composeReader(): Promise<string> {
  const source = join(projectRoot, 'dev', 'deploy', 'compose-reader');
  const files = ['main.go', 'go.mod', 'go.sum'];
  const name = `compose-reader-${await contentHash(files.map((file) => join(source, file)))}`;
  return firstOf('the reader of Compose files', [
    ...cached(name, 'compose-reader', '`go build`', async (folder) => {
      const go = await needed('go');
      for (const file of files) await copyFile(join(source, file), join(folder, file));
      await step('building the reader of Compose files by Go (once)', () =>
        run(go, ['build', SMALL, '-o', 'compose-reader', '.'], { env: GO, cwd: folder }),
      );
    }),
  ]);
}

/** The Python of an environment that has kubernetes-validate, which carries the schemas of Kubernetes. */
export const pythonWithSchemas = (): Promise<string> =>
  pythonWith('kubernetes-validate', KUBERNETES_VALIDATE);

/** The Python of an environment of its own that has a package of PyPI. */
export function pythonWith(name: string, version: string): Promise<string> {
  return firstOf(name, [
    ...cached(`${name}-${version}`, 'bin/python', 'PyPI', async (folder) => {
      const python = await needed('python3');
      await step(`installing ${name} into an environment of its own (once)`, async () => {
        await run(python, ['-m', 'venv', folder]);
        await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', `${name}==${version}`]);
      });
    }),
  ]);
}

/** The source of KEDA, which has the schemas of its kinds and of its scalers; where Go keeps modules. */
export async function kedaSource(): Promise<string> {
  const go = await needed('go');
  const module = `github.com/kedacore/keda/v2@v${KEDA}`;
  const { Dir } = JSON.parse(await printed(go, ['mod', 'download', '-json', module], GO)) as {
    Dir: string;
  };
  return Dir;
}

/** From the cache, or made into it. */
const cached = (
  name: string,
  file: string,
  maker: string,
  make: (folder: string) => Promise<void>,
): Layer[] => [
  { name: 'the cache', find: () => inCache(name, file) },
  { name: maker, find: () => intoCache(name, file, make) },
];
