import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { OpenAiTarget } from '../../lambda/router/contract/targets.ts';
import type { Manifest } from '../../services/manifests/manifest.ts';
import type { LoraAdapter } from '../../services/serving/served-model.ts';
import { type BoundModel, bindModel, byRelease, manifestsOf } from '../internal/model-serving.ts';
import type { ModelServingProps } from '../internal/model-serving-props.ts';

export interface VllmServingProps extends ModelServingProps {
  /** Nodes that share the layers. @default 1 */
  readonly pipelineParallel?: number;
  /** Adapters over the same weights, each a model of its own to clients. @default - none */
  readonly loraAdapters?: LoraAdapter[];
}

/** A language model served by vLLM's own OpenAI server on the GPU nodes of a cluster. */
export class VllmServing extends Construct {
  /** Taken by the pods through EKS Pod Identity; it may read the repository, and nothing else. */
  readonly podRole: IRole;
  /** Where a router finds each release, by its name. */
  readonly targets: Readonly<Record<string, OpenAiTarget>>;
  private readonly bound: BoundModel;

  /** @throws Error with every reason why the model cannot be served like this */
  constructor(scope: Construct, id: string, { pipelineParallel, loraAdapters, ...props }: VllmServingProps) {
    super(scope, id);
    this.bound = bindModel(this, props, { engine: 'vllm', pipelineParallel, loraAdapters });
    this.podRole = this.bound.podRole;
    const model = this.bound.model.name;
    this.targets = byRelease(this.bound, (url) => ({ kind: 'openai', baseUrl: `${url}/v1`, model }));
  }

  /** The Kubernetes objects, plain data for GitOps files. It needs the packages cdk8s and cdk8s-plus-33. */
  manifests(): Promise<readonly Manifest[]> {
    return manifestsOf(this.bound);
  }
}
