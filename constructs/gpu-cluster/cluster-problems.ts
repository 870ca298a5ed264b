import { Token } from 'aws-cdk-lib';
import { InstanceArchitecture, InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { GpuClusterProps } from './gpu-cluster-props.ts';
import { KUBERNETES_VERSIONS_AS_OF, kubernetesVersionProblems } from './kubernetes-versions.ts';

/** What is wrong with the wishes for a cluster, add-ons aside. */
export function clusterProblems(props: GpuClusterProps): string[] {
  const {
    clusterName,
    kubernetesVersion,
    asOf = KUBERNETES_VERSIONS_AS_OF,
    adminRoles,
    systemNodeCount = 2,
    systemInstanceType,
  } = props;
  const found = kubernetesVersionProblems(kubernetesVersion, asOf);
  if (Token.isUnresolved(clusterName)) found.push('clusterName is a token; write it out, because files for GitOps name it too');
  else if (!/^[0-9A-Za-z][\w-]{0,99}$/.test(clusterName)) {
    found.push(`clusterName is ${JSON.stringify(clusterName)}; use up to 100 letters, digits, hyphens and underscores`);
  }
  if (adminRoles.length === 0) found.push('adminRoles is empty; name one role or more, or nobody can enter the cluster');
  if (!Number.isInteger(systemNodeCount) || systemNodeCount < 2) {
    found.push(`systemNodeCount is ${systemNodeCount}; use a whole number from 2, so that one node can fail`);
  }
  if (systemInstanceType !== undefined && !isArm(systemInstanceType)) {
    found.push(`systemInstanceType is ${JSON.stringify(systemInstanceType)}; use a Graviton type like m7g.xlarge`);
  }
  return found;
}

function isArm(name: string): boolean {
  return /^[a-z]\w*\.\w+$/.test(name) && new InstanceType(name).architecture === InstanceArchitecture.ARM_64;
}
