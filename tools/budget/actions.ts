import type { BudgetState } from '../../lambda/router/contract/budgets.ts';
import { loadPlatformConfig } from '../../lib/config/load.ts';
import type { PlatformConfig } from '../../lib/config/platform-config.ts';
import { routerConfig } from '../../lib/config/router-config.ts';
import { parseDuration } from '../keys/duration.ts';
import { type BudgetView, budgetViews } from '../local/budgets/view.ts';
import { existingState } from '../local/state.ts';
import type { BudgetDesk } from './desk.ts';
import { type WhoseOptions, whoseOf } from './whose.ts';

export interface DeskOptions {
  readonly config: string;
  /** @default - the primary region */
  readonly region?: string;
  /** Table of the budgets, from the region's API stack. */
  readonly table?: string;
  /** State folder of a local platform. @default - the platform deployed to AWS */
  readonly state?: string;
}

/** Every budget with what it has cost, and every state that is in force. */
export interface BudgetReport {
  readonly budgets: readonly BudgetView[];
  readonly states: readonly (BudgetState & { readonly whose: string })[];
}

export async function showBudgets(options: DeskOptions, now = Date.now()): Promise<BudgetReport> {
  const config = await loadPlatformConfig(options.config);
  const region = options.region ?? config.primaryRegion;
  const { budgets = {} } = routerConfig(config, region);
  const desk = await deskOf(options, region);
  const views = await budgetViews(budgets, desk, now);
  const partitions = [...new Set([...views.map(({ whose }) => whose), ...Object.keys(budgets)])];
  const states = await Promise.all(
    partitions.map(async (whose) =>
      (await desk.states(whose)).filter(({ until }) => now < until).map((state) => ({ whose, ...state })),
    ),
  );
  return { budgets: views, states: states.flat() };
}

export interface ResetOptions extends DeskOptions, WhoseOptions {
  /** What is to be in force. @default normal */
  readonly action: BudgetState['action'];
  /** For how long, e.g. 12h. */
  readonly for: string;
  /** Takes an operator's word back. */
  readonly withdraw?: true;
}

/** @returns a sentence on what is in force now */
export async function resetBudget(options: ResetOptions, now = Date.now()): Promise<string> {
  const config: PlatformConfig = await loadPlatformConfig(options.config);
  const whose = whoseOf(config, options);
  const desk = await deskOf(options, options.region ?? config.primaryRegion);
  const name = whose.scope.startsWith('key/') ? `key ${whose.scope.slice(4)} of ${whose.partition}` : whose.partition;
  if (options.withdraw) {
    await desk.withdraw(whose);
    return `For ${name} the budget decides again, within seconds.`;
  }
  const until = now + parseDuration(options.for) * 1000;
  await desk.say(whose, options.action, until);
  return `For ${name} it is '${options.action}' until ${new Date(until).toISOString()}, within seconds, whatever the budget says.`;
}

/** What is loaded for AWS takes time that a local desk need not spend. */
async function deskOf({ state, table }: DeskOptions, region: string): Promise<BudgetDesk> {
  if (state !== undefined) return (await import('./sqlite-desk.ts')).sqliteDesk(existingState(state).database);
  if (table === undefined)
    throw new Error('name --state of a local platform, or --table of a deployed one: output BudgetsTable of its API stack');
  return (await import('./dynamodb-desk.ts')).dynamoDbDesk(table, region);
}
