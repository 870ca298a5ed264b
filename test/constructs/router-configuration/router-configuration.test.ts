import { Fn } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { DeploymentStrategy, DeploymentStrategyId } from 'aws-cdk-lib/aws-appconfig';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  RouterConfiguration,
  type RouterConfigurationProps,
} from '../../../constructs/router-configuration/router-configuration.ts';
import type { RouterConfig } from '../../../lambda/router/contract/router-config.ts';
import { nagFindings } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const config: RouterConfig = {
  version: 1,
  models: {
    'gpt-mini': { kind: 'openai', baseUrl: 'https://api.openai.com/v1', apiKey: { secret: 'openai/api-key' } },
    echo: { kind: 'echo' },
  },
};

function define(props: Partial<RouterConfigurationProps> = {}) {
  const stack = testStack('eu-west-1');
  return { stack, configuration: new RouterConfiguration(stack, 'Configuration', { config, ...props }) };
}

test('the hosted content is the configuration as JSON with sorted keys', () => {
  templateOf(define().stack).hasResourceProperties('AWS::AppConfig::HostedConfigurationVersion', {
    ContentType: 'application/json',
    Content:
      '{"models":{"echo":{"kind":"echo"},"gpt-mini":{"apiKey":{"secret":"openai/api-key"},"baseUrl":"https://api.openai.com/v1","kind":"openai"}},"version":1}',
  });
});

test('the order in which models are written does not change the template', () => {
  const reordered: RouterConfig = { models: Object.fromEntries(Object.entries(config.models).reverse()), version: 1 };
  expect(templateOf(define({ config: reordered }).stack).toJSON()).toEqual(templateOf(define().stack).toJSON());
});

test('a CDK token in the configuration becomes a CloudFormation function inside the content', () => {
  const baseUrl = `https://${Fn.importValue('cluster-host')}/v1`;
  const { stack } = define({ config: { version: 1, models: { llama: { kind: 'openai', baseUrl } } } });
  templateOf(stack).hasResourceProperties('AWS::AppConfig::HostedConfigurationVersion', {
    Content: {
      'Fn::Join': [
        '',
        ['{"models":{"llama":{"baseUrl":"https://', { 'Fn::ImportValue': 'cluster-host' }, '/v1","kind":"openai"}},"version":1}'],
      ],
    },
  });
});

test('the deployment names the hosted version, so that new content starts a new deployment', () => {
  const template = templateOf(define().stack);
  const [version] = Object.keys(template.findResources('AWS::AppConfig::HostedConfigurationVersion'));
  template.hasResourceProperties('AWS::AppConfig::Deployment', { ConfigurationVersion: { Ref: version } });
});

test('hosted versions are deleted with their stack: a profile with versions left cannot be', () => {
  templateOf(define().stack).hasResource('AWS::AppConfig::HostedConfigurationVersion', {
    DeletionPolicy: Match.absent(),
    UpdateReplacePolicy: Match.absent(),
  });
});

test('a configuration rolls out at 20 % a minute and is watched for two', () => {
  templateOf(define().stack).hasResourceProperties('AWS::AppConfig::DeploymentStrategy', {
    GrowthType: 'LINEAR',
    GrowthFactor: 20,
    DeploymentDurationInMinutes: 5,
    FinalBakeTimeInMinutes: 2,
  });
});

test("a strategy of the caller's takes the place of the default", () => {
  const { stack } = define();
  const deploymentStrategy = DeploymentStrategy.fromDeploymentStrategyId(stack, 'AtOnce', DeploymentStrategyId.ALL_AT_ONCE);
  new RouterConfiguration(stack, 'Second', { config, deploymentStrategy });
  const template = templateOf(stack);
  template.resourceCountIs('AWS::AppConfig::DeploymentStrategy', 1);
  template.hasResourceProperties('AWS::AppConfig::Deployment', { DeploymentStrategyId: 'AppConfig.AllAtOnce' });
});

test('without a key AWS owns it; with one it encrypts the stored and the deployed configuration', () => {
  const plain = templateOf(define().stack);
  plain.hasResourceProperties('AWS::AppConfig::ConfigurationProfile', { KmsKeyIdentifier: Match.absent() });

  const { stack } = define();
  const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
  const second = new RouterConfiguration(stack, 'Second', { config, encryptionKey });
  second.grantRead(new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  const template = templateOf(stack);
  const keyArn = stack.resolve(encryptionKey.keyArn);
  template.hasResourceProperties('AWS::AppConfig::ConfigurationProfile', { KmsKeyIdentifier: keyArn });
  template.hasResourceProperties('AWS::AppConfig::Deployment', { KmsKeyIdentifier: keyArn });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt', Resource: keyArn })]) },
  });
});

test('the locator names application, environment and profile', () => {
  const { stack, configuration } = define();
  expect(stack.resolve(configuration.locator)).toEqual({
    'Fn::Join': [
      '',
      [
        'appconfig:',
        { Ref: expect.stringContaining('ConfigurationApplication') },
        '/',
        { Ref: expect.stringContaining('ConfigurationEnvironment') },
        '/',
        { Ref: expect.stringContaining('ConfigurationProfile') },
      ],
    ],
  });
});

test('reading is granted for this one configuration', () => {
  const { stack, configuration } = define();
  configuration.grantRead(new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  templateOf(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: ['appconfig:GetLatestConfiguration', 'appconfig:StartConfigurationSession'],
          Resource: {
            'Fn::Join': [
              '',
              [
                'arn:aws:appconfig:eu-west-1:',
                { Ref: 'AWS::AccountId' },
                ':application/',
                { Ref: Match.stringLikeRegexp('Application') },
                '/environment/',
                { Ref: Match.stringLikeRegexp('Environment') },
                '/configuration/',
                { Ref: Match.stringLikeRegexp('Profile') },
              ],
            ],
          },
        },
      ],
    },
  });
});

test('a configuration that no template can carry is refused at synthesis, with its size and what to do', () => {
  const models = Object.fromEntries(
    Array.from({ length: 9_000 }, (_, i) => [
      `model-${i}`,
      { kind: 'openai', baseUrl: `https://${i}.example.com/${'v'.repeat(80)}` },
    ]),
  ) as RouterConfig['models'];
  expect(() => define({ config: { version: 1, models } })).toThrow(
    /^test-eu-west-1\/Configuration: config: 9000 models take \d{7} bytes in the template, more than the 900000 .*serve fewer models/,
  );
});

test('cdk-nag finds nothing', () => {
  expect(nagFindings(define().stack)).toEqual([]);
});
