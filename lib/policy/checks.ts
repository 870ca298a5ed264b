import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledge } from './acknowledgements.ts';
import { bedrockProfiles } from './bedrock-profiles.ts';
import { modelReplicas } from './model-replicas.ts';
import { qdrantLoadBalancers } from './qdrant-load-balancers.ts';
import { register } from './register.ts';
import { vectorDatabases } from './vector-databases.ts';

/**
 * The house's policy on a finished app: cdk-nag's AwsSolutions rules, and the register of findings that stay.
 * A finding outside the register ends synthesis; so does an entry past its date.
 */
export function applyPolicy(app: App, today: string): void {
  acknowledge(
    app,
    [...register, ...bedrockProfiles(app), ...vectorDatabases(app), ...modelReplicas(app), ...qdrantLoadBalancers(app)],
    today,
  );
  Validations.of(app).addPlugins(new AwsSolutionsChecks());
}
