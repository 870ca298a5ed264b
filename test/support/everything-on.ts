import { multiRegion } from '../../lib/config/presets/multi-region.ts';
import type { PlatformInput } from '../../lib/config/schema/platform.ts';

/** The largest preset with every feature that makes resources of its own. */
export const everythingOn: PlatformInput = {
  ...multiRegion,
  regions: {
    ...multiRegion.regions,
    'us-east-1': { ...multiRegion.regions['us-east-1'], redis: {} },
    'ap-northeast-1': { cidr: '10.30.0.0/16' },
  },
  moderation: { input: 'review', abuse: 'block', watermark: true },
  observability: {
    metrics: {},
    inCluster: {},
    dashboards: {},
    logSearch: { readers: ['arn:aws:iam::111122223333:role/on-call'], readersFrom: ['10.0.0.0/8'] },
    traces: { collector: { image: `registry.example.com/otel@sha256:${'0'.repeat(64)}` } },
  },
  budgets: { alertsTo: { emails: ['ops@example.com'] }, account: { month: 5000 } },
  tenants: {
    default: { sessions: {}, cache: {}, budgets: { day: 100, month: 1000 } },
    research: { residency: ['eu-west-1'] },
  },
};
