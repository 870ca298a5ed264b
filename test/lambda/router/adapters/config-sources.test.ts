import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { appConfigConfig } from '../../../../lambda/router/adapters/appconfig-config.ts';
import { awsUpstream } from '../../../../lambda/router/adapters/aws-upstream.ts';
import { fileConfig } from '../../../../lambda/router/adapters/file-config.ts';
import { undiciUpstream } from '../../../../lambda/router/adapters/undici-upstream.ts';
import type { ConfigSource } from '../../../../lambda/router/domain/ports.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { captureLog, temporaryFolder, until } from '../support/files.ts';
import { SkippingClock } from '../support/ports.ts';

const text = (name: string) => JSON.stringify({ version: 1, models: { [name]: { kind: 'echo' } } });
const namesIn = async (source: ConfigSource) => Object.keys((await source.current()).models);

const file = path.join(temporaryFolder(), 'router.json');
const clock = new SkippingClock();
const closing: (() => void)[] = [];
const connections = undiciUpstream();
let aws: FakeAws;

beforeAll(async () => {
  aws = await fakeAws();
});
beforeEach(() => {
  aws.failing = false;
  aws.calls.length = 0;
  aws.configuration = text('first');
  writeFileSync(file, text('first'));
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  jest.restoreAllMocks();
});
afterAll(() => Promise.all([connections.close(), aws.close()]));

function inFile(): ConfigSource {
  const source = fileConfig(file);
  closing.push(source.close);
  return source;
}

/** Writes beside the file and renames, as editors and deployment tools do; no time stamp is the same as before. */
function replaceFile(content: string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

const inAppConfig = (place = 'platform/eu-west-1/router') =>
  appConfigConfig(place, 'eu-west-1', awsUpstream(connections, process.env), clock);

async function aMinuteLater(source: ConfigSource): Promise<void> {
  clock.advance(60_000);
  await source.refresh();
}

describe.each([
  ['a file', inFile, replaceFile],
  ['AppConfig', inAppConfig, (content: string) => Object.assign(aws, { configuration: content })],
] as const)('a configuration in %s', (_, make, replace) => {
  test('is read', async () => {
    await expect(namesIn(make())).resolves.toEqual(['first']);
  });

  test('is replaced while the router runs', async () => {
    captureLog();
    const source = make();
    await source.current();
    replace(text('second'));
    await until(async () => {
      await aMinuteLater(source);
      return (await namesIn(source))[0] === 'second';
    });
  });

  test('stays when its successor is invalid, which is said in the log', async () => {
    const lines = captureLog();
    const source = make();
    await source.current();
    replace('{"version":1,"models":{"m":{"kind":"magic"}}}');
    await until(async () => {
      await aMinuteLater(source);
      return lines.some(({ level }) => level === 'error');
    });
    await expect(namesIn(source)).resolves.toEqual(['first']);
    expect(lines.find(({ level }) => level === 'error')?.error).toContain('models.m.kind');
  });
});

test.each([
  ['is missing', path.join(path.dirname(file), 'nowhere.json'), undefined, /ENOENT.*nowhere\.json/],
  ['is invalid', file, '{"version":2,"models":{}}', /router\.json is no router configuration: 'version' must be 1, not 2/],
])('a router whose file %s does not start', (_, place, content, message) => {
  if (content !== undefined) writeFileSync(place, content);
  expect(() => fileConfig(place)).toThrow(message);
});

test.each(['platform', 'a/b', 'a//c', 'a/b/c/d'])('%p is no place in AppConfig', (place) => {
  expect(() => inAppConfig(place)).toThrow(`'${place}' is no place in AppConfig; write <application>/<environment>/<profile>`);
});

test('AppConfig is asked when the function starts, and then once a minute, also when nothing has changed', async () => {
  const lines = captureLog();
  const source = inAppConfig();
  await source.current();
  for (let request = 0; request < 100; request++) {
    await source.current();
    await source.refresh();
  }
  expect(aws.calls).toEqual(['StartConfigurationSession', 'GetLatestConfiguration']);
  await aMinuteLater(source);
  expect(aws.calls).toHaveLength(3);
  expect(lines).toEqual([]);
});

test('while AppConfig fails the last good configuration stays; later it is asked anew', async () => {
  captureLog();
  const source = inAppConfig();
  await source.current();
  aws.failing = true;
  await aMinuteLater(source);
  await expect(namesIn(source)).resolves.toEqual(['first']);
  aws.failing = false;
  aws.configuration = text('second');
  await aMinuteLater(source);
  await expect(namesIn(source)).resolves.toEqual(['second']);
});

test('a function that slept for more than five minutes asks before it answers', async () => {
  const source = inAppConfig();
  await source.current();
  aws.configuration = text('second');
  clock.advance(301_000);
  await expect(namesIn(source)).resolves.toEqual(['second']);
});

test('without any configuration the reason is an error; the next request tries again', async () => {
  captureLog();
  aws.failing = true;
  const source = inAppConfig();
  await expect(source.current()).rejects.toThrow('AppConfig platform/eu-west-1/router has given no router configuration yet');
  aws.failing = false;
  await expect(namesIn(source)).resolves.toEqual(['first']);
});
