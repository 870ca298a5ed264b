import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PlatformConfig } from '../../lib/config/platform-config.ts';
import { type DeployedRouter, deployedRouterParameter, routerWorkload } from '../../lib/config/router-workload.ts';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { routerManifests } from '../../services/router/manifests.ts';

/**
 * What a region's cluster has beside its models: routers, and Karpenter's nodes.
 *
 * @param deployed folder with a file for each region that has routers in its cluster
 * @throws Error that says how to make the file that is missing
 */
export async function besideModels(
  config: PlatformConfig,
  deployed: string | undefined,
): Promise<(region: string) => readonly Manifest[]> {
  const bursts = Object.values(config.regions).some(({ gpus }) => gpus?.karpenter);
  // It brings the CDK with it.
  const nodes = bursts ? (await import('../../lib/config/karpenter-nodes.ts')).karpenterNodes : () => [];
  return (region) => [...nodes(config, region), ...routers(config, region, deployed)];
}

function routers(config: PlatformConfig, region: string, deployed: string | undefined): readonly Manifest[] {
  if (config.regions[region]?.gpus?.router === undefined) return [];
  const workload = routerWorkload(config, region, readDeployed(config, region, deployed));
  return workload ? routerManifests(workload) : [];
}

function readDeployed(config: PlatformConfig, region: string, folder: string | undefined): DeployedRouter {
  const file = folder && path.resolve(folder, `${region}.json`);
  const parameter = deployedRouterParameter(config, region);
  const fix = `aws ssm get-parameter --region ${region} --name ${parameter} --query Parameter.Value --output text > ${folder ?? 'deployed'}/${region}.json`;
  if (file === undefined || !existsSync(file)) {
    const given = folder === undefined ? 'was not given: add --deployed deployed' : `has no ${region}.json`;
    throw new Error(`regions.${region}.gpus.router needs what was deployed, and --deployed ${given}; make the file by\n  ${fix}`);
  }
  const value = parsed(readFileSync(file, 'utf8'));
  if (!isDeployed(value)) throw new Error(`${file} is not what stands in the parameter ${parameter}; make it anew by\n  ${fix}`);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDeployed(value: unknown): value is DeployedRouter {
  const { configuration, router, authorizer } = (value ?? {}) as Partial<DeployedRouter>;
  const hasVariables = (part: DeployedRouter['router'] | undefined) =>
    typeof part?.variables === 'object' && Object.values(part.variables).every((variable) => typeof variable === 'string');
  return typeof configuration === 'string' && hasVariables(router) && hasVariables(authorizer);
}
