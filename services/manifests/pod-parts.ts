import { createHash } from 'node:crypto';
import { Quantity, type ResourceRequirements } from 'cdk8s-plus-33/lib/imports/k8s';

/** Memory and disk are as much as they may be; CPU may be more. */
export function resources(cpu: string, memory: string, disk: string): ResourceRequirements {
  const limits = { memory: Quantity.fromString(memory), 'ephemeral-storage': Quantity.fromString(disk) };
  return { limits, requests: { ...limits, cpu: Quantity.fromString(cpu) } };
}

/** Pods begin anew when what they read once has changed. */
export const configurationOf = (...texts: readonly string[]): { readonly [annotation: string]: string } => ({
  'llm-platform/configuration': createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 32),
});
