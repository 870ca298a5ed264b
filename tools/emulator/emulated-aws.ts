/** What asks a service of the emulator: it reads region and service from the signature and does not check the rest. */
function headers(service: string, region: string): Record<string, string> {
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
  };
}

const PREFIX = {
  dynamodb: 'DynamoDB_20120810',
  logs: 'Logs_20140328',
  monitoring: 'GraniteServiceVersion20100801',
  sqs: 'AmazonSQS',
} as const;

/**
 * Calls an operation of a service that speaks AWS's JSON protocol.
 *
 * @throws Error with what the emulator answered, unless it succeeded
 */
export async function callJson<T>(
  url: string,
  service: keyof typeof PREFIX,
  region: string,
  operation: string,
  input: object,
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      ...headers(service, region),
      'x-amz-target': `${PREFIX[service]}.${operation}`,
      'content-type': 'application/x-amz-json-1.0',
    },
    body: JSON.stringify(input),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${operation} in ${region}: ${response.status} ${answer}`);
  return JSON.parse(answer) as T;
}

/**
 * Calls an operation of a service that speaks AWS's older protocol.
 *
 * @returns the answer's XML
 * @throws Error with what the emulator answered, unless it succeeded
 */
export async function callQuery(
  url: string,
  service: 'cloudformation' | 'sns',
  region: string,
  parameters: { readonly Action: string; readonly [parameter: string]: string },
): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers: headers(service, region), body: new URLSearchParams(parameters) });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${parameters.Action} in ${region}: ${response.status} ${answer}`);
  return answer;
}

/**
 * Reads from a service that speaks REST.
 *
 * @throws Error with what the emulator answered, unless it succeeded
 */
export async function callGet<T>(url: string, service: 'scheduler', region: string, path: string): Promise<T> {
  const response = await fetch(`${url}${path}`, { headers: headers(service, region) });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${path} in ${region}: ${response.status} ${answer}`);
  return JSON.parse(answer) as T;
}

export interface EmulatedStack {
  readonly name: string;
  readonly status: string;
  readonly reason: string;
  readonly seconds: number;
}

/** Every CloudFormation stack of a region. */
export async function describeStacks(url: string, region: string): Promise<readonly EmulatedStack[]> {
  const answer = await callQuery(url, 'cloudformation', region, { Action: 'DescribeStacks', Version: '2010-05-15' });
  const stacks = answer.split('<StackName>').slice(1);
  return stacks.map((stack) => {
    const field = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(stack)?.[1] ?? '';
    const milliseconds = Date.parse(field('LastUpdatedTime')) - Date.parse(field('CreationTime'));
    return {
      name: stack.slice(0, stack.indexOf('<')),
      status: field('StackStatus'),
      reason: field('StackStatusReason'),
      seconds: milliseconds / 1000,
    };
  });
}
