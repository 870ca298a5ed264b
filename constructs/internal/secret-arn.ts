import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * A pattern for the ARN of a secret that is known by name only, in the stack's account and region. Secrets Manager adds a hyphen and six
 * characters to the name; six `?` match these and no longer name.
 */
export const secretArn = (scope: IConstruct, name: string): string =>
  Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${name}-??????`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
