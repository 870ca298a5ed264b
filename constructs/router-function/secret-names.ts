import { Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { secretArn } from '../internal/secret-arn.ts';

const NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/;

/** Which of the names Secrets Manager would not take, as sentences. Tokens are left to CloudFormation. */
export function secretNameProblems(names: readonly string[], property = 'upstreamSecretNames'): string[] {
  return [...new Set(names)]
    .filter((name) => !Token.isUnresolved(name) && !NAME.test(name))
    .map(
      (name) =>
        `${property}: ${JSON.stringify(name)} is not the name of a secret; ` +
        'give the name, not an ARN: 1 to 512 letters, digits and /_+=.@-, e.g. "openai/api-key"',
    );
}

/** The right to read exactly these secrets. */
export function secretStatements(scope: IConstruct, names: readonly string[]): PolicyStatement[] {
  const resources = [...new Set(names)].map((name) => secretArn(scope, name));
  return resources.length > 0 ? [new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources })] : [];
}
