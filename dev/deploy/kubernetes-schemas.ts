import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../commands';

/** The oldest Kubernetes that the chart is for, and the newest whose schemas are at hand. */
const VERSIONS = ['1.30', '1.37'];

/** What is wrong with these objects by the schemas of Kubernetes; a field that it does not know is wrong, and so is a kind. */
export async function wrongForKubernetes(python: string, manifests: readonly object[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'huiyin-chart-'));
  const file = join(folder, 'chart.yaml');
  try {
    // JSON is YAML too.
    await writeFile(file, manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n'));
    const options = ['-m', 'kubernetes_validate', '--strict', '--quiet'];
    const said = await Promise.all(
      VERSIONS.map(async (version) => {
        const checked = run(python, [...options, '--kubernetes-version', version, file]);
        // What it has no schema for it only warns of.
        const problem = (await checked.catch((error: Error) => error.message)).trim();
        return problem && `Kubernetes ${version}: ${problem}`;
      }),
    );
    return said.filter(Boolean);
  } finally {
    await rm(folder, { recursive: true });
  }
}
