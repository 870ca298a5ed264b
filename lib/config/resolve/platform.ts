import type { JwtIssuer } from '../../../lambda/authorizer/contract.ts';
import type { OrganisationConfig, PlatformConfig, RegionConfig, TenantConfig } from '../platform-config.ts';
import type { PlatformData } from '../schema/platform.ts';
import { withoutTrailingSlash } from '../upstream-url.ts';
import { resolveAlerts, resolveBudgets } from './budgets.ts';
import { resolveCache } from './cache.ts';
import { resolveData } from './data.ts';
import { resolveGpus } from './gpus.ts';
import { rateLimits, resolveLimits } from './limits.ts';
import { resolveModeration } from './moderation.ts';
import { resolveNetwork } from './network.ts';
import { resolveObservability } from './observability.ts';
import { resolvePrompts } from './prompts.ts';
import { resolveRedis } from './redis.ts';
import { resolveRouting } from './routing.ts';
import { resolveServing } from './serving.ts';
import { resolveSessions } from './sessions.ts';
import { resolveVectors } from './vectors.ts';

/** Fills in the defaults of an input that has passed every check. Fields come in one order, so that equal inputs give equal bytes. */
export function resolve(data: PlatformData): PlatformConfig {
  const names = Object.keys(data.regions);
  const primaryRegion = names.find((name) => data.regions[name]?.primary === true) ?? names[0] ?? '';
  const prompts = resolvePrompts(data.prompts);
  const alerts = resolveAlerts(data.budgets);
  const moderation = resolveModeration(data.moderation);
  return {
    name: data.name,
    ...(data.account !== undefined && { account: data.account }),
    regions: mapValues(data.regions, (region, name) => resolveRegion(data, name, region, primaryRegion)),
    primaryRegion,
    ...resolveRouting(data),
    ...(prompts && { prompts }),
    ...(moderation && { moderation }),
    organisations: mapValues(data.organisations ?? {}, resolveOrganisation),
    tenants: mapValues(data.tenants, (tenant) => resolveTenant(data, names, tenant)),
    ...(alerts && { budgets: alerts }),
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
    observability: resolveObservability(data.observability),
    data: resolveData(data.data),
    tags: { ...data.tags },
  };
}

function resolveRegion(
  data: PlatformData,
  name: string,
  region: PlatformData['regions'][string],
  primaryRegion: string,
): RegionConfig {
  const network = resolveNetwork(name, region);
  const redis = region.redis && resolveRedis(region.redis);
  const vectors = region.vectors && resolveVectors(data, name, region.vectors);
  const gpus = resolveGpus(data, name, region);
  return {
    primary: name === primaryRegion,
    ...(network && { network }),
    ...(redis && { redis }),
    ...(vectors && { vectors }),
    ...(gpus && { gpus, serving: resolveServing(data, name, gpus) }),
  };
}

function resolveOrganisation({ limits }: NonNullable<PlatformData['organisations']>[string]): OrganisationConfig {
  const resolved = rateLimits(limits);
  return resolved === undefined ? {} : { limits: resolved };
}

function resolveTenant(data: PlatformData, names: readonly string[], tenant: PlatformData['tenants'][string]): TenantConfig {
  const { residency, limits, cache, sessions, organisation: name } = tenant;
  const moderation = tenant.moderation && resolveModeration(data.moderation, tenant.moderation);
  const around = name === undefined ? undefined : { ...data.organisations?.[name], name };
  const resolved = resolveLimits(limits, around);
  const budgets = resolveBudgets(tenant.budgets, around);
  return {
    residency: inOrder(names, residency),
    ...(name !== undefined && { organisation: name }),
    ...(resolved && { limits: resolved }),
    ...(budgets && { budgets }),
    ...(cache && { cache: resolveCache(cache) }),
    ...(sessions && { sessions: resolveSessions(sessions) }),
    ...(moderation && { moderation }),
  };
}

function resolveIssuer(issuer: NonNullable<NonNullable<PlatformData['authentication']>['jwt']>[number]): JwtIssuer {
  return {
    issuer: issuer.issuer,
    audience: issuer.audience,
    jwksUri: issuer.jwksUri ?? `${withoutTrailingSlash(issuer.issuer)}/.well-known/jwks.json`,
    tenantClaim: issuer.tenantClaim ?? 'tenant',
    ...(issuer.rolesClaim !== undefined && { rolesClaim: issuer.rolesClaim }),
  };
}

/** The regions chosen, in the order of the platform's; all of them when none were. */
function inOrder(names: readonly string[], chosen: readonly string[] = names): string[] {
  return names.filter((name) => chosen.includes(name));
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
