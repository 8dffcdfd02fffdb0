import { homedir } from 'node:os';
import { needed, run } from '../commands';

/** Runs Maven goals on the pom.xml in `folder`; jars land in `target/` and `target/lib/`. */
export async function mavenBuild(folder: string, goals: string[]): Promise<void> {
  const mvn = await needed('mvn');
  // Java takes the home directory from the password file; like everything here it should follow HOME.
  await run(mvn, ['-B', '-q', `-Duser.home=${homedir()}`, ...goals], { cwd: folder });
}
