import assert from 'node:assert/strict';
import { callJson } from '../../tools/emulator/emulated-aws.ts';
import type { RecordedResource } from '../../tools/emulator/ministack.ts';
import type { Gateway } from './gateway.ts';
import type { Billed } from './requests.ts';

type Attribute = { readonly S?: string; readonly N?: string; readonly BOOL?: boolean };
type Item = Readonly<Record<string, Attribute | undefined>>;

/** Every usage row of a region: the items of any table that carry a request id. */
export async function usageRows(url: string, region: string): Promise<readonly Item[]> {
  const { TableNames } = await callJson<{ TableNames: string[] }>(url, 'dynamodb', region, 'ListTables', {});
  const items = await Promise.all(
    TableNames.map((TableName) => callJson<{ Items: Item[] }>(url, 'dynamodb', region, 'Scan', { TableName })),
  );
  return items.flatMap(({ Items }) => Items).filter(({ requestId }) => requestId !== undefined);
}

/** One row for each request that cost something, none for the others, and nothing in it that a client wrote. */
export async function expectRows(
  url: string,
  region: string,
  billed: readonly Billed[],
  secrets: readonly string[],
): Promise<void> {
  const rows = await usageRows(url, region);
  assert.equal(rows.length, billed.length, `${rows.length} rows for ${billed.length} answered requests`);
  for (const { requestId, tenant, operation, tokens } of billed) {
    const [row, ...more] = rows.filter((item) => item.requestId?.S === requestId);
    assert.ok(row !== undefined && more.length === 0, `${more.length + (row ? 1 : 0)} rows for request ${requestId}`);
    assert.deepEqual([row.tenant?.S, row.operation?.S, row.region?.S, row.status?.N], [tenant, operation, region, '200']);
    const counted = { input: Number(row.inputTokens?.N), output: Number(row.outputTokens?.N) };
    assert.ok(counted.input > 0, JSON.stringify(row));
    if (tokens) assert.deepEqual(counted, tokens);
  }
  expectNone(JSON.stringify(rows), secrets, 'a usage row');
}

interface LogGroups {
  readonly logGroups: readonly { readonly logGroupName: string }[];
}
interface LogEvents {
  readonly events: readonly { readonly message: string }[];
  readonly nextToken?: string;
}

/** What the functions of a region have written to CloudWatch Logs. */
async function logLines(url: string, region: string): Promise<readonly string[]> {
  const { logGroups } = await callJson<LogGroups>(url, 'logs', region, 'DescribeLogGroups', {});
  const lines: string[] = [];
  for (const { logGroupName } of logGroups) {
    for (let nextToken: string | undefined; ; ) {
      const page = await callJson<LogEvents>(url, 'logs', region, 'FilterLogEvents', {
        logGroupName,
        ...(nextToken && { nextToken }),
      });
      lines.push(...page.events.map(({ message }) => message));
      nextToken = page.nextToken;
      if (nextToken === undefined) break;
    }
  }
  return lines;
}

/** The functions have logged their requests, and neither prompts nor keys. */
export async function expectCleanLogs(
  url: string,
  region: string,
  billed: readonly Billed[],
  secrets: readonly string[],
): Promise<void> {
  const text = (await logLines(url, region)).join('\n');
  for (const { requestId } of billed) assert.ok(text.includes(requestId), `the log groups do not mention request ${requestId}`);
  expectNone(text, secrets, 'a log group');
}

function expectNone(text: string, secrets: readonly string[], where: string): void {
  for (const secret of secrets) assert.ok(!text.includes(secret), `${where} holds '${secret}'`);
}

/** The association itself could only be recorded; what it would have joined was really made. */
export function expectWebAcl(recorded: readonly RecordedResource[], { region, apiId, stage }: Gateway): void {
  const associations = recorded.filter(
    (resource) => resource.type === 'AWS::WAFv2::WebACLAssociation' && resource.region === region,
  );
  const joined = associations.map(({ properties }) => String(properties.ResourceArn));
  assert.deepEqual(joined, [`arn:aws:apigateway:${region}::/restapis/${apiId}/stages/${stage}`]);
}
