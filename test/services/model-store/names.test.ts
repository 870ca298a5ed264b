import { nameProblem, pathProblem, pathProblems, versionProblem } from '../../../services/model-store/names.ts';

test.each(['minilm', 'llama-3.1-70b', 'a', '7b_chat', 'a'.repeat(64)])('%s is a name', (name) => {
  expect(nameProblem('model', name)).toBeUndefined();
});

test.each(['', 'A', '-a', 'a-', 'a/b', 'a..b', '..', 'a b', 'ä', 'a'.repeat(65), 'a\n'])('%j is none', (name) => {
  expect(nameProblem('model', name)).toBe(
    `model ${JSON.stringify(name)} is no name; write 1 to 64 of a-z, 0-9, '.', '_' and '-', with a letter or digit first and last`,
  );
});

test('versions are numbers, dates and releases, and no paths', () => {
  for (const version of ['3', '2026-11-21', 'v1.2.0-rc.1']) expect(versionProblem(version)).toBeUndefined();
  for (const version of ['', '..', '1/2', '.1', '1 '])
    expect(versionProblem(version)).toContain('is none; write 1 to 64 letters');
});

test.each(['config.pbtxt', '1/model.onnx', 'with space/é.json', '.keep', '1/.keep', 'a..b'])('%j is a path', (path) => {
  expect(pathProblem(path)).toBeUndefined();
});

test.each([
  ['/etc/passwd', 'is absolute'],
  ['C:/x', 'is absolute'],
  ['../x', "'..' in its path"],
  ['a/../x', "'..' in its path"],
  ['a/./x', "'..' in its path"],
  ['a//x', 'has an empty part'],
  ['a/', 'has an empty part'],
  ['a\\..\\x', 'a backslash'],
  ['a\u0000b', 'a control character'],
  ['a\u202eb', 'a control character'],
  ['', 'has no name'],
  ['a'.repeat(701), 'is longer than 700 bytes'],
])('%j is refused', (path, why) => {
  expect(pathProblem(path)).toContain(why);
});

test('every path is told of, and two that differ in case or in the form of a letter', () => {
  expect(pathProblems(['../a', '/b', 'Model.json', 'model.json', 'é', 'e\u0301', 'good'])).toEqual([
    "\"../a\" has an empty part, '.' or '..' in its path; name files by their path below the folder",
    '"/b" is absolute; name files by their path below the folder',
    '"model.json" and "Model.json" are one file where case does not count; rename one of them',
    '"e\u0301" and "é" are one file where case does not count; rename one of them',
  ]);
});
