import { platform } from '../../../lib/config/platform.ts';
import { podRouterConfig } from '../../../lib/config/pod-router-config.ts';
import { routerConfig } from '../../../lib/config/router-config.ts';
import { type DeployedRouter, deployedRouterParameter, routerWorkload } from '../../../lib/config/router-workload.ts';
import { routerManifests } from '../../../services/router/manifests.ts';
import { besideModels } from '../../../tools/manifests/beside-models.ts';
import h100 from '../../platforms/h100.ts';
import pods from '../../platforms/router-pods.ts';

const config = platform(pods);
const deployed: DeployedRouter = {
  configuration: 'appconfig:pods/live/router',
  router: {
    variables: {
      ROUTER_CONFIG: 'appconfig:function/live/router',
      USAGE_LEDGER: 'dynamodb:usage',
      SECRETS: 'secretsmanager:',
      TELEMETRY: 'emf:LlmPlatform',
      QUOTA: 'rediss://llm@counters.example.com:6379?iam=replicationgroup/pods-counters',
      USAGE_QUEUE: 'sqs:https://sqs.us-east-1.amazonaws.com/111122223333/usage',
    },
  },
  authorizer: { variables: { API_KEYS: 'dynamodb:keys', API_KEY_PEPPER: 'secretsmanager:pods/pepper' } },
};
const workload = routerWorkload(config, 'us-east-1', deployed);

test('routers in the cluster have the environment of the functions, and a configuration and metrics of their own', () => {
  const { TELEMETRY: _, ...theirs } = deployed.router.variables;
  expect(workload?.environment).toEqual({ ...theirs, ...deployed.authorizer.variables, ROUTER_CONFIG: deployed.configuration });
});

test('they reach the models with certificates of both sides, and Redis in the network of the region', () => {
  expect(workload?.reaches).toEqual({
    models: { namespace: 'models', ports: [8443], mutualTls: true },
    addresses: [{ cidr: '10.10.0.0/16', port: 6379 }],
  });
});

test('who may call is the network of the region, unless it says otherwise', () => {
  expect(workload).toMatchObject({ callers: ['10.10.0.0/16'], drainSeconds: 120, namespace: 'router', tenants: ['default'] });
});

test('their manifests are made', () => {
  expect(workload && routerManifests(workload).map(({ kind }) => kind)).toContain('Certificate');
});

test('a region without routers in its cluster has none', () => {
  expect(routerWorkload(platform(h100), 'us-east-1', deployed)).toBeUndefined();
});

test('models of the region are called by their Services, all others as ever, and nothing else differs', () => {
  const [inside, outside] = [podRouterConfig(config, 'us-east-1'), routerConfig(config, 'us-east-1')];
  expect(inside.models['llama-70b']).toMatchObject({ baseUrl: 'https://llama-70b-v3.models.svc.cluster.local:8443/v1' });
  const { 'llama-70b': _, ...rest } = inside.models;
  const { 'llama-70b': __, ...others } = outside.models;
  expect(rest).toEqual(others);
  expect({ ...inside, models: {} }).toEqual({ ...outside, models: {} });
});

test('an adapter is called where its model is, by release', () => {
  const { models } = podRouterConfig(platform(h100), 'us-east-1');
  expect(models['llama-legal@v4']).toMatchObject({ baseUrl: 'https://llama-70b-v4.models.svc.cluster.local:8443/v1' });
});

test('a model that nobody asks for is woken by the routers of both homes', () => {
  expect(config.regions['us-east-1']?.serving?.routers).toMatchObject({ inCluster: true, metricsNamespace: 'LlmPlatform/pods' });
});

test('blueprint manifests says how to get what it needs of the deployment', async () => {
  const [notGiven, notThere] = await Promise.all([besideModels(config, undefined), besideModels(config, '/nowhere')]);
  expect(deployedRouterParameter(config, 'us-east-1')).toBe('/pods/us-east-1/router-pods');
  expect(() => notGiven('us-east-1')).toThrow(
    'regions.us-east-1.gpus.router needs what was deployed, and --deployed was not given: add --deployed deployed; make the file by\n' +
      '  aws ssm get-parameter --region us-east-1 --name /pods/us-east-1/router-pods --query Parameter.Value --output text > deployed/us-east-1.json',
  );
  expect(() => notThere('us-east-1')).toThrow('--deployed has no us-east-1.json');
});
