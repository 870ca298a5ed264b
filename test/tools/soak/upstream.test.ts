import { randomFrom } from '../../../tools/fuzz/random.ts';
import { FAULTS, faultFor } from '../../../tools/soak/faults.ts';
import { startFaultyUpstream } from '../../../tools/soak/upstream.ts';

const question = (user: string, stream: boolean) => ({ method: 'POST', body: JSON.stringify({ user, stream }) });

test('every fault comes, and half of the requests are answered well', () => {
  const random = randomFrom(1);
  const drawn = Array.from({ length: 2_000 }, () => faultFor(random));
  expect(new Set(drawn)).toEqual(new Set(FAULTS));
  const good = drawn.filter((fault) => fault === 'good').length;
  expect(Math.abs(good - 1_000)).toBeLessThan(100);
});

test('without faults it answers, streams, refuses connections for a while, and answers again', async () => {
  const upstream = await startFaultyUpstream(Math.random);
  try {
    upstream.faults = false;
    expect(await (await fetch(upstream.url, question('a', false))).json()).toMatchObject({ object: 'chat.completion' });
    expect((await (await fetch(upstream.url, question('b', true))).text()).endsWith('data: [DONE]\n\n')).toBe(true);
    const refusing = upstream.refuse(100);
    await expect(fetch(upstream.url, question('c', false))).rejects.toThrow('fetch failed');
    await refusing;
    expect((await fetch(upstream.url, question('d', false))).status).toBe(200);
    expect([...upstream.done]).toEqual([
      ['a', ['good']],
      ['b', ['good']],
      ['d', ['good']],
    ]);
  } finally {
    await upstream.close();
  }
});
