import type { JwtIssuer } from '../../../lambda/authorizer/contract.ts';
import type { PlatformConfig, RegionConfig, TenantConfig } from '../platform-config.ts';
import type { PlatformData } from '../schema/platform.ts';
import { withoutTrailingSlash } from '../upstream-url.ts';
import { resolveLimits } from './limits.ts';
import { resolveTarget } from './models.ts';
import { resolveNetwork } from './network.ts';
import { resolveRoute } from './routes.ts';

/** Fills in the defaults of an input that has passed every check. Fields come in one order, so that equal inputs give equal bytes. */
export function resolve(data: PlatformData): PlatformConfig {
  const names = Object.keys(data.regions);
  const primaryRegion = names.find((name) => data.regions[name]?.primary === true) ?? names[0] ?? '';
  return {
    name: data.name,
    ...(data.account !== undefined && { account: data.account }),
    regions: mapValues(data.regions, (region, name) => resolveRegion(name, region, primaryRegion)),
    primaryRegion,
    models: mapValues(data.models, (model) => ({ target: resolveTarget(model), regions: inOrder(names, model.regions) })),
    routes: mapValues(data.routes ?? {}, resolveRoute),
    tenants: mapValues(data.tenants, (tenant) => resolveTenant(names, tenant)),
    authentication: { jwt: (data.authentication?.jwt ?? []).map(resolveIssuer) },
    api: {
      throttle: {
        requestsPerSecond: data.api?.throttle?.requestsPerSecond ?? 50,
        burst: data.api?.throttle?.burst ?? 100,
      },
      requestsPerAddress: data.api?.requestsPerAddress ?? 2000,
      domains: mapValues(data.api?.domains ?? {}, ({ domainName, certificateArn }) => ({ domainName, certificateArn })),
    },
    logs: { retentionDays: data.logs?.retentionDays ?? 365 },
    data: {
      removalPolicy: data.data?.removalPolicy ?? 'retain',
      usageRetentionDays: data.data?.usageRetentionDays ?? 400,
    },
    tags: { ...data.tags },
  };
}

function resolveRegion(name: string, region: PlatformData['regions'][string], primaryRegion: string): RegionConfig {
  const network = resolveNetwork(name, region);
  return { primary: name === primaryRegion, ...(network && { network }) };
}

function resolveTenant(names: readonly string[], { residency, limits }: PlatformData['tenants'][string]): TenantConfig {
  const resolved = resolveLimits(limits);
  return { residency: inOrder(names, residency), ...(resolved && { limits: resolved }) };
}

function resolveIssuer(issuer: NonNullable<NonNullable<PlatformData['authentication']>['jwt']>[number]): JwtIssuer {
  return {
    issuer: issuer.issuer,
    audience: issuer.audience,
    jwksUri: issuer.jwksUri ?? `${withoutTrailingSlash(issuer.issuer)}/.well-known/jwks.json`,
    tenantClaim: issuer.tenantClaim ?? 'tenant',
  };
}

/** The regions chosen, in the order of the platform's; all of them when none were. */
function inOrder(names: readonly string[], chosen: readonly string[] = names): string[] {
  return names.filter((name) => chosen.includes(name));
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
