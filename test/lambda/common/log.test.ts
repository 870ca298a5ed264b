import { errorFields, log } from '../../../lambda/common/log.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

function written(write: () => void): string[] {
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  write();
  return lines;
}

test('a line is one JSON object; what is undefined is left out', () => {
  const lines = written(() => log('info', 'request', { status: 200, tenant: 'a\nb', model: undefined }));
  expect(lines).toEqual(['{"level":"info","message":"request","status":200,"tenant":"a\\nb"}\n']);
});

test('of an error its name and message are told, not its stack', () => {
  expect(errorFields(new TypeError('bad'))).toEqual({ error: 'TypeError: bad' });
  expect(errorFields('bad')).toEqual({ error: 'bad' });
});
