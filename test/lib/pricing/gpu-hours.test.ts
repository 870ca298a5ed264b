import { gpuHourPrices } from '../../../lib/pricing/gpu-hours.ts';

const hours = { gpus: 8, dollarsPerGpuHour: 6.88, inputTokensPerSecond: 12_000, outputTokensPerSecond: 1_500, busyShare: 1 };

test('an hour that is spent on answers costs what the GPUs cost', () => {
  const { output } = gpuHourPrices(hours);
  const tokensOfAnHour = 1_500 * 3_600;
  expect((output / 1e6) * (tokensOfAnHour / 1e6)).toBeCloseTo(8 * 6.88, 4);
});

test('so does one that is spent half on prompts and half on answers', () => {
  const { input, output } = gpuHourPrices(hours);
  const dollars = ((input * 12_000 + output * 1_500) * 1_800) / 1e12;
  expect(dollars).toBeCloseTo(8 * 6.88, 4);
});

test('hours in which nobody asks are paid by those in which somebody does', () => {
  expect(gpuHourPrices({ ...hours, busyShare: 0.25 })).toEqual({ input: 5_096_296, output: 40_770_370 });
  expect(gpuHourPrices(hours)).toEqual({ input: 1_274_074, output: 10_192_593 });
});
