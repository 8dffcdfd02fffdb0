import { chmod, copyFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash, inCache, intoCache, projectRoot } from '../cache';
import { needed } from '../commands';
import { firstOf } from './layers';
import { mavenBuild } from './maven';
import { step } from '../progress';
import { sdkDownload } from './sdk-download';

const DOWNLOADED = 'time-skipping-server-of-the-sdk';
const FILE = 'temporal-test-server';

/**
 * The test server that skips the time in which workflows only wait: an executable file that takes its port
 * as argument, as `TestWorkflowEnvironment.createTimeSkipping` wants it for
 * `server: { executable: { type: 'existing-path', path } }`.
 */
export async function timeSkippingServerExecutable(): Promise<string> {
  const source = join(projectRoot, 'dev', 'servers', 'time-skipping-java-server');
  const built = `time-skipping-java-server-${await contentHash([join(source, 'pom.xml')])}`;
  return firstOf('the time-skipping server', [
    { name: 'the cache', find: async () => (await inCache(DOWNLOADED, FILE)) ?? inCache(built, FILE) },
    { name: "the SDK's download", find: () => intoCache(DOWNLOADED, FILE, download) },
    { name: 'Maven', find: () => intoCache(built, FILE, (folder) => buildJava(source, folder)) },
  ]);
}

async function download(folder: string): Promise<void> {
  await step('downloading the time-skipping server by the SDK', () => sdkDownload('time-skipping', folder));
  const [file] = await readdir(folder);
  await rename(join(folder, file!), join(folder, FILE));
  await chmod(join(folder, FILE), 0o755);
}

async function buildJava(source: string, folder: string): Promise<void> {
  const java = await needed('java');
  await copyFile(join(source, 'pom.xml'), join(folder, 'pom.xml'));
  await step('fetching the time-skipping server by Maven (once)', () =>
    mavenBuild(folder, ['dependency:copy-dependencies']),
  );
  // The SDK starts one file, and ends what it started: so `exec`, and paths relative to this file.
  const script = `#!/bin/sh
exec '${java}' -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \\
  -cp "$(dirname "$0")/target/lib/*" io.temporal.testserver.TestServer "$@"
`;
  await writeFile(join(folder, FILE), script, { mode: 0o755 });
}
