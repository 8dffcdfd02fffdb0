import { join } from 'node:path';

/** Where the build puts the bundle of the workflows: `dist/workflow-bundle.js`. */
export const BUNDLE = join(__dirname, '..', 'workflow-bundle.js');
