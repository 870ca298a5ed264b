import { inflateRawSync } from 'node:zlib';
import type { BudgetsByTenant } from '../contract.ts';

/** Unpacks what `packBudgets` of the construct made: an environment takes 4 KB, which is few budgets in plain JSON. */
export function unpackBudgets(text: string): BudgetsByTenant {
  try {
    return JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString()) as BudgetsByTenant;
  } catch (error) {
    throw new Error(`environment variable BUDGETS holds no budgets: ${error instanceof Error ? error.message : error}`);
  }
}
