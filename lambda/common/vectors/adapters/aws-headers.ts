import { type AwsCredentials, signAws } from '../../aws-signature.ts';
import type { Headers } from './json-http.ts';

/** Who asks a service of AWS, and where. */
export interface AwsAccess {
  readonly region: string;
  readonly credentials: () => Promise<AwsCredentials>;
}

/** Signs each request for a service, e.g. `aoss`. */
export const awsHeaders =
  (endpoint: string, service: string, { region, credentials }: AwsAccess): Headers =>
  async ({ method, path, body }) => {
    const url = new URL(endpoint.replace(/\/+$/, '') + path);
    const headers = { 'content-type': 'application/json' };
    const signed = signAws({ method, url, headers, body }, await credentials(), { service, region }, new Date());
    // fetch sets it itself, and to the same.
    const { host: _, ...sent } = signed;
    return sent;
  };
