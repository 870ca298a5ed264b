import { clusterWith, gpuPlatform, llama70b, minilm } from './parts.ts';

const vpc = (region: string) => ({
  vpcId: 'vpc-0123456789abcdef0',
  privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  zones: [`${region}a`, `${region}b`],
  cidr: '10.40.0.0/16',
});
/** Routers call models by TLS under a name of their own. */
const domain = (region: string) => ({
  domainName: 'models.brought.example',
  certificateArn: `arn:aws:acm:${region}:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef`,
});
const { adminRoles: _, ...nodes } = clusterWith('eu-west-1', { a100: 'p4d.24xlarge', small: 'g5.xlarge' });

/** A network that exists with a cluster of our own, and a network and a cluster that exist. */
export default gpuPlatform(
  'brought',
  {
    'us-east-1': {
      primary: true,
      vpc: vpc('us-east-1'),
      gpus: {
        ...clusterWith('us-east-1', { a100: 'p4d.24xlarge' }),
        publisherRole: 'ml-release',
        domain: domain('us-east-1'),
      },
    },
    'eu-west-1': {
      vpc: vpc('eu-west-1'),
      gpus: {
        ...nodes,
        domain: domain('eu-west-1'),
        publisherRole: 'ml-release',
        cluster: {
          name: 'their-cluster',
          securityGroupId: 'sg-0123456789abcdef0',
          nodeRole: 'their-nodes',
          volumeKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000',
        },
      },
    },
  },
  { 'llama-70b': { served: llama70b('a100') }, minilm: { served: minilm('small') } },
);
