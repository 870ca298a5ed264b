import { clusterWith, gpuPlatform, llama70b } from './parts.ts';

/** All that can watch a platform: one region with a cluster and a workspace of its own, one with a workspace that exists, one without GPUs. */
export default {
  ...gpuPlatform(
    'watched',
    {
      'us-east-1': {
        primary: true,
        cidr: '10.10.0.0/16',
        redis: {},
        gpus: clusterWith('us-east-1', { large: 'p5.48xlarge' }),
      },
      'eu-west-1': { cidr: '10.20.0.0/16', gpus: clusterWith('eu-west-1', { large: 'p4d.24xlarge' }) },
      'ap-northeast-1': { cidr: '10.30.0.0/16' },
    },
    { 'llama-70b': { served: llama70b('large') } },
  ),
  moderation: { input: 'review' },
  tenants: { default: { budgets: { month: 1000 }, cache: {} } },
  observability: {
    onCall: {
      emails: ['ops@example.com'],
      slack: { workspaceId: 'T07EA123LEP', channelId: 'C07EZ1ABC23' },
      pager: { secret: 'on-call/pager-url' },
    },
    runbooks: 'https://wiki.example.com/runbooks',
    metrics: {
      workspaces: { 'eu-west-1': 'arn:aws:aps:eu-west-1:123456789012:workspace/ws-01234567-89ab-cdef-0123-456789abcdef' },
    },
    inCluster: { retentionDays: 30, storageGib: 200, alerts: { pager: 'pagerduty', chat: '#llm-platform' } },
    logSearch: { readers: ['arn:aws:iam::123456789012:role/on-call'], readersFrom: ['10.0.0.0/8'] },
    dashboards: {
      saml: { metadataUrl: 'https://idp.example.com/metadata', roleAttribute: 'groups', admins: ['platform-admins'] },
      reachableFrom: { prefixLists: ['pl-0a1b2c3d'] },
    },
    traces: {
      endpoint: 'https://otel.example.com',
      sampledPercent: 20,
      collector: {
        image: `public.ecr.aws/aws-observability/aws-otel-collector@sha256:${'0123456789abcdef'.repeat(4)}`,
      },
    },
  },
} as const;
