import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { OpenAiTarget } from '../../lambda/router/contract/targets.ts';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { rayProblems } from '../../services/ray/problems.ts';
import type { RayWorkload } from '../../services/ray/ray-workload.ts';
import { releaseName } from '../../services/serving/names.ts';
import type { ContainerImage } from '../../services/serving/served-model.ts';
import { failOn } from '../internal/fail-on.ts';
import { bindModel, withCdk8s } from '../internal/model-serving.ts';
import type { ModelServingProps } from '../internal/model-serving-props.ts';

export interface RayServingProps extends ModelServingProps {
  /** With Ray, `ray.serve.llm` and vLLM in it, by digest. */
  readonly image: ContainerImage;
  /** Ray's version in the image, e.g. `2.53.0`. */
  readonly rayVersion: string;
  /** IPv4 ranges of the subnets of the control plane: Ray's autoscaler asks Kubernetes for pods. */
  readonly apiServerCidrs: string[];
  /** Namespace of KubeRay's operator. @default 'kuberay-operator' */
  readonly operatorNamespace?: string;
}

/** A language model served by vLLM on Ray Serve, as KubeRay runs it on the GPU nodes of a cluster. */
export class RayServing extends Construct {
  /** Taken by the pods through EKS Pod Identity; it may read the repository, and nothing else. */
  readonly podRole: IRole;
  /** Where a router finds the model. */
  readonly target: OpenAiTarget;
  private readonly ray: RayWorkload;

  /** @throws Error with every reason why the model cannot be served like this */
  constructor(scope: Construct, id: string, { rayVersion, apiServerCidrs, operatorNamespace, ...props }: RayServingProps) {
    super(scope, id);
    const { serving, model, podRole } = bindModel(this, props, { engine: 'vllm' });
    this.podRole = podRole;
    this.ray = {
      ...{ serving, version: rayVersion, apiServerCidrs },
      operatorNamespace: operatorNamespace ?? 'kuberay-operator',
    };
    failOn(
      this,
      rayProblems(this.ray).map(({ path, message }) => `${path} ${message}`),
    );
    const [release] = model.releases;
    // The problems above name a model without a release.
    const service = release === undefined ? model.name : `${releaseName(model, release)}-serve-svc`;
    this.target = {
      kind: 'openai',
      baseUrl: `http://${service}.${serving.namespace}.svc.cluster.local:8000/v1`,
      model: model.name,
    };
  }

  /** The Kubernetes objects, plain data for GitOps files. It needs the packages cdk8s and cdk8s-plus-33. */
  async manifests(): Promise<readonly Manifest[]> {
    const { rayManifests } = await withCdk8s(import('../../services/ray/manifests.ts'));
    return rayManifests(this.ray);
  }
}
