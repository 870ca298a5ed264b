import { type Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** A guardrail of Amazon Bedrock that the router may apply. */
export interface Guardrail {
  /** Id or ARN. */
  readonly id: string;
  /** Where it is. @default - the stack's region */
  readonly region?: string;
}

const ID = /^([a-z0-9]+|arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d{12}:guardrail\/[a-z0-9]+)$/;

/** Which of the guardrails Bedrock would not know, as sentences. Tokens are left to CloudFormation. */
export const guardrailProblems = (guardrails: readonly Guardrail[]): string[] =>
  guardrails
    .filter(({ id }) => !Token.isUnresolved(id) && !ID.test(id))
    .map(
      ({ id }) => `guardrails: ${JSON.stringify(id)} is no guardrail of Bedrock; give an id such as "gr4h2k9d01ab", or an ARN`,
    );

/** The right to apply exactly these guardrails. */
export function guardrailStatements(
  { partition, account, region: home }: Stack,
  guardrails: readonly Guardrail[],
): PolicyStatement[] {
  const resources = guardrails.map(({ id, region = home }) =>
    id.startsWith('arn:') ? id : `arn:${partition}:bedrock:${region}:${account}:guardrail/${id}`,
  );
  return resources.length > 0
    ? [new PolicyStatement({ actions: ['bedrock:ApplyGuardrail'], resources: [...new Set(resources)] })]
    : [];
}
