// Another organisation's stack: it has a VPC, a key and a router of its own, and takes the ledger and the door from us.
import { App, Duration, Stack } from 'aws-cdk-lib';
import { IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  ApiKeyStore,
  AuthorizerFunction,
  InferenceApi,
  RouterConfiguration,
  RouterFunction,
  UsageLedger,
  WebAcl,
} from 'llm-platform-blueprint';

const app = new App();
const stack = new Stack(app, 'Assistants', { env: { region: 'eu-central-1' } });

const vpc = new Vpc(stack, 'Vpc', {
  ipAddresses: IpAddresses.cidr('10.90.0.0/16'),
  availabilityZones: ['eu-central-1a', 'eu-central-1b'],
  subnetConfiguration: [
    { name: 'egress', subnetType: SubnetType.PUBLIC },
    { name: 'functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  ],
});
const key = new Key(stack, 'Key', { enableKeyRotation: true });

const router = new RouterFunction(stack, 'Router', {
  configuration: new RouterConfiguration(stack, 'Models', {
    config: {
      version: 1,
      models: {
        assistant: {
          kind: 'openai',
          baseUrl: 'https://api.openai.com/v1',
          model: 'gpt-5.4-mini',
          apiKey: { secret: 'openai/api-key' },
        },
      },
    },
  }),
  ledger: new UsageLedger(stack, 'Usage', { encryptionKey: key, retention: Duration.days(90) }),
  upstreamSecretNames: ['openai/api-key'],
  vpc,
});

new InferenceApi(stack, 'Door', {
  router: router.function,
  authorizer: new AuthorizerFunction(stack, 'Authorizer', {
    apiKeys: new ApiKeyStore(stack, 'Keys', { tableName: 'assistants-api-keys', pepperSecretName: 'assistants/pepper' }),
  }).function,
  tenants: ['assistants'],
  webAcl: new WebAcl(stack, 'Shield'),
});
