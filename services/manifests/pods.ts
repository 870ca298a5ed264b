import { type Manifest, manifestName } from './manifest.ts';

/** What the checks read of a pod, from whatever object makes it. Nothing is taken for granted: manifests may be anybody's. */
export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly securityContext?: SecurityContext;
  readonly volumes?: readonly Volume[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly affinity?: { readonly nodeAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector } };
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  /** `Always` of an init container that goes on beside the others. */
  readonly restartPolicy?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly securityContext?: SecurityContext;
  readonly resources?: { readonly limits?: Resources; readonly requests?: Resources };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly startupProbe?: Handler & { readonly periodSeconds?: number; readonly failureThreshold?: number };
  readonly readinessProbe?: Handler;
  readonly livenessProbe?: Handler;
  readonly lifecycle?: { readonly preStop?: Handler; readonly postStart?: Handler };
}

export type Resources = { readonly [resource: string]: string | number };

export interface Handler {
  readonly httpGet?: { readonly host?: string };
  readonly tcpSocket?: { readonly host?: string };
  readonly sleep?: { readonly seconds: number };
}

export interface SecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly procMount?: string;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type?: string };
  readonly appArmorProfile?: { readonly type?: string };
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly windowsOptions?: { readonly hostProcess?: boolean };
  readonly sysctls?: readonly { readonly name: string }[];
}

export interface Volume {
  readonly name: string;
  readonly image?: { readonly reference?: string };
  readonly emptyDir?: { readonly medium?: string; readonly sizeLimit?: string | number };
  readonly [source: string]: unknown;
}

interface NodeSelector {
  readonly nodeSelectorTerms: readonly {
    readonly matchExpressions?: readonly {
      readonly key: string;
      readonly operator: string;
      readonly values?: readonly string[];
    }[];
  }[];
}

/** A pod and the name of what makes it. */
export interface NamedPod {
  readonly name: string;
  readonly spec: PodSpec;
}

interface Template {
  readonly spec?: PodSpec;
}

/** The pods that an object makes: none for one that makes none, several for a LeaderWorkerSet or a RayService. */
export function podsOf(manifest: Manifest): readonly NamedPod[] {
  const spec = manifest.spec as
    | {
        readonly template?: Template;
        readonly jobTemplate?: { readonly spec?: { readonly template?: Template } };
        readonly rayClusterConfig?: {
          readonly headGroupSpec?: { readonly template?: Template };
          readonly workerGroupSpecs?: readonly { readonly groupName?: string; readonly template?: Template }[];
        };
        readonly leaderWorkerTemplate?: { readonly leaderTemplate?: Template; readonly workerTemplate?: Template };
      }
    | undefined;
  const named = (pod: PodSpec | undefined, part = '') => (pod ? [{ name: `${manifestName(manifest)}${part}`, spec: pod }] : []);
  if (manifest.kind === 'Pod') return named(manifest.spec as PodSpec);
  if (manifest.kind === 'CronJob') return named(spec?.jobTemplate?.spec?.template?.spec);
  if (manifest.kind === 'LeaderWorkerSet') {
    const { leaderTemplate, workerTemplate } = spec?.leaderWorkerTemplate ?? {};
    return [...named(leaderTemplate?.spec, ' (leader)'), ...named(workerTemplate?.spec, ' (worker)')];
  }
  if (manifest.kind === 'RayService') {
    const { headGroupSpec, workerGroupSpecs = [] } = spec?.rayClusterConfig ?? {};
    const workers = workerGroupSpecs.flatMap(({ groupName, template }) => named(template?.spec, ` (${groupName})`));
    return [...named(headGroupSpec?.template?.spec, ' (head)'), ...workers];
  }
  return ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'].includes(manifest.kind)
    ? named(spec?.template?.spec)
    : [];
}

/** All containers of a pod, however they start. */
export const containersOf = ({
  containers = [],
  initContainers = [],
  ephemeralContainers = [],
}: PodSpec): readonly Container[] => [...initContainers, ...containers, ...ephemeralContainers];
