import { deepFreeze } from '../deep-freeze.ts';
import type { PlatformInput } from '../schema/platform.ts';
import { singleRegion } from './single-region.ts';

/** Three regions that ask cloud APIs only, one of them without a network, and a tenant that stays in Europe. */
export const cloudApis: PlatformInput = deepFreeze({
  ...singleRegion,
  regions: {
    'us-east-1': { primary: true, cidr: '10.10.0.0/16' },
    'eu-west-1': { cidr: '10.20.0.0/16' },
    'ap-northeast-1': {},
  },
  tenants: { default: {}, research: { residency: ['eu-west-1'] } },
});
