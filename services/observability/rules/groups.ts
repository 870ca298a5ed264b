import { GATEWAY_RULES, GATEWAY_SLO_RULES } from './gateway.ts';
import { GPU_RULES } from './gpu.ts';
import { KUBERNETES_RULES } from './kubernetes.ts';
import { MONITORING_RULES } from './monitoring.ts';
import { ROUTING_RULES } from './routing.ts';
import type { RuleGroup } from './rule.ts';
import { SAFETY_RULES } from './safety.ts';
import { BUDGET_RULES, SPEND_RULES } from './spend.ts';
import { REDIS_RULES, VECTOR_STORE_RULES } from './state.ts';
import { TRITON_RULES } from './triton.ts';
import { VLLM_RULES } from './vllm.ts';

/** All rules of the platform. */
export const RULE_GROUPS: readonly RuleGroup[] = [
  GATEWAY_SLO_RULES,
  GATEWAY_RULES,
  ROUTING_RULES,
  SPEND_RULES,
  BUDGET_RULES,
  SAFETY_RULES,
  TRITON_RULES,
  VLLM_RULES,
  GPU_RULES,
  KUBERNETES_RULES,
  REDIS_RULES,
  VECTOR_STORE_RULES,
  MONITORING_RULES,
];

/** Rules for clusters, whose routers are scraped, or are functions: then the alert on their absence would never end. */
export const ruleGroups = ({ routersInCluster }: { readonly routersInCluster: boolean }): readonly RuleGroup[] =>
  RULE_GROUPS.filter((group) => group !== BUDGET_RULES && (routersInCluster || group.component !== 'gateway'));
