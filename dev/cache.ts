import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The checkout: the folder of package.json, whether this runs from `dev/` or from `dist/dev/`. */
export const projectRoot = findRoot(__dirname);

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (dirname(folder) === folder) throw new Error(`no package.json above ${__dirname}`);
  return findRoot(dirname(folder));
}

/** Where servers are kept: outside the checkout, so that a new clone finds them again. */
export function cacheDir(): string {
  const { HUIYIN_CACHE, XDG_CACHE_HOME } = process.env;
  if (HUIYIN_CACHE) return HUIYIN_CACHE;
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'huiyin');
}

/** The path of `file` in the cache's folder `name`, if it is there. */
export async function inCache(name: string, file: string): Promise<string | undefined> {
  const path = join(cacheDir(), name, file);
  return access(path).then(
    () => path,
    () => undefined,
  );
}

/**
 * Fills the cache's folder `name` by `build`, and answers the path of `file` in it. The build happens in a
 * folder of its own that is renamed when complete: an interrupted build leaves no half server behind, and
 * of two builds at the same time the first to finish is kept.
 */
export async function intoCache(
  name: string,
  file: string,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  await mkdir(cacheDir(), { recursive: true });
  const folder = await mkdtemp(join(cacheDir(), `.building-${name}-`));
  try {
    await build(folder);
    await access(join(folder, file));
    await rename(folder, join(cacheDir(), name)).catch(async (error: unknown) => {
      if ((await inCache(name, file)) === undefined) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return join(cacheDir(), name, file);
}

/** A short name for the content of these files: what is built from them is built again when they change. */
export async function contentHash(files: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}
