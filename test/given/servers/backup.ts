import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Part } from './whole-service';

/** What a server held at a moment. */
export interface Backup {
  /** Sets the server back to that moment: what it took in since is gone. It must not run, and does not run after. */
  restore(): Promise<void>;
}

/** Stops a server, keeps its data, and starts it again. */
export async function backupOf(part: Part): Promise<Backup> {
  const { data } = part;
  if (data === undefined) throw new Error('This part has no data.');
  const kept = await mkdtemp(join(tmpdir(), 'huiyin-backup-'));
  await part.stop();
  await copy(data, kept);
  await part.start();
  return {
    async restore() {
      for (const name of await filesOf(data)) await rm(join(dirname(data), name), { recursive: true });
      await copy(join(kept, basename(data)), dirname(data));
      await rm(kept, { recursive: true });
    },
  };
}

/** A database may be a folder, or a file with others beside it that begin with its name. */
const filesOf = async (data: string): Promise<string[]> =>
  (await readdir(dirname(data))).filter((name) => name.startsWith(basename(data)));

async function copy(data: string, folder: string): Promise<void> {
  for (const name of await filesOf(data))
    await cp(join(dirname(data), name), join(folder, name), { recursive: true });
}
