import type { AlertCase } from './alert-case.ts';
import { GATEWAY_CASES } from './gateway.ts';
import { GPU_CASES } from './gpu.ts';
import { KUBERNETES_CASES } from './kubernetes.ts';
import { ROUTING_CASES } from './routing.ts';
import { SERVING_CASES } from './serving.ts';
import { SPEND_AND_SAFETY_CASES } from './spend-and-safety.ts';
import { STATE_CASES } from './state.ts';

/** One for every alert. */
export const ALERT_CASES: readonly AlertCase[] = [
  ...GATEWAY_CASES,
  ...ROUTING_CASES,
  ...SPEND_AND_SAFETY_CASES,
  ...SERVING_CASES,
  ...GPU_CASES,
  ...KUBERNETES_CASES,
  ...STATE_CASES,
];
