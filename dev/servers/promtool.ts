import { inCache, intoCache } from '../cache';
import { needed, onPath, run } from '../commands';
import { step } from '../progress';

const FOLDER = 'promtool-of-debian';

/** Prometheus's own tool, by which the rules of its alerts are tested; nothing where it was not installed and can't be had. */
export const promtoolExecutable = async (): Promise<string | undefined> =>
  (await onPath('promtool')) ?? inCache(FOLDER, 'promtool');

/** Takes it out of Debian's package into the cache, where it is missing; nothing is installed. @throws what hinders it */
export async function providePromtool(): Promise<string> {
  return (await promtoolExecutable()) ?? intoCache(FOLDER, 'promtool', unpack);
}

const UNPACK =
  'dpkg-deb --fsys-tarfile prometheus_*.deb | tar -xO ./usr/bin/promtool > promtool && chmod +x promtool && rm prometheus_*.deb';

async function unpack(folder: string): Promise<void> {
  const apt = await needed('apt-get');
  const download = () => run(apt, ['download', 'prometheus'], { cwd: folder });
  await step("taking promtool out of Debian's package", async () => {
    // A machine that is new knows of no package yet.
    await download().catch(() => run(apt, ['update']).then(download));
    await run('sh', ['-c', UNPACK], { cwd: folder });
  });
}
