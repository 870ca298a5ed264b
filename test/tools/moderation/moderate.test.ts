import { Readable, Writable } from 'node:stream';
import { moderateLines } from '../../../tools/moderation/moderate.ts';

async function answersTo(input: string): Promise<string[]> {
  const lines: string[] = [];
  const output = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  await moderateLines(Readable.from([input]), output);
  return lines;
}

test('each line is answered in order, with action, scores, hits and microseconds', async () => {
  const answers = (await answersTo('{"id":"a","text":"hello there"}\n\n{"id":7,"text":"fuck"}\n')).map((line) =>
    JSON.parse(line),
  );
  expect(answers.map(({ id }) => id)).toEqual(['a', 7]);
  expect(answers[0]).toMatchObject({ action: 'allow', hits: [] });
  expect(answers[0].micros).toBeGreaterThan(0);
  expect(answers[1].hits).toEqual([{ start: 0, end: 4, type: 'lexicon', category: 'sexual', level: 'rules' }]);
  expect(Object.values(answers[1].scores).every((score) => typeof score === 'number')).toBe(true);
});

test.each([
  ['no JSON', '{"id":1,"text":"x"}\n{"id":', 'line 2 is no JSON'],
  ['no text', '{"id":1}', 'line 1 is no {"id","text"} whose text is a string: {"id":1}'],
])('%s is refused with its line', async (_, input, problem) => {
  await expect(answersTo(input)).rejects.toThrow(problem);
});
