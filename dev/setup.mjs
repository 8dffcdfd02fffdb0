// Makes a fresh clone ready, with only Node there: `node dev/setup.mjs [test]`. Run before start, test and
// bench. Each part is done only when it has to be; `test` adds what only tests need.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...path) => join(root, ...path);
const say = (line) => process.stderr.write(`${line}\n`);

/** Runs one part and tells how it went: true when it worked. */
function succeeds(title, command, args) {
  say(`· ${title} …`);
  const started = Date.now();
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  say(
    status === 0
      ? `  done in ${seconds} s`
      : `  ${title} failed after ${seconds} s${error ? `: ${error.message}` : ''}`,
  );
  return status === 0;
}

function run(title, command, args) {
  if (!succeeds(title, command, args)) process.exit(1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  say(`Node ${process.versions.node} is too old: 20.19 or newer is needed`);
  process.exit(1);
}

// npm writes this file last, so it tells when the dependencies were completely installed.
const installed = at('node_modules', '.package-lock.json');
if (
  !existsSync(installed) ||
  statSync(installed).mtimeMs + 2_000 < statSync(at('package-lock.json')).mtimeMs
) {
  const execPath = process.env.npm_execpath;
  const [command, npm] = execPath ? [process.execPath, [execPath]] : ['npm', []];
  const options = ['--include=dev', '--no-fund', '--no-audit'];
  // A registry that lacks a package of another platform makes a lock file that `npm ci` calls incomplete;
  // `npm install` takes the same locked versions, and here leaves the lock file as it is.
  if (!succeeds('installing dependencies', command, [...npm, 'ci', '--loglevel=silent', ...options])) {
    const install = ['install', '--no-save', '--loglevel=error', ...options];
    run('installing dependencies once more, by npm install', command, [...npm, ...install]);
  }
  utimesSync(installed, new Date(), new Date());
}

run('building', process.execPath, [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.']);
run('building the pages', process.execPath, [at('web', 'build.mjs')]);
if (existsSync(at('dist', 'worker', 'bundle.js'))) {
  run('bundling workflows', process.execPath, [at('dist', 'worker', 'bundle.js')]);
}
run('finding the servers', process.execPath, [
  at('dist', 'dev', 'servers', 'provision.js'),
  ...process.argv.slice(2),
]);
