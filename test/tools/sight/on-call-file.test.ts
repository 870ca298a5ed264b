import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sightFiles } from '../../../tools/sight/files.ts';
import { readOnCall } from '../../../tools/sight/on-call-file.ts';
import { ON_CALL } from '../../sight/on-call.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'on-call-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, content: string): string {
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
}

test('who is on call is read as it was written', async () => {
  expect(await readOnCall(written('on-call.json', JSON.stringify(ON_CALL)))).toEqual(ON_CALL);
});

test('everything that is malformed is said at once', async () => {
  const file = written(
    'wrong.yaml',
    [
      'receivers: { pager: { kind: phone }, chat: { kind: chat, channel: "#a", urlFile: secret } }',
      'routes: [{ receiver: pager, severity: [urgent] }]',
      'otherwize: pager',
    ].join('\n'),
  );
  const error: Error = await readOnCall(file).catch((reason) => reason);
  expect(error.message.split('\n').slice(1)).toEqual([
    expect.stringMatching(/receivers\.pager\.kind: .*phone.* is no kind of receiver; use sns, chat, pager or webhook/),
    expect.stringMatching(/receivers\.chat\.urlFile: .*is not the path of a file; use a path such as/),
    expect.stringMatching(/routes\[0\]\.severity\[0\]: .*urgent.*use critical, warning, info/),
    expect.stringMatching(/otherwise: is missing; use a text such as pager/),
    expect.stringMatching(/otherwize: .*otherwise/),
  ]);
});

test('a file that is no JSON is a sentence, not a trace', async () => {
  const error: Error = await readOnCall(written('broken.json', '{ "receivers": ')).catch((reason) => reason);
  expect(error.message).toMatch(/broken\.json:1:16: /);
  expect(error.message).not.toMatch(/\n\s+at /);
});

test('an Alertmanager has a file only when somebody is on call', () => {
  const rules = [...sightFiles({}).keys()];
  expect(rules).toContain('rules/llm-gateway-slo.yaml');
  expect(rules).toContain('dashboards/llm-overview.json');
  expect(rules).not.toContain('alertmanager.yml');
  expect(sightFiles({}, ON_CALL).get('alertmanager.yml')).toContain('pagerduty_configs');
});

test('the same bytes each time', () => {
  expect([...sightFiles({}, ON_CALL)]).toEqual([...sightFiles({}, ON_CALL)]);
});
