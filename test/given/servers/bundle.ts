import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { BUNDLED } from '../../../worker/bundle-path';

let bundled: ReturnType<typeof bundleWorkflowCode> | undefined;

/** The workflows as they are in the sources, bundled once for a file of tests. */
export const bundle = (): ReturnType<typeof bundleWorkflowCode> =>
  (bundled ??= bundleWorkflowCode({
    ...BUNDLED,
    logger: new DefaultLogger('ERROR'),
  }));
