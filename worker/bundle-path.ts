import { join } from 'node:path';

/** Where the build puts the bundle of the workflows: `dist/workflow-bundle.js`. */
export const BUNDLE = join(__dirname, '..', 'workflow-bundle.js');

/** The same, traced; a process that traces runs it. */
export const TRACED_BUNDLE = join(__dirname, '..', 'workflow-bundle-traced.js');

const betweenThem = [require.resolve('../workflows/unproven'), require.resolve('../workflows/in-order')];

/** What goes into it: the workflows, and what stands between the engine and them. */
export const BUNDLED = {
  workflowsPath: require.resolve('../workflows'),
  workflowInterceptorModules: betweenThem,
};

/** What goes into the traced one: besides Temporal's own, the one library that stands between the engine and our workflows. */
export const BUNDLED_TRACED = {
  ...BUNDLED,
  workflowInterceptorModules: [
    ...betweenThem,
    require.resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors'),
    require.resolve('../workflows/follow-command'),
  ],
};
