import type { RouterWorkload } from '../../services/router/router-workload.ts';
import { doorsOf } from '../../services/serving/entry/doors.ts';
import type { PlatformConfig } from './platform-config.ts';

/** What a deployment knows and a configuration does not: names and addresses that AWS has made up. `RouterPodsStack` keeps it in a parameter. */
export interface DeployedRouter {
  /** Locator of the configuration of the routers in the cluster. */
  readonly configuration: string;
  /** Of the function's environment. */
  readonly router: DeployedVariables;
  readonly authorizer: DeployedVariables;
}

export interface DeployedVariables {
  readonly variables: { readonly [name: string]: string };
}

/** Name of the parameter in which a region's `DeployedRouter` is. */
export const deployedRouterParameter = ({ name }: Pick<PlatformConfig, 'name'>, region: string): string =>
  `/${name}/${region}/router-pods`;

/** The routers in a region's cluster; nothing where the region has none. */
export function routerWorkload(config: PlatformConfig, region: string, deployed: DeployedRouter): RouterWorkload | undefined {
  const { gpus, serving } = config.regions[region] ?? {};
  if (gpus?.router === undefined || serving === undefined) return undefined;
  // Prometheus asks the pods; the function writes its metrics for CloudWatch.
  const { TELEMETRY: _, ...environment } = { ...deployed.authorizer.variables, ...deployed.router.variables };
  const ports = [...new Set(serving.models.map(({ engine }) => doorsOf(serving, engine).routers))];
  return {
    region,
    platform: config.name,
    namespace: serving.routers.namespace,
    kubernetesVersion: gpus.kubernetesVersion,
    ...gpus.router,
    tenants: Object.entries(config.tenants).flatMap(([tenant, { residency }]) => (residency.includes(region) ? [tenant] : [])),
    environment: { ...environment, ROUTER_CONFIG: deployed.configuration },
    reaches: {
      ...(ports.length > 0 && {
        models: { namespace: serving.namespace, ports, ...(serving.mutualTls && { mutualTls: true }) },
      }),
      addresses: portsOf(environment).map((port) => ({ cidr: gpus.callers, port })),
    },
    monitoringNamespace: serving.monitoring.namespace,
  };
}

/** Of what is called by an address with a port, such as Redis. */
const portsOf = (environment: { readonly [name: string]: string }): readonly number[] =>
  [
    ...new Set(
      Object.values(environment).flatMap((value) => {
        const [, port] = /:\/\/(?:[^@/?]*@)?[^:/?@]+:(\d+)/.exec(value) ?? [];
        return port === undefined || port === '443' ? [] : [Number(port)];
      }),
    ),
  ].sort((a, b) => a - b);
