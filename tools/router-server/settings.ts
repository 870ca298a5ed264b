import { ServerEnvironment } from '../../services/router/server-environment.ts';

export interface ServerSettings {
  readonly port: number;
  readonly adminPort: number;
  readonly drainSeconds: number;
  readonly tenants: readonly [string, ...string[]];
  readonly region: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error that names every variable at fault, with its value */
export function settingsFrom(environment: Environment): ServerSettings {
  const problems: string[] = [];
  const number = (name: string, most: number) => {
    const text = environment[name] ?? '';
    const value = Number(text);
    if (!/^\d+$/.test(text) || value > most) problems.push(`${name} is '${text}'; use a whole number from 0 to ${most}`);
    return value;
  };
  const settings = {
    port: number(ServerEnvironment.PORT, 65_535),
    adminPort: number(ServerEnvironment.ADMIN_PORT, 65_535),
    drainSeconds: number(ServerEnvironment.DRAIN_SECONDS, 3_600),
    region: environment[ServerEnvironment.REGION] ?? '',
  };
  const [tenant, ...others] = tenantsIn(environment[ServerEnvironment.TENANTS] ?? '');
  if (settings.region === '') problems.push(`${ServerEnvironment.REGION} is not set; name the region, e.g. us-east-1`);
  if (tenant === undefined) {
    problems.push(
      `${ServerEnvironment.TENANTS} is '${environment[ServerEnvironment.TENANTS] ?? ''}'; write a list of names in JSON, e.g. ["acme"]`,
    );
  }
  if (problems.length > 0 || tenant === undefined) throw new Error(problems.join('\n'));
  return { ...settings, tenants: [tenant, ...others] };
}

function tenantsIn(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((each) => typeof each === 'string' && each !== '') ? value : [];
  } catch {
    return [];
  }
}
