import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { ROUTES } from '../../lambda/router/contract/http.ts';
import type { Corpus } from './corpus.ts';
import { events, TENANTS } from './generate.ts';
import { mutated } from './mutate.ts';
import { below, pick, type Random, randomFrom } from './random.ts';

/** One thing to ask. The same seed gives the same ones, in the same order. */
export interface Input {
  readonly index: number;
  readonly event: unknown;
  /** Chunks after which the client leaves. @default - it stays */
  readonly leaveAfter?: number;
}

const BATCH = 500;
const MODELS = ['echo', 'gpt', 'claude', 'triton', 'smart', 'canary', 'cheap', 'hash'];
const POSTS = ROUTES.filter(({ method }) => method === 'POST').map(({ path }) => path);

/** Half are generated; of the others seven in ten have bytes of their body changed, three bytes of the event itself. */
export function* inputs(seed: number, count: number, corpus: Corpus): Generator<Input> {
  const random = randomFrom(seed);
  for (let index = 0; index < count; ) {
    const generated = fc.sample(events, { seed: below(random, 2 ** 31), numRuns: BATCH });
    for (const event of generated) {
      for (const each of [event, oneOf(corpus, random)]) {
        if (index >= count) return;
        const leaves = random() < 0.01;
        yield { index: index++, event: each, ...(leaves && { leaveAfter: 1 + below(random, 4) }) };
      }
    }
  }
}

const oneOf = (corpus: Corpus, random: Random): unknown =>
  random() < 0.7 ? mutatedBody(corpus, random) : mutatedEvent(corpus, random);

function mutatedBody({ bodies }: Corpus, random: Random): unknown {
  const body = pick(random, bodies).replace('"model":"echo"', `"model":"${pick(random, MODELS)}"`);
  const bytes = mutated(body, random);
  // As API Gateway does with what is no text.
  const isBase64Encoded = !isUtf8(bytes);
  const path = pick(random, POSTS);
  return {
    httpMethod: 'POST',
    path,
    resource: path,
    headers: { 'content-type': 'application/json' },
    pathParameters: null,
    body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
    requestContext: {
      requestId: `m-${below(random, 2 ** 31)}`,
      stage: 'live',
      authorizer: { tenant: pick(random, TENANTS), principal: 'key-1', credential: 'api-key' },
    },
  };
}

/** What is no JSON any more cannot come from API Gateway; as a string it is still an event that nobody expects. */
function mutatedEvent({ events: recorded }: Corpus, random: Random): unknown {
  const text = mutated(pick(random, recorded), random).toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
