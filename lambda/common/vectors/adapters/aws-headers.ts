import { type AwsCredentials, signedForFetch } from '../../aws-signature.ts';
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
    return signedForFetch({ method, url, headers, body }, await credentials(), { service, region }, new Date());
  };
