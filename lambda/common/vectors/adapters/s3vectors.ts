import type { Engine } from '../engine.ts';
import { type AwsAccess, awsHeaders } from './aws-headers.ts';
import { jsonClient } from './json-http.ts';
import { s3VectorsIndex } from './s3vectors-index.ts';

export interface S3VectorsOptions extends AwsAccess {
  /** @default `https://s3vectors.<region>.api.aws` */
  readonly endpoint?: string | undefined;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

/**
 * Amazon S3 Vectors: an index of the service for each of ours and each tenant, made with the tenant's first record. Text search
 * needs indexes of mode ENHANCED, which is the mode of all in buckets made after September 2026.
 *
 * @param bucket name of the vector bucket
 */
export function s3VectorsEngine(bucket: string, options: S3VectorsOptions): Engine {
  const { region, now = Date.now, endpoint = `https://s3vectors.${region}.api.aws` } = options;
  const ask = jsonClient('s3vectors', endpoint, awsHeaders(endpoint, 's3vectors', options));
  return {
    open: async (definition) => s3VectorsIndex(ask, bucket, definition, now),
    close: async () => undefined,
  };
}
