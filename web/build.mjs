// Builds the pages that browsers load, each into `dist/web/<room>`: `node web/build.mjs`. Done again only where what they are made of changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'dist', 'web');
const built = join(out, '.built');

/** A room is a page, and where it is served. */
const ROOMS = { desk: '/desk/', board: '/board/', caller: '/my/' };

/** Of everything that the pages are made of. */
function digest() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of ['web', 'domain']) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    const names = files.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name));
    for (const file of names.toSorted()) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

const now = digest();
if (!existsSync(built) || readFileSync(built, 'utf8') !== now) {
  rmSync(built, { force: true });
  for (const [room, base] of Object.entries(ROOMS)) {
    await build({
      configFile: false,
      root: join(root, 'web', room),
      base,
      logLevel: 'warn',
      esbuild: { jsx: 'automatic' },
      html: { cspNonce: '__CSP_NONCE__' },
      build: {
        outDir: join(out, room),
        emptyOutDir: true,
        target: 'es2022',
        // A data: address in a style would need a wider policy, and a page that is small anyway gains nothing.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        // A test holds what a browser is sent to its limits.
        chunkSizeWarningLimit: 1_000,
        rollupOptions: {
          // `use client` says something to servers that render pages; ours doesn't.
          onwarn: (warning, tell) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || tell(warning),
        },
      },
    });
  }
  writeFileSync(built, now);
}
