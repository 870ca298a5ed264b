import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { BudgetsByTenant } from '../../lambda/budget-alert/contract.ts';
import type { FunctionOptions } from '../internal/function-options.ts';
import type { IUsageLedger } from '../usage-ledger/usage-ledger.ts';
import type { AccountBill } from './account-bill.ts';

export interface BudgetGuardProps extends FunctionOptions {
  /** Whose rows are counted, by its stream. */
  readonly ledger: IUsageLedger;
  /** As in the region's `RouterConfig`. May be empty where `accountBill` is watched. */
  readonly budgets: BudgetsByTenant;
  /** Addresses that alerts are sent to; each confirms once. @default - whoever subscribes to `topic` */
  readonly emails?: readonly string[];
  /** Name of the secret that holds the URL of a chat's incoming webhook. @default - none */
  readonly webhookSecretName?: string;
  /** Of the whole account; in one region of a platform only. @default - the account's own bill is not watched */
  readonly accountBill?: AccountBill;
  /** Encrypts the table. @default - a rotating key of the guard's own */
  readonly encryptionKey?: IKey;
  /** CloudWatch namespace of its metrics. @default 'LlmPlatform' */
  readonly metricNamespace?: string;
  /** What becomes of the table when it leaves the stack. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}
