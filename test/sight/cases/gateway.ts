import { type AlertCase, flat, rising, type Samples, step } from './alert-case.ts';

const requests = (ok: number, failed: number): Samples => ({
  'llm_requests_total{model="gpt",status="200"}': rising(ok),
  'llm_requests_total{model="gpt",status="502"}': rising(failed),
});

/** Streams that come to their end, and those that do not. */
const broken = (ok: number, failed: number): Samples => ({
  'llm_requests_total{model="gpt",status="200"}': rising(ok),
  'llm_requests_total{model="gpt",status="broken"}': rising(failed),
});

/** Sixty streams a minute, so many of them in time. */
const streams = (metric: string, le: string, inTime: number): Samples => ({
  'llm_requests_total{model="gpt",status="200"}': rising(60),
  [`${metric}_bucket{model="gpt",le="${le}"}`]: rising(inTime),
  [`${metric}_bucket{model="gpt",le="+Inf"}`]: rising(60),
  [`${metric}_count{model="gpt"}`]: rising(60),
});
const firstTokens = (inTime: number) => streams('llm_time_to_first_token_seconds', '2.5', inTime);
const tokens = (inTime: number) => streams('llm_time_per_output_token_seconds', '0.1', inTime);

const GPT = 'model="gpt"';

export const GATEWAY_CASES: readonly AlertCase[] = [
  // 10 % of all requests is 20 times what 99.5 % allow; 2 % is four times.
  { alert: 'LLMAvailabilityFastBurn', at: '30m', labels: GPT, fires: requests(54, 6), quiet: requests(98, 2) },
  { alert: 'LLMAvailabilitySlowBurn', at: '60m', labels: GPT, fires: broken(98, 2), quiet: requests(996, 4) },
  { alert: 'LLMTimeToFirstTokenFastBurn', at: '30m', labels: GPT, fires: firstTokens(12), quiet: firstTokens(45) },
  { alert: 'LLMTimeToFirstTokenSlowBurn', at: '60m', labels: GPT, fires: firstTokens(45), quiet: firstTokens(58) },
  { alert: 'LLMTimePerOutputTokenFastBurn', at: '30m', labels: GPT, fires: tokens(12), quiet: tokens(45) },
  { alert: 'LLMTimePerOutputTokenSlowBurn', at: '60m', labels: GPT, fires: tokens(45), quiet: tokens(58) },
  {
    alert: 'LLMGatewayMetricsMissing',
    at: '10m',
    labels: 'severity="critical"',
    fires: { 'llm_requests_total{model="gpt",status="200"}': flat(1) },
    quiet: { llm_requests_in_flight: flat(0) },
  },
  {
    alert: 'TargetDown',
    at: '20m',
    labels: 'job="gpus"',
    fires: { 'up{job="gpus",instance="a"}': flat(1), 'up{job="gpus",instance="b"}': flat(0) },
    quiet: { 'up{job="gpus",instance="a"}': flat(1), 'up{job="gpus",instance="b"}': step(5, 0, 1) },
  },
  {
    alert: 'LLMTrafficStopped',
    at: '100m',
    labels: 'severity="critical"',
    fires: { 'llm_requests_total{model="gpt",status="200"}': '0+60x70 4200+0x60' },
    quiet: { 'llm_requests_total{model="gpt",status="200"}': '0+60x70 4200+1x60' },
  },
  {
    alert: 'LLMRequestsPileUp',
    at: '260m',
    labels: 'severity="warning"',
    fires: { llm_requests_in_flight: step(240, 10, 90) },
    quiet: { llm_requests_in_flight: step(240, 60, 90) },
  },
  {
    alert: 'LLMClientsLeave',
    at: '40m',
    labels: GPT,
    fires: {
      'llm_requests_total{model="gpt",status="200"}': rising(80),
      'llm_requests_total{model="gpt",status="499"}': rising(20),
    },
    quiet: {
      'llm_requests_total{model="gpt",status="200"}': rising(95),
      'llm_requests_total{model="gpt",status="499"}': rising(5),
    },
  },
];
