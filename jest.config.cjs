// CDK_VALIDATION=false: the built-in CloudFormation validator costs about 2 s a process; `npm run synth` runs it once, for real.
process.env.CDK_VALIDATION = 'false';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // Jest leaves one core idle by default: half of a small machine.
  maxWorkers: '100%',
  roots: ['<rootDir>/test'],
  // Those that start the program over and over are run by `npm run test:cli`.
  testMatch: ['**/!(*.cli).test.ts'],
  transform: {
    '\\.[jt]s$|/otlp-exporter-base/.+\\.cjs$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs', ignoreDynamic: false },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!jose/|@opentelemetry/otlp-exporter-base/)'],
  globalSetup: '<rootDir>/test/support/bundle-once.cjs',
  setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean'],
};
