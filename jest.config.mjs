/** ES modules end to end: msw 3 is ESM only, so jest runs with --experimental-vm-modules (see package.json). */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript', tsx: true }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: ['<rootDir>/data', '<rootDir>/.tmp'],
  globalSetup: '<rootDir>/test/support/start-postgres.mjs',
  globalTeardown: '<rootDir>/test/support/stop-postgres.mjs',
  setupFiles: ['<rootDir>/test/support/fuzz-seed.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/support/second-try.mjs'],
  testTimeout: 60_000,
  maxWorkers: 2,
  // What a file imports is never let go of by Node's modules in a context: after some hundred files a worker dies of it.
  workerIdleMemoryLimit: '1GB',
  reporters: ['default', '<rootDir>/test/support/count-tests.mjs'],
};
