const inside = (...rooms) => `^(${rooms.join('|')})/`;
const contract = '^lambda/[^/]+/contract[./]';

/**
 * Arrows never turn back: bin, tools → lib → constructs → services; constructs → lambda/*​/contract; handler → adapters → domain → nothing.
 * The reasons are in docs/decisions/001-direction-of-imports.md.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-needs-tools',
      severity: 'error',
      from: { pathNot: inside('tools', 'test', 'bin') },
      to: { path: inside('tools', 'test') },
    },
    { name: 'nothing-needs-bin', severity: 'error', from: { pathNot: inside('bin', 'test') }, to: { path: inside('bin') } },
    {
      name: 'constructs-stand-alone',
      severity: 'error',
      from: { path: inside('constructs') },
      to: { path: inside('bin', 'lib', 'tools') },
    },
    {
      name: 'constructs-that-serve-know-services',
      severity: 'error',
      from: {
        path: inside('constructs'),
        pathNot: '^constructs/(index\\.ts|internal/model-serving|observability/|(ray|triton|vllm)-serving/)',
      },
      to: { path: inside('services') },
    },
    {
      name: 'constructs-know-only-contracts',
      severity: 'error',
      from: { path: inside('constructs') },
      to: { path: inside('lambda'), pathNot: contract },
    },
    {
      name: 'services-stand-alone',
      severity: 'error',
      from: { path: inside('services') },
      to: { path: inside('bin', 'lib', 'constructs', 'lambda', 'tools') },
    },
    {
      name: 'lib-knows-only-contracts',
      severity: 'error',
      from: { path: inside('lib') },
      to: { path: inside('lambda'), pathNot: contract },
    },
    {
      name: 'lambdas-share-contracts-and-common',
      severity: 'error',
      from: { path: '^lambda/([^/]+)/' },
      to: { path: '^(bin|lib|constructs|services|tools)/|^lambda/', pathNot: `^lambda/$1/|^lambda/common/|${contract}` },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^lambda/([^/]+)/domain/' },
      to: { pathNot: `^lambda/$1/domain/|${contract}` },
    },
    { name: 'contracts-are-pure', severity: 'error', from: { path: contract }, to: { pathNot: contract } },
    {
      name: 'adapters-do-not-wire',
      severity: 'error',
      from: { path: '^lambda/[^/]+/(adapters|domain)/' },
      to: { path: '^lambda/[^/]+/handler\\.ts$' },
    },
    {
      name: 'barrel-is-for-outsiders',
      severity: 'error',
      from: { path: inside('bin', 'lib', 'constructs', 'services', 'lambda', 'tools'), pathNot: '^constructs/index\\.ts$' },
      to: { path: '^constructs/index\\.ts$' },
    },
    { name: 'no-orphans-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    exclude: { path: '^dist/' },
    // Packages whose parts are found by `exports` alone.
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
