import { adapterFor } from '../../common/locator.ts';
import { openReviews } from '../../common/review/database.ts';
import { fingerprint } from '../../common/review/sealing.ts';
import { sealingKeyFrom } from '../../common/review/sealing-key.ts';
import { verdictIn } from '../../common/review/verdict.ts';
import { type DecisionEntry, reviewKey } from '../../review/contract.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import type { ReviewDecisions } from '../domain/guard/moderator.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Read = (tenant: string) => Promise<readonly DecisionEntry[]>;

/** How long a tenant's decisions are remembered. */
const REMEMBERED_MS = { dynamodb: 30_000, sqlite: 1_000 };

/** What people have decided, from where the environment says that it stands. */
export function reviewDecisions(environment: Environment): ReviewDecisions {
  const key = sealingKeyFrom(environment);
  const entriesOf = adapterFor<Read>(environment, RouterEnvironment.DECISIONS, {
    dynamodb: (table) => remembered(dynamoDb(table), REMEMBERED_MS.dynamodb),
    sqlite: (file) => remembered(sqlite(file), REMEMBERED_MS.sqlite),
  });
  return {
    verdictOf: async (tenant, text) => {
      const entries = await entriesOf(tenant);
      if (entries.length === 0) return undefined;
      return verdictIn(entries, text, fingerprint(await key(), tenant, text), Date.now());
    },
  };
}

/** The newest thousand of a tenant bound what is kept in memory and what a text is compared with. */
const MOST = 1_000;

function sqlite(file: string): Read {
  const select = openReviews(file).prepare(
    'SELECT decision FROM review_decisions WHERE tenant = ? AND expires_at > ? ORDER BY expires_at DESC LIMIT ?',
  );
  return async (tenant) =>
    select.all(tenant, Math.floor(Date.now() / 1000), MOST).map(({ decision }) => JSON.parse(String(decision)) as DecisionEntry);
}

function dynamoDb(table: string): Read {
  let client: import('@aws-sdk/client-dynamodb').DynamoDBClient | undefined;
  return async (tenant) => {
    const [sdk, { CLIENT_LIMITS }] = await Promise.all([
      import('@aws-sdk/client-dynamodb'),
      import('../../common/aws-client.ts'),
    ]);
    client ??= new sdk.DynamoDBClient(CLIENT_LIMITS);
    const entries: DecisionEntry[] = [];
    const query = {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': reviewKey.decision(tenant, '').pk },
    };
    for await (const { Items = [] } of sdk.paginateQuery({ client }, query)) {
      entries.push(...Items.map(({ decision }) => JSON.parse(decision?.S ?? '') as DecisionEntry));
    }
    return entries.sort((a, b) => b.expiresAt - a.expiresAt).slice(0, MOST);
  };
}

/** One read at a time for each tenant; a read that failed is not remembered. */
function remembered(read: Read, milliseconds: number): Read {
  const known = new Map<string, { readonly entries: ReturnType<Read>; readonly until: number }>();
  return (tenant) => {
    const before = known.get(tenant);
    if (before !== undefined && performance.now() < before.until) return before.entries;
    const entries = read(tenant);
    known.set(tenant, { entries, until: performance.now() + milliseconds });
    entries.catch(() => known.delete(tenant));
    return entries;
  };
}
