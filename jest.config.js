const { availableParallelism } = require('node:os');

/** Libraries that are published as ES modules only; jest runs CommonJS, so they are compiled like our own code. */
const esModules = [
  'jose',
  'openid-client',
  'oauth4webapi',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer/inflate',
  '@borewit/text-codec',
];

/** @type {import('jest').Config} */
const layer = (name, extra = {}) => ({
  displayName: name,
  rootDir: __dirname,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`, '<rootDir>/dist/'],
  // Its `exports` name no file for `require`, but for Node’s own way to require ES modules.
  moduleNameMapper: { '^file-type$': '<rootDir>/node_modules/file-type/index.js' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
  ...extra,
});

/** The layers of the tests, fastest first; each is a folder of `test/`. */
module.exports = {
  projects: [
    'domain',
    'config',
    'lint',
    'storage',
    'activities',
    'telemetry',
    'api',
    'workflows',
    'replay',
    'dev',
    'web',
    'service',
    'faults',
    'browser',
  ].map((name) => layer(name)),
  testTimeout: 60_000,
  // Where processes are killed and clocks run out, most of the time is waiting: a file more goes on meanwhile, on two cores too.
  maxWorkers: Math.max(2, availableParallelism() - 1),
};
