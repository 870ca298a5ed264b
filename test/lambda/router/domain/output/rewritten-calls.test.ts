import fc from 'fast-check';
import { OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';
import { RewrittenCalls } from '../../../../../lambda/router/domain/output/rewritten-calls.ts';
import { type FilterFactory, isStop } from '../../../../../lambda/router/domain/output/text-filter.ts';

/** Gives everything in capitals, at the very end. */
const LATE_CAPITALS: FilterFactory = () => {
  let held = '';
  return {
    push: (text) => {
      held += text;
      return '';
    },
    end: () => held.toUpperCase(),
  };
};

const NO: FilterFactory = () => ({ push: () => ({ stop: new OpenAiError(400, 'no') }), end: () => '' });

interface Call {
  readonly index: number;
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

const opening = (index: number, json = ''): Call => ({
  index,
  id: `call-${index}`,
  function: { name: `f${index}`, arguments: json },
});
const piece = (index: number, json: string): Call => ({ index, function: { arguments: json } });

/** What a client puts together: by call, the name and the arguments. */
function heard(chunks: readonly (readonly Call[])[], filters: readonly FilterFactory[] = [LATE_CAPITALS]) {
  const calls = new RewrittenCalls(filters);
  const together = new Map<number, string>();
  for (const [position, chunk] of [...chunks, []].entries()) {
    const rewritten = calls.chunk(0, chunk, position === chunks.length);
    if (isStop(rewritten)) return 'stopped';
    for (const call of rewritten.calls as Call[]) {
      together.set(call.index, (together.get(call.index) ?? '') + (call.function?.name ?? '') + (call.function?.arguments ?? ''));
    }
  }
  return Object.fromEntries(together);
}

test('arguments are rewritten call by call, names and ids are left alone', () => {
  const chunks = [[opening(0)], [piece(0, '{"a"')], [piece(0, ':1}')], [opening(1, '{"b"')], [piece(1, ':2}')]];
  expect(heard(chunks)).toEqual({ 0: 'f0{"A":1}', 1: 'f1{"B":2}' });
});

test('what is held back of a call comes before the next call begins', () => {
  const calls = new RewrittenCalls([LATE_CAPITALS]);
  calls.chunk(0, [opening(0, '{"a":"one"}')], false);
  const next = calls.chunk(0, [opening(1, 'two')], false);
  expect(next).toEqual({ calls: [piece(0, '{"A":"ONE"}'), opening(1)], changed: true });
  expect(calls.open).toEqual([0]);
  expect(calls.chunk(0, undefined, true)).toEqual({ calls: [piece(1, 'TWO')], changed: true });
  expect(calls.open).toEqual([]);
});

test('calls that are written several at a time are rewritten each by itself', () => {
  const both = (...[one = '', other = '']: string[]) => [piece(0, one), piece(1, other)];
  const chunks = [[opening(0), opening(1)], both('{"a"', '{"b"'), both(':"x', ':"y'), both('z"}', '"}')];
  expect(heard(chunks)).toEqual({ 0: 'f0{"A":"XZ"}', 1: 'f1{"B":"Y"}' });
});

test('calls that all have the same number end where the next one begins', () => {
  const second = { ...opening(0, '{"b"'), id: 'call-1' };
  expect(heard([[opening(0, '{"a"')], [piece(0, ':1')], [second], [piece(0, ':2}')]])).toEqual({
    0: 'f0{"A":1f0{"B":2}',
  });
});

test("a custom tool's input is rewritten like arguments", async () => {
  const custom = { index: 0, id: 'call-0', type: 'custom', custom: { name: 'sh', input: 'ls' } };
  const calls = new RewrittenCalls([LATE_CAPITALS]);
  expect(calls.chunk(0, [custom], true)).toEqual({
    calls: [
      { ...custom, custom: { name: 'sh', input: '' } },
      { index: 0, custom: { input: 'LS' } },
    ],
    changed: true,
  });
  expect(await calls.whole(0, [custom])).toMatchObject({ calls: [{ custom: { name: 'sh', input: 'LS' } }] });
});

test('for any cut of the arguments a client puts the same together', () => {
  const json = '{"to":"bob","text":"hello there"}';
  fc.assert(
    fc.property(fc.array(fc.nat(json.length), { maxLength: 8 }), (places) => {
      const at = [...new Set([0, ...places, json.length])].sort((a, b) => a - b);
      const pieces = at.slice(1).map((end, index) => [piece(0, json.slice(at[index], end))]);
      expect(heard([[opening(0)], ...pieces])).toEqual({ 0: `f0${json.toUpperCase()}` });
    }),
  );
});

test('without a filter, and where nothing is called, everything is the very same', async () => {
  const calls = new RewrittenCalls([]);
  const odd = [null, 7, { index: 0, id: 'x' }, piece(0, '{}')];
  expect(calls.chunk(0, odd, true)).toEqual({ calls: odd, changed: false });
  expect(calls.chunk(0, undefined, true)).toEqual({ calls: [], changed: false });
  expect(await calls.whole(0, odd)).toEqual({ calls: odd, changed: false });
});

test('a whole answer is rewritten too', async () => {
  const calls = new RewrittenCalls([LATE_CAPITALS]);
  expect(await calls.whole(0, [opening(0, 'one'), opening(1, 'two')])).toEqual({
    calls: [opening(0, 'ONE'), opening(1, 'TWO')],
    changed: true,
  });
});

test('a filter that stops a call stops the answer', async () => {
  expect(heard([[opening(0, 'x')]], [NO])).toBe('stopped');
  expect(await new RewrittenCalls([NO]).whole(0, [opening(0, 'x')])).toMatchObject({ stop: { status: 400 } });
});
