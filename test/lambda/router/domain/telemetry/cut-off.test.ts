import { UpstreamFailure } from '../../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { timeToFirstTokenMs } from '../../../../../lambda/router/domain/telemetry/durations.ts';
import type { Observation } from '../../../../../lambda/router/domain/telemetry/observation.ts';
import { requestOutcome } from '../../../../../lambda/router/domain/telemetry/request-outcome.ts';
import { chatEvent } from '../../support/events.ts';
import { chunkEvent } from '../../support/mock-upstream.ts';
import { MODERATOR, POLICY } from '../../support/moderator.ts';
import { configOf, SkippingClock, testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { BROKEN, TARGET } from '../../support/scripted-upstream.ts';

const ROLE = chunkEvent({ role: 'assistant', content: '' });
const WORD = chunkEvent({ content: 'Hello. ' });
const REST = [chunkEvent({}, 'stop'), 'data: [DONE]\n\n'];
const GUARDED = { default: { output: POLICY, whenUnavailable: 'refuse', streamWindow: 1 } } as const;

interface Script {
  readonly events: readonly string[];
  /** How it ends when not properly. */
  readonly fails?: UpstreamFailure;
  /** The client leaves when it has this. */
  readonly leavesAt?: string;
  readonly guarded?: true;
}

/** A stream of which an event comes every second, as it is told of afterwards. */
async function streamed({ events, fails, leavesAt, guarded }: Script): Promise<Observation> {
  const clock = new SkippingClock();
  const sink = new RecordingSink();
  const told: Observation[] = [];
  const config = await configOf({ gpt: TARGET }).current();
  sink.onWrite = (chunk) => {
    if (leavesAt !== undefined && chunk.includes(leavesAt)) sink.leave();
    return true;
  };
  const ports = testPorts({
    clock,
    moderator: MODERATOR,
    config: { current: async () => ({ ...config, ...(guarded && { moderation: GUARDED }) }), refresh: async () => undefined },
    upstream: {
      send: async ({ signal }) => ({
        ...{ status: 200, headers: { 'content-type': 'text/event-stream' } },
        read: async (consume) => {
          for (const event of events) {
            clock.advance(1_000);
            if (signal.aborted) throw new UpstreamFailure('cancelled', 'the client left');
            await consume(Buffer.from(event));
          }
          if (fails !== undefined) throw fails;
        },
      }),
    },
    telemetry: { finished: (observation) => told.push(observation) },
  });
  await createRouter(ports)(chatEvent({ model: 'gpt', stream: true, messages: [{ role: 'user', content: 'Hi' }] }), sink);
  const [observation] = told;
  if (observation === undefined) throw new Error('nothing was told of the request');
  expect(observation.status).toBe(200);
  return observation;
}

test('the first token counts, not the chunk before it that only says who speaks', async () => {
  const observation = await streamed({ events: [ROLE, WORD, ...REST] });
  expect([requestOutcome(observation), timeToFirstTokenMs(observation)]).toEqual(['success', 2_000]);
  expect(observation.attempts).toMatchObject([{ firstByteAt: observation.startedAt + 2_000 }]);
});

test('a stream that breaks after its first words failed, and had a first token', async () => {
  const observation = await streamed({ events: [ROLE, WORD], fails: BROKEN });
  expect([requestOutcome(observation), timeToFirstTokenMs(observation)]).toEqual(['failed', 2_000]);
});

test.each([
  ['breaks', [ROLE], BROKEN],
  ['ends with an error', [ROLE, 'data: {"error":{"message":"boom","code":500}}\n\n'], undefined],
] as const)('a stream that %s before its first words failed, and had no first token', async (_, events, fails) => {
  const observation = await streamed({ events, ...(fails && { fails }) });
  expect([requestOutcome(observation), timeToFirstTokenMs(observation)]).toEqual(['failed', undefined]);
});

test('a client that leaves in the middle has left', async () => {
  const observation = await streamed({ events: [ROLE, WORD, ...REST], leavesAt: 'Hello' });
  expect([requestOutcome(observation), observation.left]).toEqual(['left', true]);
});

test('an answer that the guard ends in the middle was refused: nobody left', async () => {
  const bad = chunkEvent({ content: 'canary. ' });
  const observation = await streamed({ events: [ROLE, WORD, bad, WORD, ...REST], guarded: true });
  expect(observation.attempts).toMatchObject([{ outcome: 'cancelled' }]);
  expect(requestOutcome(observation)).toBe('refused');
  expect(observation).not.toHaveProperty('left');
});
