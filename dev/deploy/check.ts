import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../cache';
import { printed } from '../commands';
import { say } from '../progress';
import { type Composed, unconfined } from './confinement';
import { wrongForKeda } from './keda-schemas';
import { wrongForKubernetes } from './kubernetes-schemas';
import { type Environment, imageSettings, wrongSettings } from './named-settings';
import { CHART, environments, manifestsIn, rendered } from './rendered-chart';
import { composeReader, helmExecutable, kedaSource, pythonWithSchemas } from './tools';

/** What nobody can know but the one who installs. */
const WANTED = ['secretName', 'repository', 'address', 'HUIYIN_PUBLIC_URL'];

/** Renders the chart with each file of its `ci/`, and holds it against the schemas and against the service’s settings. */
async function wrongInChart(): Promise<string[]> {
  const [helm, python, keda] = [await helmExecutable(), await pythonWithSchemas(), await kedaSource()];
  const refusal = await rendered(helm).catch((error: Error) => error.message);
  const problems = WANTED.filter((name) => !refusal.includes(`missing property '${name}'`)).map(
    (name) => `the chart does not say that ${name} is missing`,
  );
  const processes: Record<string, Environment> = {};
  for (const values of await readdir(join(CHART, 'ci'))) {
    const manifests = manifestsIn(await rendered(helm, join(CHART, 'ci', values)));
    say(`  the chart with ${values}: ${manifests.length} objects`);
    const isKedas = ({ apiVersion }: { apiVersion: string }) => apiVersion.startsWith('keda.sh/');
    const wrong = [
      await wrongForKubernetes(
        python,
        manifests.filter((one) => !isKedas(one)),
      ),
      await wrongForKeda(keda, manifests.filter(isKedas)),
    ];
    problems.push(...wrong.flat().map((problem) => `${values}: ${problem}`));
    for (const [name, environment] of Object.entries(environments(manifests)))
      processes[`${values}, ${name}`] = environment;
  }
  return [...problems, ...wrongSettings('the chart', processes)];
}

/** What Compose wants to be set; the values are such as the service takes. */
const SECRETS = {
  MONGO_PASSWORD: 'abc123',
  MONGO_SERVICE_PASSWORD: 'abc123',
  POSTGRES_PASSWORD: 'abc123',
  HUIYIN_DATA_KEY: '01'.repeat(32),
  HUIYIN_JWT_SECRET: 'abc123'.repeat(6),
  HUIYIN_WEBHOOK_KEY: '02'.repeat(32),
  HUIYIN_WEBHOOK_SECRET: 'abc123'.repeat(6),
  HUIYIN_WEBHOOK_ALLOW: '10.0.0.0/8',
};

/** Reads docker-compose.yml as Compose does, and holds it against the service’s settings, and against what each part may do. */
async function wrongInCompose(): Promise<string[]> {
  const file = join(projectRoot, 'docker-compose.yml');
  const composed = JSON.parse(await printed(await composeReader(), [file], SECRETS)) as Composed;
  const { services } = composed;
  say(`  docker-compose.yml: ${Object.keys(services).length} services`);
  const ours = Object.entries(services).filter(([, { image }]) => image === 'huiyin');
  const processes = Object.fromEntries(ours.map(([name, { environment = {} }]) => [name, environment]));
  const image = imageSettings(await readFile(join(projectRoot, 'Dockerfile'), 'utf8'));
  return [
    ...wrongSettings('docker-compose.yml', { ...processes, image }),
    ...unconfined(composed).map((problem) => `docker-compose.yml, ${problem}`),
  ];
}

/** `npm run check-deploy`; exits with 1 when anything is wrong. */
async function check(): Promise<void> {
  const problems = [...(await wrongInChart()), ...(await wrongInCompose())];
  say(problems.length === 0 ? 'All is well.' : problems.join('\n'));
  process.exitCode = problems.length === 0 ? 0 : 1;
}

check().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
