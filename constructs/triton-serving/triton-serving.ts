import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { TritonEmbeddings, TritonTarget } from '../../lambda/router/contract/targets.ts';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { type BoundModel, bindModel, byRelease, manifestsOf } from '../internal/model-serving.ts';
import type { ModelServingProps } from '../internal/model-serving-props.ts';

export interface TritonServingProps extends ModelServingProps {
  /** What runs the model inside Triton. */
  readonly backend: 'tensorrt-llm' | 'vllm' | 'onnx' | 'python';
  /** Triton's name of the model: a folder of the release's model repository. @default - modelName */
  readonly tritonModel?: string;
  /** The tensors of an embedding model. @default - it is a model for chats */
  readonly embeddings?: TritonEmbeddings;
}

/** A model served by Triton on the GPU nodes of a cluster, from a Triton model repository that was pushed as a version. */
export class TritonServing extends Construct {
  /** Taken by the pods through EKS Pod Identity; it may read the repository, and nothing else. */
  readonly podRole: IRole;
  /** Where a router finds each release, by its name. */
  readonly targets: Readonly<Record<string, TritonTarget>>;
  private readonly bound: BoundModel;

  /** @throws Error with every reason why the model cannot be served like this */
  constructor(scope: Construct, id: string, { backend, tritonModel, embeddings, ...props }: TritonServingProps) {
    super(scope, id);
    this.bound = bindModel(this, props, { engine: `triton-${backend}` });
    this.podRole = this.bound.podRole;
    const model = tritonModel ?? this.bound.model.name;
    const speaks = backend === 'tensorrt-llm' || backend === 'vllm' ? { backend } : {};
    this.targets = byRelease(this.bound, (baseUrl) => ({
      ...{ kind: 'triton', baseUrl, model },
      ...speaks,
      ...(embeddings && { embeddings }),
    }));
  }

  /** The Kubernetes objects, plain data for GitOps files. It needs the packages cdk8s and cdk8s-plus-33. */
  manifests(): Promise<readonly Manifest[]> {
    return manifestsOf(this.bound);
  }
}
