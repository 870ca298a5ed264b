import { Token } from 'aws-cdk-lib';

const NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/;

/** Which of the names Secrets Manager would not take, as sentences. Tokens are left to CloudFormation. */
export function secretNameProblems(names: readonly string[]): string[] {
  return names
    .filter((name) => !Token.isUnresolved(name) && !NAME.test(name))
    .map(
      (name) =>
        `upstreamSecretNames: ${JSON.stringify(name)} is not the name of a secret; ` +
        'give the name, not an ARN: 1 to 512 letters, digits and /_+=.@-, e.g. "openai/api-key"',
    );
}
