import { shrunk } from '../../../tools/fuzz/shrink.ts';

test('what does not matter is left out, within JSON texts too', async () => {
  const event = {
    path: '/a',
    headers: { a: '1', b: '2' },
    body: JSON.stringify({ model: 'echo', messages: [{ role: 'x' }, 1] }),
  };
  const fails = async (value: unknown) => JSON.stringify(value).includes('role');
  expect(await shrunk(event, fails)).toEqual({ body: '{"messages":[{"role":"x"}]}' });
});

test('an event that shows nothing any more when it is smaller stays as it is', async () => {
  expect(await shrunk({ a: 1 }, async () => false)).toEqual({ a: 1 });
});
