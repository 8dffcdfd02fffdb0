import { join } from 'node:path';

/** Where the build puts the bundle of the workflows: `dist/workflow-bundle.js`. */
export const BUNDLE = join(__dirname, '..', 'workflow-bundle.js');

/** What goes into it: the workflows, and what stands between the engine and them. */
export const BUNDLED = {
  workflowsPath: require.resolve('../workflows'),
  workflowInterceptorModules: [require.resolve('../workflows/in-order')],
};
