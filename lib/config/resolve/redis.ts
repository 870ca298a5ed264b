import type { ExistingRedis, RedisConfig } from '../redis-config.ts';
import type { PlatformData } from '../schema/platform.ts';

type Redis = NonNullable<PlatformData['regions'][string]['redis']>;

export function resolveRedis({ existing, serverless, nodeType, replicas }: Redis): RedisConfig {
  if (existing) {
    const { counters, answers } = existing;
    return { kind: 'existing', counters: endpoint(counters), ...(answers && { answers: endpoint(answers) }) };
  }
  if (serverless) return { kind: 'serverless', answerGigabytes: serverless.answerGigabytes ?? 10 };
  return { kind: 'nodes', nodeType: nodeType ?? 'cache.t4g.micro', replicas: replicas ?? 1 };
}

function endpoint({ url, user, password }: NonNullable<Redis['existing']>['counters']): ExistingRedis['counters'] {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || 6379), ...(user !== undefined && { user }), ...(password && { password }) };
}
