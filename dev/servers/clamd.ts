import { access, chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inCache, intoCache } from '../cache';
import { needed, onPath, run } from '../commands';
import { step } from '../progress';

const FOLDER = 'clamd-of-debian';
const INSTALLED = '/usr/sbin/clamd';

/** ClamAV's daemon, by which the scanning of attachments is tested; nothing where it was not installed and can't be had. */
export const clamdExecutable = async (): Promise<string | undefined> =>
  (await onPath('clamd')) ??
  (await access(INSTALLED).then(
    () => INSTALLED,
    () => undefined,
  )) ??
  inCache(FOLDER, 'clamd');

/** Takes it out of Debian's packages into the cache, where it is missing; nothing is installed. @throws what hinders it */
export async function provideClamd(): Promise<string> {
  return (await clamdExecutable()) ?? intoCache(FOLDER, 'clamd', unpack);
}

/** With the libraries that came with it, wherever the folder lies. */
const STARTER = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
for folder in "$here"/usr/lib/*-linux-gnu* "$here"/lib/*-linux-gnu*; do LD_LIBRARY_PATH="$folder:$LD_LIBRARY_PATH"; done
export LD_LIBRARY_PATH
exec "$here/usr/sbin/clamd" "$@"
`;

async function unpack(folder: string): Promise<void> {
  const apt = await needed('apt-get');
  await step("taking clamd out of Debian's packages", async () => {
    // A machine that is new knows of no package yet.
    const packages = await missing(apt).catch(() => run(apt, ['update']).then(() => missing(apt)));
    await run(apt, ['download', ...packages], { cwd: folder });
    for (const name of (await readdir(folder)).filter((it) => it.endsWith('.deb'))) {
      await run('dpkg-deb', ['-x', name, '.'], { cwd: folder });
      await rm(join(folder, name));
    }
    await writeFile(join(folder, 'clamd'), STARTER);
    await chmod(join(folder, 'clamd'), 0o755);
    await run(join(folder, 'clamd'), ['--version']);
  });
}

/** It and the libraries that this machine lacks for it, as apt would install them. */
async function missing(apt: string): Promise<string[]> {
  const plan = await run(apt, ['install', '--simulate', '--no-install-recommends', 'clamav-daemon']);
  const all = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name);
  return all.filter((name) => name === 'clamav-daemon' || name.startsWith('lib'));
}
