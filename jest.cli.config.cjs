/** The tests that start `blueprint` as a process, many times each. @type {import('jest').Config} */
module.exports = { ...require('./jest.config.cjs'), testMatch: ['**/*.cli.test.ts'], testTimeout: 30_000 };
