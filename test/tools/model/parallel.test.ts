import { setImmediate as turn } from 'node:timers/promises';
import { inParallel, slots } from '../../../tools/model/parallel.ts';

test('so many at once, and every item', async () => {
  const done: number[] = [];
  let [now, most] = [0, 0];
  await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    most = Math.max(most, ++now);
    await turn();
    now -= 1;
    done.push(item);
  });
  expect([done.sort(), most]).toEqual([[1, 2, 3, 4, 5, 6, 7], 3]);
});

test('after a failure nothing more is begun, and the failure is told when what had begun has ended', async () => {
  const ended: number[] = [];
  const work = inParallel([1, 2, 3, 4], 2, async (item) => {
    if (item === 1) throw new Error('one');
    await turn();
    ended.push(item);
  });
  await expect(work).rejects.toThrow('one');
  expect(ended).toEqual([2]);
});

test('slots are given in order, and come back from who fails', async () => {
  const slot = slots(1);
  const order: string[] = [];
  const job = (name: string, fails = false) =>
    slot(async () => {
      await turn();
      order.push(name);
      if (fails) throw new Error(name);
    });
  const outcomes = await Promise.allSettled([job('a'), job('b', true), job('c')]);
  expect(order).toEqual(['a', 'b', 'c']);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
