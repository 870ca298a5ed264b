import type { RouterWorkload } from './router-workload.ts';
import { ServerEnvironment } from './server-environment.ts';

const SHA256 = /^[0-9a-f]{64}$/;
const CIDR = /^(\d{1,3}\.){3}\d{1,3}\/(\d|[12]\d|3[0-2])$/;
const LOCATOR_OF_A_FILE = /^(file|sqlite|folder|env):/;

/** Without these it starts and answers nobody. */
const NEEDED = ['ROUTER_CONFIG', 'USAGE_LEDGER', 'SECRETS', 'API_KEYS', 'API_KEY_PEPPER'];

/** Every mistake in what the configuration says of the router's pods, a sentence each. */
export function routerProblems(router: RouterWorkload): readonly string[] {
  const { bundle, tenants, environment, callers, reaches, drainSeconds, kubernetesVersion } = router;
  const own: readonly string[] = [...Object.values(ServerEnvironment), 'TELEMETRY', 'CLUSTER_TLS'];
  const cidrs = [...callers, ...reaches.addresses.map(({ cidr }) => cidr)];
  return [
    ...(SHA256.test(bundle.sha256)
      ? []
      : [`bundle.sha256 is ${JSON.stringify(bundle.sha256)}; write the 64 hexadecimal digits that blueprint pack printed`]),
    ...(/^[^/].*\/[^/]+\.tar\.gz$/.test(bundle.key)
      ? []
      : [`bundle.key is ${JSON.stringify(bundle.key)}; put the file into a folder of its own, e.g. router/router-….tar.gz`]),
    ...(tenants.length > 0 ? [] : ['tenants is empty; name one or more']),
    ...(callers.length > 0 ? [] : ['callers is empty, so that nobody could call; name IPv4 ranges, e.g. 10.10.0.0/20']),
    ...cidrs
      .filter((cidr) => !CIDR.test(cidr))
      .map((cidr) => `${JSON.stringify(cidr)} is no IPv4 range; write one such as 10.10.0.0/20`),
    ...NEEDED.filter((name) => environment[name] === undefined).map(
      (name) => `environment has no ${name}; give it the value that the Lambda function has`,
    ),
    ...Object.keys(environment)
      .filter((name) => own.includes(name))
      .map((name) => `environment has ${name}, which is set here; remove it`),
    ...Object.entries(environment)
      .filter(([, value]) => LOCATOR_OF_A_FILE.test(value))
      .map(
        ([name, value]) => `${name} is ${value}, and pods share no files and get no secrets as variables; name a service of AWS`,
      ),
    ...(Number.isInteger(drainSeconds) && drainSeconds >= 0 && drainSeconds <= 3600
      ? []
      : [`drainSeconds is ${drainSeconds}; use a whole number from 0 to 3600`]),
    ...(/^1\.\d{2}$/.test(kubernetesVersion)
      ? []
      : [`kubernetesVersion is ${JSON.stringify(kubernetesVersion)}; write e.g. 1.35`]),
  ];
}
