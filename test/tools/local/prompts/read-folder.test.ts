import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RouterConfig } from '../../../../lambda/router/contract/router-config.ts';
import { ConfigError } from '../../../../lib/config/config-error.ts';
import { readFolder } from '../../../../tools/local/prompts/read-folder.ts';

const BASE: RouterConfig = {
  version: 1,
  models: { echo: { kind: 'echo' } },
  prompts: { templates: { 'own@1': { system: 'Own.', variables: {} } } },
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'prompts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
};

/** The problems of a folder with these files, without the folder's own name. */
function problemsOf(files: Readonly<Record<string, string>>): readonly string[] {
  write(files);
  try {
    readFolder(folder, BASE);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path: place, message }) => `${place}: ${message}`.replaceAll(`${folder}/`, ''));
  }
  return [];
}

test('files of YAML and JSON come together with what the configuration has', () => {
  write({
    'b.yaml':
      'templates:\n  support@1:\n    system: Help {{who}}.\n    variables: { who: {} }\nattach:\n  echo: { template: support@1, postProcess: [quiet] }\n',
    'a.json': '{"postProcessors": {"quiet": [{"trim": true}]}}',
    'c.yml': '',
    '.hidden.yaml': 'nonsense: true',
    'README.md': 'nonsense',
  });
  expect(readFolder(folder, BASE).config).toEqual({
    ...BASE,
    prompts: {
      templates: {
        ...BASE.prompts?.templates,
        'support@1': { system: 'Help {{who}}.', variables: { who: { maxLength: 1000 } } },
      },
      postProcessors: { quiet: [{ trim: true }] },
      attach: { echo: { template: 'support@1', postProcess: ['quiet'] } },
    },
  });
});

test('an empty folder changes nothing', () => {
  expect(readFolder(folder, { version: 1, models: {} }).config).toEqual({ version: 1, models: {} });
});

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'an unknown field',
    { 'a.yaml': 'templates:\n  a@1:\n    system: Hi\n    sytem: Ho\n' },
    ["a.yaml:4:5 templates['a@1'].sytem: is no field here; did you mean system?"],
  ],
  [
    'a value of the wrong kind',
    { 'a.yaml': 'postProcessors:\n  p:\n    - append: hi\n    - remove: { from: "", to: x }\n' },
    ["a.yaml:4:17 postProcessors.p[1].remove.from: '' is not a text of 1 to 200 characters; use such a text"],
  ],
  ['text that is no YAML', { 'a.yaml': 'templates:\n  a@1: "open\n' }, ['a.yaml:3:1: Missing closing "quote']],
  [
    'a placeholder without a variable',
    { 'a.yaml': 'templates:\n  b@1: { system: Hi }\n  a@1: { system: "Hi {{who}}" }\n' },
    ["a.yaml:3:3 templates['a@1']: '{{who}}' stands in the text, but not under variables; add who there"],
  ],
  [
    'a name that is in two files, or in the configuration',
    { 'a.yaml': 'templates: { a@1: { system: A } }', 'b.yaml': 'templates: { a@1: { system: B }, own@1: { system: C } }' },
    [
      "b.yaml:1:14 templates['a@1']: is also in a.yaml; keep one",
      "b.yaml:1:34 templates['own@1']: is also in the configuration; keep one",
    ],
  ],
  [
    'what nobody can ask',
    { 'a.json': '{"attach": {"ecko": {"optimise": ["history"]}}}' },
    ['a.json:1:13 attach.ecko: is neither a model nor an alias; use one of echo'],
  ],
  ['an alias without an anchor', { 'a.yaml': 'templates: *nowhere\n' }, ['a.yaml: has an alias without its anchor']],
])('%s is told with its file and line', (_, files, expected) => {
  const problems = problemsOf(files);
  expect(problems).toHaveLength(expected.length);
  for (const [index, line] of expected.entries()) expect(problems[index]).toContain(line);
});

test('several mistakes in several files are told at once', () => {
  expect(problemsOf({ 'a.yaml': 'one: 1', 'b.yaml': 'two: 2' })).toHaveLength(2);
});
