import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode } from '@temporalio/worker';
import { BUNDLE, BUNDLED } from './bundle-path';

/** Bundles the workflows once, at build time, so that workers start fast and all run the same code. */
async function bundle(): Promise<void> {
  const { code } = await bundleWorkflowCode({
    ...BUNDLED,
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  });
  await writeFile(BUNDLE, code);
}

void bundle();
