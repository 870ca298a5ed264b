import { appConfigData } from '../../../../lambda/router/adapters/appconfig-data.ts';
import { ScriptedUpstream, type Step } from '../support/scripted-upstream.ts';

const asked = (region: string, ...steps: readonly Step[]) => {
  const upstream = new ScriptedUpstream(...steps);
  return { upstream, data: appConfigData(['platform', 'live', 'router'], region, upstream) };
};

test('a session is started for the place, in the function’s own region, with a signature', async () => {
  const { upstream, data } = asked('eu-west-1', { status: 201, body: ['{"InitialConfiguration', 'Token":"t/1="}'] });
  expect(await data.startSession(60)).toBe('t/1=');
  expect(upstream.calls).toMatchObject([
    {
      baseUrl: 'https://appconfigdata.eu-west-1.amazonaws.com',
      path: '/configurationsessions',
      sign: { service: 'appconfig', region: 'eu-west-1' },
      timeouts: { connectMs: 1_000, firstTokenMs: 1_500 },
    },
  ]);
  expect(JSON.parse(upstream.calls[0]?.body ?? '')).toEqual({
    ApplicationIdentifier: 'platform',
    EnvironmentIdentifier: 'live',
    ConfigurationProfileIdentifier: 'router',
    RequiredMinimumPollIntervalInSeconds: 60,
  });
});

test('what is deployed comes with the next token and a pause', async () => {
  const headers = { 'next-poll-configuration-token': 't2', 'next-poll-interval-in-seconds': '90' };
  const { upstream, data } = asked('eu-west-1', { headers, body: ['{}'] }, { headers: {}, body: [] });
  expect(await data.latest('t/1=')).toEqual({ text: '{}', token: 't2', waitSeconds: 90 });
  expect(upstream.calls[0]).toMatchObject({ method: 'GET', path: '/configuration?configuration_token=t%2F1%3D', body: '' });
  expect(await data.latest('t2')).toEqual({ text: '', token: undefined, waitSeconds: 0 });
});

test('in China the address ends as addresses do there', async () => {
  const { upstream, data } = asked('cn-north-1', { body: ['{}'] });
  await data.latest('t');
  expect(upstream.calls[0]?.baseUrl).toBe('https://appconfigdata.cn-north-1.amazonaws.com.cn');
});

test('a refusal is an error that says what AppConfig said', async () => {
  const headers = { 'x-amzn-errortype': 'AccessDeniedException' };
  const { data } = asked('eu-west-1', { status: 403, headers, body: ['{"Message":"not allowed"}'] });
  await expect(data.startSession(60)).rejects.toThrow('AppConfig answered 403 AccessDeniedException {"Message":"not allowed"}');
});
