import { undiciUpstream } from '../../../../lambda/router/adapters/undici-upstream.ts';
import type { UpstreamCall, UpstreamResponse } from '../../../../lambda/router/domain/ports.ts';
import { type Answer, type MockUpstream, mockUpstream } from './mock-upstream.ts';

/** Short, so that tests of silence are. */
export const TIMEOUTS = { connectMs: 1_000, firstTokenMs: 80, stallMs: 80, totalMs: 5_000 };
const upstream = undiciUpstream(TIMEOUTS);
const mocks: MockUpstream[] = [];

afterEach(async () => {
  await Promise.all(mocks.splice(0).map((mock) => mock.close()));
});
afterAll(() => upstream.close());

/** A server that answers so until the test is over. */
export async function serving(answer: Answer): Promise<MockUpstream> {
  const mock = await mockUpstream(answer);
  mocks.push(mock);
  return mock;
}

/** One call through undici. */
export const send = (mock: Pick<MockUpstream, 'baseUrl'>, call: Partial<UpstreamCall> = {}) =>
  upstream.send({
    baseUrl: mock.baseUrl,
    path: '/chat/completions',
    headers: {},
    body: '{}',
    signal: new AbortController().signal,
    ...call,
  });

export async function textOf(response: UpstreamResponse): Promise<string> {
  const chunks: Buffer[] = [];
  await response.read((chunk) => {
    chunks.push(chunk);
    return undefined;
  });
  return Buffer.concat(chunks).toString();
}
