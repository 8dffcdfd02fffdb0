import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

let bundled: ReturnType<typeof bundleWorkflowCode> | undefined;

/** The workflows as they are in the sources, bundled once for a file of tests. */
export const bundle = (): ReturnType<typeof bundleWorkflowCode> =>
  (bundled ??= bundleWorkflowCode({
    workflowsPath: require.resolve('../../../workflows'),
    logger: new DefaultLogger('ERROR'),
  }));
