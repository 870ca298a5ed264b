import type { IConstruct } from 'constructs';
import { RouterFunction } from '../../constructs/router-function/router-function.ts';
import type { Acknowledgement } from './acknowledgements.ts';
import { PLATFORM_TEAM } from './register.ts';

/** The findings that routers bring along which ask Bedrock through inference profiles: one for each model behind them. */
export const bedrockProfiles = (root: IConstruct): Acknowledgement[] =>
  root.node.findAll().flatMap((construct) =>
    construct instanceof RouterFunction
      ? construct.modelsBehindProfiles.map((arn) => ({
          id: `AwsSolutions::AwsSolutions-IAM5[Resource::${arn}]`,
          // Routers in the cluster have the rights of the function.
          path: new RegExp(
            `^(${construct.node.path}/Role/DefaultPolicy|${construct.node.path.replace('-api/', '-pods/')})/Resource$`,
          ),
          reason:
            'An inference profile picks the region; the statement is good for this profile only, by the condition bedrock:InferenceProfileArn',
          ...PLATFORM_TEAM,
        }))
      : [],
  );
