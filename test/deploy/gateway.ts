import assert from 'node:assert/strict';
import type { Outputs } from './cdk.ts';

/** The emulated API Gateway of one region. */
export interface Gateway {
  readonly region: string;
  readonly apiId: string;
  readonly stage: string;
  ask(method: 'GET' | 'POST', path: string, request?: { readonly key?: string; readonly body?: string }): Promise<GatewayAnswer>;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const EXECUTE_API = /^https:\/\/([^.]+)\.execute-api\.([^.]+)\.[^/]+\/([^/]+)\/?/;

/** Finds the API's address among the outputs of a region's stacks. */
export function gatewayOf(outputs: Outputs, region: string, emulator: string): Gateway {
  const values = Object.values(outputs).flatMap((stack) => Object.values(stack ?? {}));
  const found = values.map((value) => EXECUTE_API.exec(value)).find((match) => match?.[2] === region);
  const [, apiId, , stage] = found ?? [];
  assert.ok(apiId !== undefined && stage !== undefined, `no stack of ${region} has the address of an API among its outputs`);
  return {
    region,
    apiId,
    stage,
    ask: async (method, path, { key, body } = {}) => {
      const response = await fetch(`${emulator}/_aws/execute-api/${apiId}/${stage}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
        ...(body !== undefined && { body }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
  };
}

/** @returns the parsed body of an answer with this status */
export function expectJson<T>({ status, text }: GatewayAnswer, expected: number): T {
  assert.equal(status, expected, text);
  return JSON.parse(text) as T;
}

/** Every refusal, the gateway's own included, must have the shape that OpenAI's clients understand. */
export function expectError(answer: GatewayAnswer, ...statuses: readonly number[]): void {
  assert.ok(statuses.includes(answer.status), `${answer.status} ${answer.text}`);
  const { error } = JSON.parse(answer.text) as { error?: { message?: unknown; type?: unknown } };
  assert.equal(typeof error?.message, 'string', answer.text);
  assert.equal(typeof error?.type, 'string', answer.text);
}
