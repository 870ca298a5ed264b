import { once } from '../../../lambda/common/once.ts';

test('something is made with the first call, and once for all that come at the same time', async () => {
  let made = 0;
  const number = once(async () => ++made);
  expect(made).toBe(0);
  expect(await Promise.all([number(), number()])).toEqual([1, 1]);
  expect(await number()).toBe(1);
});

test('a failure is not remembered', async () => {
  let tries = 0;
  const opened = once(async () => {
    tries += 1;
    if (tries === 1) throw new Error('not yet');
    return 'open';
  });
  await expect(Promise.all([opened(), opened()])).rejects.toThrow('not yet');
  expect(await opened()).toBe('open');
  expect(tries).toBe(2);
});
