import { runCLI } from 'jest';
import { relative, sep } from 'node:path';

/** How one test went. */
export interface TestOutcome {
  /** Relative to the project's root. */
  readonly file: string;
  /** With the names of the groups that it stands in. */
  readonly name: string;
  readonly failed: boolean;
  readonly seconds: number;
}

export interface TestRun {
  readonly tests: readonly TestOutcome[];
  /** Files that could not even be loaded, with why: their tests say nothing. */
  readonly unloadable: readonly { readonly file: string; readonly why: string }[];
}

/** Which tests to run; all of the layers where it names none. */
export interface Selection {
  readonly files?: readonly string[];
  /** Whole names. */
  readonly names?: readonly string[];
}

/** The layers that need no server: a rule of a ticket's life is proven there. */
const LAYERS = ['domain', 'config'];

/** Runs tests of the project at `root` in this process, which may run others after them. */
export async function runTests(root: string, { files = [], names }: Selection = {}): Promise<TestRun> {
  const { results } = await runCLI(
    {
      _: files.map((file) => `${root}/${file}`),
      $0: 'jest',
      runTestsByPath: files.length > 0,
      selectProjects: LAYERS,
      ...(names && { testNamePattern: `^(${names.map(escaped).join('|')})$` }),
      passWithNoTests: true,
      runInBand: true,
      watchman: false,
      silent: true,
      reporters: [],
    },
    [root],
  );
  return {
    tests: results.testResults.flatMap(({ testFilePath, testResults }) =>
      testResults
        .filter(({ status }) => status === 'passed' || status === 'failed')
        .map(({ fullName, status, duration }) => ({
          file: relative(root, testFilePath).split(sep).join('/'),
          name: fullName,
          failed: status === 'failed',
          seconds: (duration ?? 0) / 1000,
        })),
    ),
    unloadable: results.testResults
      .filter(({ testExecError }) => testExecError)
      .map(({ testFilePath, failureMessage }) => ({
        file: relative(root, testFilePath).split(sep).join('/'),
        why: failureMessage ?? '',
      })),
  };
}

const escaped = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
