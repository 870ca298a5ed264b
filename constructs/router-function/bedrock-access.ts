import { type Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** A Bedrock model that the router may ask. */
export interface BedrockModel {
  /** A foundation model or an inference profile, by id or ARN, e.g. `eu.amazon.nova-lite-v1:0`. */
  readonly modelId: string;
  /** Where it is asked. @default - the stack's region */
  readonly region?: string;
}

const ACTIONS = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];

const MODEL_ID = /^(arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d{0,12}:[a-z-]+\/)?[a-z0-9][A-Za-z0-9.:_-]{0,255}$/;

/** An inference profile of AWS has the id of its foundation model behind the name of a geography. */
const PROFILE_ID = /^[a-z-]+\.([a-z0-9-]+\..+)$/;

const PROFILE_ARN = /:(?:application-)?inference-profile\/(.+)$/;

/** Which of the models Bedrock would not know, as sentences. Tokens are left to CloudFormation. */
export const bedrockModelProblems = (models: readonly BedrockModel[]): string[] =>
  models
    .filter(({ modelId }) => !Token.isUnresolved(modelId) && !MODEL_ID.test(modelId))
    .map(
      ({ modelId }) =>
        `bedrockModels: ${JSON.stringify(modelId)} is no model of Bedrock; give an id such as "amazon.nova-lite-v1:0", or an ARN`,
    );

/** What a router may invoke. */
export interface BedrockAccess {
  readonly statements: readonly PolicyStatement[];
  /** ARN patterns of the foundation models behind inference profiles, in every region. */
  readonly behindProfiles: readonly string[];
}

/** The right to invoke exactly these models. */
export function bedrockAccess(stack: Stack, models: readonly BedrockModel[]): BedrockAccess {
  const accesses = models.map((model) => accessTo(stack, model));
  const resources = [...new Set(accesses.map(({ arn }) => arn))];
  const profiles = new Map(
    accesses.flatMap(({ arn, model }) =>
      model === undefined ? [] : [[arn, `arn:${stack.partition}:bedrock:*::foundation-model/${model}`] as const],
    ),
  );
  // A profile passes a request on to whichever of its regions has room, so the model is allowed in all of them, but only through the profile.
  const through = [...profiles].map(
    ([profile, model]) =>
      new PolicyStatement({
        actions: ACTIONS,
        resources: [model],
        conditions: { StringEquals: { 'bedrock:InferenceProfileArn': profile } },
      }),
  );
  return {
    statements: resources.length > 0 ? [new PolicyStatement({ actions: ACTIONS, resources }), ...through] : [],
    behindProfiles: [...new Set(profiles.values())],
  };
}

interface Access {
  readonly arn: string;
  /** The foundation model behind a profile; `*` when the profile does not tell. @default - the ARN is the model itself */
  readonly model?: string;
}

function accessTo({ partition, account, region: home }: Stack, { modelId, region = home }: BedrockModel): Access {
  if (modelId.startsWith('arn:')) {
    const profile = PROFILE_ARN.exec(modelId)?.[1];
    return { arn: modelId, ...(profile !== undefined && { model: PROFILE_ID.exec(profile)?.[1] ?? '*' }) };
  }
  const model = PROFILE_ID.exec(modelId)?.[1];
  if (model === undefined) return { arn: `arn:${partition}:bedrock:${region}::foundation-model/${modelId}` };
  return { arn: `arn:${partition}:bedrock:${region}:${account}:inference-profile/${modelId}`, model };
}
