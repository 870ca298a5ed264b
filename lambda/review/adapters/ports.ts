import { adapterFor } from '../../common/locator.ts';
import { unseal } from '../../common/review/sealing.ts';
import { sealingKeyFrom } from '../../common/review/sealing-key.ts';
import { ReviewEnvironment } from '../contract.ts';
import type { CaseStore, ReviewPorts } from '../domain/ports.ts';
import { dynamoDbCases } from './dynamodb-cases.ts';
import { sqliteCases } from './sqlite-cases.ts';

/** The adapters that the environment asks for. */
export function portsFrom(environment: Readonly<Record<string, string | undefined>>): ReviewPorts {
  const key = sealingKeyFrom(environment);
  return {
    store: adapterFor<CaseStore>(environment, ReviewEnvironment.CASES, { dynamodb: dynamoDbCases, sqlite: sqliteCases }),
    unseal: async (sealed) => unseal(await key(), sealed, sealed.sealed),
    now: Date.now,
  };
}
