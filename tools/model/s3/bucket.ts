/** Where a store is in S3, and how to speak to it. */
export interface Bucket {
  readonly name: string;
  /** What stands before every key: empty, or a path that ends with `/`. */
  readonly prefix: string;
  readonly region: string;
  /** Up to the key, e.g. `https://acme-models.s3.eu-west-1.amazonaws.com/`. */
  readonly url: string;
}

const ADDRESS = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/;

/**
 * @param address `s3://bucket` or `s3://bucket/prefix`
 * @throws Error that says what is wrong with the address, or that no region is known
 */
export function bucketOf(
  address: string,
  region: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Bucket {
  const [, name, path = ''] = ADDRESS.exec(address) ?? [];
  if (name === undefined) throw new Error(`'${address}' names no bucket; write s3://bucket or s3://bucket/prefix`);
  const where = region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (!where) throw new Error(`the region of bucket '${name}' is not known; give --region, or set AWS_REGION`);
  const endpoint = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL;
  const trimmed = path.replace(/\/+$/, '');
  return { name, prefix: trimmed === '' ? '' : `${trimmed}/`, region: where, url: urlOf(name, where, endpoint) };
}

function urlOf(name: string, region: string, endpoint: string | undefined): string {
  if (endpoint) return `${endpoint.replace(/\/+$/, '')}/${name}/`;
  const host = `s3.${region}.amazonaws.com`;
  // A dot in the name would be one level more than the certificate holds for.
  return name.includes('.') ? `https://${host}/${name}/` : `https://${name}.${host}/`;
}
