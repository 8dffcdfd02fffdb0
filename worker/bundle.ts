import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode } from '@temporalio/worker';
import { BUNDLE, BUNDLED, BUNDLED_TRACED, TRACED_BUNDLE } from './bundle-path';

/** Bundles the workflows once, at build time, so that workers start fast and all run the same code. */
async function bundle(what: typeof BUNDLED, path: string): Promise<void> {
  const { code } = await bundleWorkflowCode({
    ...what,
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  });
  await writeFile(path, code);
}

void bundle(BUNDLED, BUNDLE).then(() => bundle(BUNDLED_TRACED, TRACED_BUNDLE));
