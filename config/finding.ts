import type { z } from 'zod';

/** One thing that is wrong in a configuration file. */
export interface Finding {
  /** Relative to the configuration folder, e.g. `rulebooks/weifang.yaml`. */
  readonly file: string;
  /** Where in the file, e.g. `clocks.handling.ladder[2].at`; empty for the file as a whole. */
  readonly path: string;
  /** What should stand there, e.g. `expected a time of day such as "09:00"`. */
  readonly expected: string;
}

/** A configuration that can't be used: all that is wrong with it at once, one finding a line of the message. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly dir: string,
    readonly findings: readonly Finding[],
  ) {
    const lines = findings.map(({ file, path, expected }) =>
      [file, path, expected].filter(Boolean).join(': '),
    );
    super(`The configuration in ${dir} can't be used:\n  ${lines.join('\n  ')}`);
  }
}

/** What a schema found wrong in one file. */
export const findingsIn = (file: string, { issues }: z.ZodError): Finding[] =>
  issues.flatMap((issue) => {
    const expected = issue.message;
    if (issue.code !== 'unrecognized_keys') return [{ file, path: pathText(issue.path), expected }];
    return issue.keys.map((key) => ({ file, path: pathText([...issue.path, key]), expected }));
  });

const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i > 0 ? '.' : ''}${String(step)}`))
    .join('');
