import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What tests of the layers without servers read. */
const NEEDED = /^(?!docs\/|web\/|test\/(?:histories|service|faults)\/).*\.(?:ts|js|json|yaml)$/;

/**
 * A copy of the project at `root` in a folder of its own, in which lines may be taken away while the project stands; it shares its
 * libraries. Whoever asked for it deletes it.
 */
export function sandboxOf(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'huiyin-proof-'));
  for (const file of filesOf(root)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    copyFileSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** The code and the rulebooks that git would keep of the work tree as it is. */
export const filesOf = (root: string): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((file) => NEEDED.test(file) && existsSync(join(root, file)));
