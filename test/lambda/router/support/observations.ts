import type { AttemptObservation, Observation } from '../../../../lambda/router/domain/telemetry/observation.ts';

/** A streamed chat that one attempt answered; tests replace the members they are about. */
export const observation = (parts: Partial<Observation> = {}): Observation => ({
  requestId: 'request-1',
  startedAt: 1_000,
  endedAt: 3_000,
  region: 'eu-west-1',
  endpoint: 'POST /v1/chat/completions',
  status: 200,
  tenant: 'research',
  keyId: 'key-1',
  operation: 'chat.completions',
  model: 'gpt',
  catchAll: false,
  stream: true,
  attempts: [attempt()],
  firstByteAt: 1_500,
  inputTokens: 12,
  outputTokens: 11,
  usageSource: 'provider',
  rowsLost: 0,
  ...parts,
});

export const attempt = (parts: Partial<AttemptObservation> = {}): AttemptObservation => ({
  model: 'gpt',
  provider: 'openai',
  providerModel: 'gpt-5.4-2026-01-01',
  server: 'api.openai.com',
  startedAt: 1_100,
  endedAt: 2_900,
  firstByteAt: 1_400,
  status: 200,
  partial: false,
  outcome: 'success',
  inputTokens: 12,
  outputTokens: 11,
  ...parts,
});
