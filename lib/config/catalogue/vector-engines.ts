/**
 * Regions of the commercial partition in which CloudFormation did not know an engine's resources: read from the schemas of cfn-lint 1.58.0
 * (November 2026), not from AWS.
 */
const MISSING: Readonly<Record<string, readonly string[]>> = {
  'aurora-postgresql': [],
  'opensearch-serverless': [
    'af-south-1',
    'ap-east-2',
    'ap-southeast-3',
    'ap-southeast-4',
    'ap-southeast-5',
    'ap-southeast-6',
    'ap-southeast-7',
    'ca-west-1',
    'il-central-1',
    'me-central-1',
    'me-south-1',
    'mx-central-1',
  ],
  's3-vectors': ['il-central-1', 'me-central-1', 'me-south-1'],
};

/** Whether the region is known to lack an engine that AWS runs. */
export const lacksVectorEngine = (region: string, engine: string): boolean => MISSING[engine]?.includes(region) ?? false;

/** The engines that AWS runs in the region, as far as known. */
export const vectorEnginesOf = (region: string): string[] =>
  Object.keys(MISSING).filter((engine) => !lacksVectorEngine(region, engine));
