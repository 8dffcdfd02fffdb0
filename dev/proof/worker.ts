import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Claim, type Verdict, verdicts } from './claims';
import { runTests, type TestRun } from './jest-run';

/** What a process of its own is asked: jest keeps what it compiled for the next one, and says on its standard output what nobody reads. */
export type Question =
  | { readonly ask: 'all' }
  | {
      readonly ask: 'without';
      readonly file: string;
      /** The file without what is taken away. */
      readonly text: string;
      readonly rules: readonly string[];
      readonly claims: readonly Claim[];
    };

export type Answer =
  { readonly run: TestRun } | { readonly verdicts: readonly Verdict[] } | { readonly error: string };

async function answer(root: string, question: Question): Promise<Answer> {
  if (question.ask === 'all') return { run: await runTests(root) };
  const path = join(root, question.file);
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, question.text);
  try {
    return { verdicts: await verdicts(root, question.rules, question.claims) };
  } finally {
    writeFileSync(path, whole);
  }
}

process.on('message', (question: Question) => {
  const [root = ''] = process.argv.slice(2);
  answer(root, question)
    .catch((error: unknown): Answer => ({ error: String(error) }))
    .then((given) => process.send?.(given))
    .catch(() => process.exit(1));
});
