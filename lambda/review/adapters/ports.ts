import { adapterFor } from '../../common/locator.ts';
import { unseal } from '../../common/review/sealing.ts';
import { sealingKeyFrom } from '../../common/review/sealing-key.ts';
import { ReviewEnvironment } from '../contract.ts';
import type { CaseStore } from '../domain/ports.ts';
import { dynamoDbCases } from './dynamodb-cases.ts';
import type { HandlerPorts } from './lambda-handler.ts';
import { sqliteCases } from './sqlite-cases.ts';
import { waitMetric } from './wait-metric.ts';

/** The adapters that the environment asks for. */
export function portsFrom(environment: Readonly<Record<string, string | undefined>>): HandlerPorts {
  const key = sealingKeyFrom(environment);
  return {
    store: adapterFor<CaseStore>(environment, ReviewEnvironment.CASES, { dynamodb: dynamoDbCases, sqlite: sqliteCases }),
    unseal: async (sealed) => unseal(await key(), sealed, sealed.sealed),
    now: Date.now,
    observeLongestWait: waitMetric(environment[ReviewEnvironment.NAMESPACE] ?? 'LlmPlatform'),
  };
}
