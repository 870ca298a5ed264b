import { Stack, Token } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { servingProblems } from '../../services/serving/checks/serving.ts';
import { coldStart, DRAIN_SECONDS, hostShare } from '../../services/serving/defaults.ts';
import { pinnedImage } from '../../services/serving/engine/images.ts';
import { weightsGib } from '../../services/serving/engine/weights.ts';
import { releaseUrl, SERVICE_ACCOUNT } from '../../services/serving/names.ts';
import type { LoraAdapter, ServedModel, ServingEngine } from '../../services/serving/served-model.ts';
import type { Serving } from '../../services/serving/serving.ts';
import { failOn } from './fail-on.ts';
import type { ModelServingProps } from './model-serving-props.ts';

const MONITORING = { namespace: 'monitoring', prometheusUrl: 'http://prometheus.monitoring.svc:9090' };

/** What an engine adds to the props that all have. */
interface EngineFacts {
  readonly engine: ServingEngine;
  readonly pipelineParallel?: number;
  readonly loraAdapters?: readonly LoraAdapter[];
}

/** A model in a namespace of its own, checked, with a role for its pods that may read the repository. */
export interface BoundModel {
  readonly serving: Serving;
  readonly model: ServedModel;
  readonly podRole: IRole;
}

/**
 * Binds a model to the nodes of a cluster and to a repository. Nothing is sent to Kubernetes.
 *
 * @throws Error with every problem
 */
export function bindModel(scope: Construct, props: ModelServingProps, facts: EngineFacts): BoundModel {
  const { kubernetesVersion, repository, nodeGroup, routers, monitoring = MONITORING } = props;
  const model = servedModel(props, facts, props.modelName ?? scope.node.id.toLowerCase());
  const bucket = bucketName(repository.bucket);
  const { region } = Stack.of(scope);
  const serving: Serving = {
    region,
    platform: model.name,
    namespace: props.namespace ?? model.name,
    kubernetesVersion,
    modelBucket: bucket ?? '',
    nodeGroups: [nodeGroup.facts],
    routers,
    monitoring,
    models: [model],
  };
  failOn(scope, [
    ...(Token.isUnresolved(region) ? ['the stack has no known region; give it env: { region: … }'] : []),
    ...(bucket === undefined
      ? ['repository has a bucket without a name that manifests can hold; give the ModelRepository a bucketName']
      : []),
    ...servingProblems(serving).map(({ path, message }) => `${path} ${message}`),
  ]);
  const podRole = nodeGroup.cluster.addPodIdentity(serving.namespace, SERVICE_ACCOUNT);
  repository.grantRead(podRole);
  return { serving, model, podRole };
}

/**
 * The objects as data for GitOps. cdk8s is loaded when they are asked for: most of a synthesis needs none of it.
 *
 * @throws Error where cdk8s is not installed
 */
export async function manifestsOf({ serving }: BoundModel): Promise<readonly Manifest[]> {
  const { servingManifests } = await withCdk8s(import('../../services/serving/manifests.ts'));
  return servingManifests(serving);
}

/** @throws Error that says what to install */
export const withCdk8s = <T>(module: Promise<T>): Promise<T> =>
  module.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error('manifests() needs cdk8s, which is not installed; run npm install cdk8s cdk8s-plus-33');
  });

/** What is made of the address of each release, by the release's name. */
export function byRelease<T>({ serving, model }: BoundModel, target: (url: string) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(model.releases.map((release) => [release.name, target(releaseUrl(serving, model, release))]));
}

function servedModel(props: ModelServingProps, facts: EngineFacts, name: string): ServedModel {
  const { nodeGroup, memory, releases, tensorParallel = 1 } = props;
  const { engine, pipelineParallel = 1, loraAdapters = [] } = facts;
  const image = props.image ?? pinnedImage(engine);
  return {
    ...{ name, engine, image, memory, releases, loraAdapters },
    gpus: { nodeGroup: nodeGroup.facts.name, tensorParallel, pipelineParallel },
    host: props.host ?? hostShare(tensorParallel, nodeGroup.facts),
    rollout: props.rollout ?? 'in-place',
    startup: props.startup ?? coldStart(image, weightsGib({ releases: releases.slice(0, 1), loraAdapters })),
    drainSeconds: props.drainSeconds ?? DRAIN_SECONDS,
  };
}

/** The name as text; nothing for one that CloudFormation makes up. */
function bucketName(bucket: IBucket): string | undefined {
  const resource = bucket.node.defaultChild;
  const name = resource instanceof CfnBucket ? resource.bucketName : bucket.bucketName;
  return Token.isUnresolved(name) ? undefined : name;
}
