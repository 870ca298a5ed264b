import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { readSourceFolder } from '../../../tools/model/source-folder.ts';
import { temporaryFolder } from '../../support/local-platform.ts';

const base = temporaryFolder();
afterAll(() => rmSync(base, { recursive: true }));

function folder(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(base, name, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return path.join(base, name);
}

test('every file is found, in folders and behind links that stay inside, sorted', () => {
  const root = folder('good', { 'minilm/config.pbtxt': 'name: "minilm"', 'minilm/1/model.py': 'import x', 'minilm/1/.keep': '' });
  symlinkSync('model.py', path.join(root, 'minilm/1/linked.py'));
  const { files, problems } = readSourceFolder(root);
  expect(problems).toEqual([]);
  expect(files.map((file) => [file.path, file.sizeBytes])).toEqual([
    ['minilm/1/.keep', 0],
    ['minilm/1/linked.py', 8],
    ['minilm/1/model.py', 8],
    ['minilm/config.pbtxt', 14],
  ]);
});

test('every problem is told at once: where links lead, what is no file, what files are called and what they hold', async () => {
  const pickle = Buffer.from('cos\nsystem\n(Vtrue\ntR.');
  const root = folder('bad', { 'weights.bin': pickle, 'model.pt': 'x', 'Readme.md': 'x', 'README.md': 'x', 'sub/ok': 'x' });
  symlinkSync('/etc/hostname', path.join(root, 'out'));
  symlinkSync(path.join('..', 'good', 'minilm'), path.join(root, 'beside'));
  symlinkSync('nothing', path.join(root, 'dangling'));
  symlinkSync('sub', path.join(root, 'folder'));
  const socket = createServer().listen(path.join(root, 'pipe'));
  await once(socket, 'listening');
  const { problems } = readSourceFolder(root);
  socket.close();
  expect(problems).toEqual([
    '"beside" is a link out of the folder; put the file itself there, e.g. by cp -L',
    '"dangling" is a link to nothing; remove it',
    '"folder" is a link to a folder; put the folder itself there',
    '"out" is a link out of the folder; put the file itself there, e.g. by cp -L',
    '"pipe" is neither a file nor a folder; remove it',
    '"Readme.md" and "README.md" are one file where case does not count; rename one of them',
    '"model.pt" has the name of a pickle, which runs code when it is read; store safetensors, GGUF, ONNX or an engine',
    '"weights.bin" is a pickle, which runs code when it is read; store safetensors, GGUF, ONNX or an engine',
  ]);
});

test('a pickle behind a long operand is found through the window over the file', () => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(300_000);
  const bytes = Buffer.concat([Buffer.from('B'), length, Buffer.alloc(300_000), Buffer.from('0cos\nsystem\n(Vtrue\ntR.')]);
  const { problems } = readSourceFolder(folder('long', { 'weights.raw': bytes }));
  expect(problems).toEqual([expect.stringContaining('"weights.raw" is a pickle, which runs code')]);
});

test('a folder that is none, or that has nothing, is said to be so', () => {
  mkdirSync(path.join(base, 'empty'));
  expect(readSourceFolder(path.join(base, 'empty')).problems).toEqual([`'${path.join(base, 'empty')}' has no files`]);
  expect(readSourceFolder('/nowhere').problems).toEqual([
    "'/nowhere' is no folder; give the folder that holds the model's files",
  ]);
});
