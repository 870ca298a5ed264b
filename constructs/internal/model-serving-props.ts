import type {
  ColdStartBudget,
  ContainerImage,
  FixedMemory,
  HostShare,
  LanguageModelMemory,
  ModelRelease,
} from '../../services/serving/served-model.ts';
import type { Monitoring, RouterPlaces } from '../../services/serving/serving.ts';
import type { GpuNodeGroup } from '../gpu-node-group/gpu-node-group.ts';
import type { IModelRepository } from '../model-repository/model-repository-props.ts';

/** What every model that is served on GPUs needs, whatever runs it. */
export interface ModelServingProps {
  /** Minor version of the cluster, e.g. `1.35`. */
  readonly kubernetesVersion: string;
  /** Holds the weights. Its bucket needs a name that is known at synthesis. */
  readonly repository: IModelRepository;
  /** Its nodes, and its cluster. */
  readonly nodeGroup: GpuNodeGroup;
  /** Versions side by side with their weights and scaling, the stable one first. */
  readonly releases: ModelRelease[];
  /** What one replica takes of its GPUs. */
  readonly memory: LanguageModelMemory | FixedMemory;
  /** From where it is called. */
  readonly routers: RouterPlaces;
  /** What clients ask for: a DNS label. @default - the construct id in lower case */
  readonly modelName?: string;
  /** Kubernetes namespace of this model alone. @default - the name of the model */
  readonly namespace?: string;
  /** GPUs of a node that share the model. @default 1 */
  readonly tensorParallel?: number;
  /** Of the container on each node. @default - the replica's share of the node by GPUs, less a fifth */
  readonly host?: HostShare;
  /** By digest. @default - the one of the engine in services/versions.json */
  readonly image?: ContainerImage;
  /** How a new pod takes the place of an old one. @default 'in-place' */
  readonly rollout?: 'surge' | 'in-place';
  /** @default - assumed from the sizes of image and weights */
  readonly startup?: ColdStartBudget;
  /** For answers under way when a pod ends. @default 120 */
  readonly drainSeconds?: number;
  /** @default - namespace `monitoring`, Prometheus at `http://prometheus.monitoring.svc:9090` */
  readonly monitoring?: Monitoring;
}
