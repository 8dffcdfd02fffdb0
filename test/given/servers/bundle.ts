import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { BUNDLED, BUNDLED_TRACED } from '../../../worker/bundle-path';

type Bundle = ReturnType<typeof bundleWorkflowCode>;

const bundledOnce = (what: typeof BUNDLED): (() => Bundle) => {
  let bundled: Bundle | undefined;
  return () => (bundled ??= bundleWorkflowCode({ ...what, logger: new DefaultLogger('ERROR') }));
};

/** The workflows as they are in the sources, bundled once for a file of tests. */
export const bundle = bundledOnce(BUNDLED);
/** The same, traced. */
export const tracedBundle = bundledOnce(BUNDLED_TRACED);
