import { Flights } from '../../../../../lambda/router/domain/cache/flights.ts';

test('who comes later learns how the first one ended', async () => {
  const flights = new Flights<string>();
  expect(flights.join('a')).toBeUndefined();
  const land = flights.lead('a');
  const others = [flights.join('a')?.landed, flights.join('a')?.landed];
  expect(flights.join('b')).toBeUndefined();
  land('answer');
  expect(await Promise.all(others)).toEqual(['answer', 'answer']);
  expect([flights.join('a'), flights.size]).toEqual([undefined, 0]);
});

test('an end that comes twice leaves the next leader alone', async () => {
  const flights = new Flights<string>();
  const first = flights.lead('a');
  first('left');
  flights.lead('a');
  first(undefined);
  expect(flights.size).toBe(1);
});
