import { createHash } from 'node:crypto';
import type { Manifest } from '../../manifests/manifest.ts';
import { releaseLabels } from '../labels.ts';
import { releaseName } from '../names.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { doorsOf } from './doors.ts';

/** AWS takes 32 characters, unique in account and region. */
const LONGEST = 32;
const DIGEST = 8;

/** Name of the target group that holds the pods of a release; files for GitOps name it, so it cannot be left to CloudFormation. */
export function targetGroupName({ platform }: Pick<Serving, 'platform'>, model: ServedModel, release: ModelRelease): string {
  const name = releaseName(model, release);
  const digest = createHash('sha256').update(`${platform}/${name}`).digest('hex').slice(0, DIGEST);
  return `${name.slice(0, LONGEST - DIGEST - 1)}-${digest}`;
}

/** Has the AWS Load Balancer Controller keep the target group of a release equal to the pods behind its Service. */
export function targetGroupBinding(serving: Serving, model: ServedModel, release: ModelRelease): Manifest {
  const name = releaseName(model, release);
  return {
    apiVersion: 'elbv2.k8s.aws/v1beta1',
    kind: 'TargetGroupBinding',
    metadata: { name, namespace: serving.namespace, labels: releaseLabels(model, release) },
    spec: {
      serviceRef: { name, port: doorsOf(serving, model.engine).loadBalancer },
      targetGroupName: targetGroupName(serving, model, release),
      targetType: 'ip',
    },
  };
}
