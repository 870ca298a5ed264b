import { CAPACITY } from './capacity.ts';
import type { Dashboard } from './dashboard.ts';
import { GPU_SERVING } from './gpu-serving.ts';
import { OVERVIEW } from './overview.ts';
import { ROUTING } from './routing.ts';
import { SAFETY } from './safety.ts';
import { SPEND } from './spend.ts';
import { TENANTS } from './tenants.ts';

export const DASHBOARDS: readonly Dashboard[] = [OVERVIEW, TENANTS, ROUTING, SAFETY, SPEND, GPU_SERVING, CAPACITY];
