import type { Guard } from './guard.ts';
import type { Verdict } from './verdict.ts';

/** People overrule the policy: what they allowed passes, masked where the policy masks, and what they denied is blocked. */
export async function afterDecision({ exchange, caller }: Guard, text: string, verdict: Verdict): Promise<Verdict> {
  const decided = await exchange.ports.decisions?.verdictOf(caller.tenant, text);
  if (decided === undefined) return verdict;
  const { categories, masks } = verdict;
  // A word list that does not say why is what a decision is like.
  if (decided === 'deny') return { action: 'block', categories: categories.length > 0 ? categories : ['sensitive'], masks };
  if (verdict.action !== 'review' && verdict.action !== 'block') return verdict;
  return { action: masks.length > 0 ? 'mask' : 'flag', categories, masks };
}
