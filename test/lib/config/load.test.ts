import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { ConfigError } from '../../../lib/config/config-error.ts';
import { loadPlatformConfig } from '../../../lib/config/load.ts';
import { platform } from '../../../lib/config/platform.ts';
import { presets } from '../../../lib/config/presets/index.ts';
import { everything } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(path.join(folder, name), content);
  return name;
}

/** The message with which loading fails. */
async function failure(name: string): Promise<string> {
  const error: unknown = await loadPlatformConfig(name, folder).catch((reason: unknown) => reason);
  if (error instanceof ConfigError) return error.message;
  throw new Error(`expected a ConfigError, not ${String(error)}`);
}

const unreadable = (line: string): string => `The configuration file has 1 problem:\n  ${line}`;

test.each(['single-region', 'multi-region'] as const)('the preset %s loads by name', async (name) => {
  expect(await loadPlatformConfig(name)).toEqual(platform(presets[name]));
});

test('JSON loads, with and without $schema, and equals the same value given to platform()', async () => {
  const expected = JSON.stringify(platform(everything));
  const name = file('right.json', JSON.stringify({ $schema: './schema.json', ...everything }, null, '\t'));
  expect(JSON.stringify(await loadPlatformConfig(name, folder))).toBe(expected);
  expect(JSON.stringify(await loadPlatformConfig(path.join(folder, name), '/'))).toBe(expected);
});

test.each(['right.yaml', 'right.yml', 'RIGHT.YAML'])('YAML loads from %s', async (name) => {
  file(name, stringify(everything));
  expect(await loadPlatformConfig(name, folder)).toEqual(platform(everything));
});

test.each(['json', 'yaml'])('the %s example of docs/configuration.md loads', async (language) => {
  const document = readFileSync(path.join(__dirname, '../../../docs/configuration.md'), 'utf8');
  const example = document.split(`\n\`\`\`${language}\n`)[1]?.split('\n```')[0] ?? '';
  expect((await loadPlatformConfig(file(`example.${language}`, example), folder)).name).toBe('acme-llm');
});

test('a wrong configuration is reported under the file’s name, and the problems are kept', async () => {
  const error: unknown = await loadPlatformConfig(file('wrong.yaml', 'name: acme\nregion: {}\n'), folder).catch(
    (e: unknown) => e,
  );
  expect(error).toMatchObject({
    problems: expect.arrayContaining([{ path: 'region', message: 'is no field here; did you mean regions?' }]),
  });
  expect(String(error)).toContain('ConfigError: wrong.yaml has 4 problems:\n  regions: is missing;');
});

test('an empty YAML file is no configuration', async () => {
  expect(await failure(file('empty.yaml', ''))).toContain('empty.yaml has 1 problem:\n  configuration: null is not an object;');
});

test('a file that is not there is reported with what is near, and with the presets', async () => {
  file('production.yaml', '');
  expect(await failure('prodution.yaml')).toBe(
    unreadable(
      "prodution.yaml: is neither a file nor a preset; did you mean 'production.yaml'? Otherwise use a file ending in .ts, .js, .mjs, .cjs, .json, .yaml or .yml, or a preset: single-region, multi-region, cloud-apis",
    ),
  );
  expect(await failure('mutli-region')).toContain("did you mean 'multi-region'?");
  expect(await failure('no/such/folder/x.json')).toContain('is neither a file nor a preset; use a file ending in');
});

test('files of other kinds, and folders, are refused', async () => {
  expect(await failure(file('a.toml', ''))).toBe(
    unreadable('a.toml: is of no kind that is known; use a file ending in .ts, .js, .mjs, .cjs, .json, .yaml, .yml'),
  );
  mkdirSync(path.join(folder, 'folder.yaml'));
  expect(await failure('folder.yaml')).toContain('folder.yaml: is no file;');
});

test.each([
  ['syntax.json', '{\n  "name": "a",\n  "tags": {,}\n}', 'syntax.json:3:12: Unexpected , in flow map'],
  ['end.json', '{"name": "a"', 'end.json:1:13: Flow map must end with a }'],
  ['twice.json', '{\n  "name": "a",\n  "name": "b"\n}', 'twice.json:3:3: this key is written twice in one object; keep one'],
  [
    'quotes.json',
    "{'name': 'a'}",
    'quotes.json: is not JSON; remove comments, trailing commas and single quotes, or rename it to .yaml',
  ],
  [
    'comma.json',
    '{"name": "a",}',
    'comma.json: is not JSON; remove comments, trailing commas and single quotes, or rename it to .yaml',
  ],
  ['syntax.yaml', 'name: "a\n', 'syntax.yaml:2:1: Missing closing "quote'],
  ['twice.yaml', 'tags:\n  a: b\n  a: c\n', 'twice.yaml:3:3: this key is written twice in one object; keep one'],
  [
    'tag.yaml',
    'name: !secret x\n',
    'tag.yaml:1:7: tags are not read here; write the value itself, and for a secret { secret: its name }',
  ],
  ['two.yaml', 'name: a\n---\nname: b\n', 'two.yaml:2:1: a second document begins here; keep one'],
  ['alias.yaml', 'name: *x\n', 'alias.yaml: cannot be read as YAML: Unresolved alias (the anchor must be set before the alias)'],
])('%s is reported with line and column', async (name, content, line) => {
  expect(await failure(file(name, content))).toBe(unreadable(line));
});

test('all syntax errors of a file are reported', async () => {
  expect(await failure(file('many.yaml', 'a: 1\na: 2\na: 3\n'))).toMatch(
    /^The configuration file has 2 problems:\n {2}many\.yaml:2:1.*\n {2}many\.yaml:3:1.*$/,
  );
});

test('a file that is not text is refused', async () => {
  expect(await failure(file('binary.yaml', new Uint8Array([0xff, 0xfe, 0x00])))).toBe(
    unreadable('binary.yaml: is not UTF-8 text; save it as UTF-8'),
  );
});

test('aliases that multiply are refused before they fill the memory', async () => {
  const lines = ['a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]'];
  for (const [one, other] of ['ab', 'bc', 'cd', 'de']) lines.push(`${other}: &${other} [${Array(9).fill(`*${one}`).join(', ')}]`);
  expect(await failure(file('bomb.yaml', lines.join('\n')))).toContain(
    'bomb.yaml: cannot be read as YAML: Excessive alias count',
  );
});

test('no text whatever makes loading fail in another way, or shows a key that was pasted', async () => {
  const bits = [
    'a: ',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&',
    '*',
    '!',
    '%',
    '|',
    '# ',
    ',',
    '---\n',
    'sk-hunter2',
    '\\',
    '\t',
  ];
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...bits)).map((some) => some.join('')),
  );
  await fc.assert(
    fc.asyncProperty(text, text, fc.constantFrom('fuzz.yaml', 'fuzz.json'), async (before, after, name) => {
      const message = await failure(file(name, `${before}models: {m: {openai: {apiKey: sk-hunter2}}}\n${after}`));
      expect(message).not.toContain('hunter2');
    }),
    { numRuns: 1000 },
  );
});
