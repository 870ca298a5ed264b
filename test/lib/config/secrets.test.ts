import fc from 'fast-check';
import { platform } from '../../../lib/config/platform.ts';
import { secret } from '../../../lib/config/secret.ts';
import { everything, input, linesOf, pathsIn, problemsOf, withValue } from './support.ts';

const REFERENCE = /^what is written here is not a reference to a secret; use secret\('openai\/api-key'\) in TypeScript/;

test('a secret is a reference by name', () => {
  expect(secret('openai/api-key')).toEqual({ secret: 'openai/api-key' });
  const { models } = platform(input({ models: { m: { openai: { apiKey: secret('openai/api-key') } } } }));
  expect(models.m?.target).toMatchObject({ apiKey: { secret: 'openai/api-key' } });
});

test('a key pasted in place of a reference is refused and never shown, whatever it looks like', () => {
  const pasted = fc.string({ minLength: 12 }).map((text) => `hunter2${text}`);
  const shapes = fc.tuple(pasted, fc.constantFrom('text', 'list', 'value', 'extra', 'name')).map(([key, shape]): unknown => {
    if (shape === 'list') return [key];
    if (shape === 'value') return { value: key };
    if (shape === 'extra') return { secret: 'a/b', [key]: key };
    return shape === 'name' ? { secret: `sk-${key}` } : key;
  });
  fc.assert(
    fc.property(shapes, (apiKey) => {
      const problems = problemsOf({ ...input(), models: { m: { openai: { apiKey } } } });
      expect(problems).toEqual([{ path: 'models.m.openai.apiKey', message: expect.stringMatching(REFERENCE) }]);
    }),
  );
});

test('a key pasted anywhere is not shown', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...pathsIn(everything)),
      fc.constantFrom('sk-hunter2-hunter2', 'ghp_hunter2hunter2'),
      (path, key) => {
        expect(JSON.stringify(problemsOf(withValue(everything, path, key)))).not.toContain('hunter2');
      },
    ),
  );
});

test('a model entry of the wrong shape is shown without its key', () => {
  const models = [{ openai: { apiKey: 'hunter2' } }];
  expect(linesOf({ ...input(), models })).toEqual([
    expect.stringMatching(/^models: \[\{"openai":\{"apiKey":"\(hidden\)"\}\}\] is not an object;/),
  ]);
});

test.each(['', 'two words', '-a', 'ä', 'x'.repeat(256)])('%p is no name of a secret', (name) => {
  expect(problemsOf(input({ models: { m: { openai: { apiKey: secret(name) } } } }))).toEqual([
    { path: 'models.m.openai.apiKey', message: expect.stringMatching(REFERENCE) },
  ]);
});
