import { sha256Of } from '../../../services/model-store/canonical.ts';
import { slots } from '../parallel.ts';
import type { ModelStore } from '../store.ts';
import { bucketOf } from './bucket.ts';
import { type S3Client, s3Client } from './client.ts';
import { unlessMissing, unlessRefused } from './refusal.ts';
import { PARALLEL_PARTS, uploadFile } from './upload.ts';
import { each, textOf } from './xml.ts';

/** Models in an S3 bucket. Every write has a condition and a checksum that S3 verifies. */
export function s3Store(
  address: string,
  region: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): ModelStore {
  const bucket = bucketOf(address, region, environment);
  const s3 = s3Client(bucket);
  const slot = slots(PARALLEL_PARTS);
  const whole = (key: string) => bucket.prefix + key;

  const read: ModelStore['read'] = async (key) => {
    const answer = await s3({ method: 'GET', key: whole(key) }).catch(unlessMissing);
    return answer && { bytes: new Uint8Array(await answer.arrayBuffer()), tag: answer.headers.get('etag') ?? '' };
  };
  return {
    read,
    async write(key, bytes, expected) {
      const condition: Record<string, string> = expected === undefined ? { 'if-none-match': '*' } : { 'if-match': expected };
      const checksum = Buffer.from(sha256Of(bytes), 'hex').toString('base64');
      const headers = { ...condition, 'content-type': 'application/json', 'x-amz-checksum-sha256': checksum };
      const written = await s3({ method: 'PUT', key: whole(key), headers, body: bytes }).catch(unlessRefused);
      if (written) return true;
      // A write whose answer was lost is refused when it is tried again.
      const there = await read(key);
      return there !== undefined && Buffer.from(there.bytes).equals(bytes);
    },
    upload: (key, file, sent) => uploadFile(s3, whole(key), file, slot, sent),
    async open(key) {
      const answer = await s3({ method: 'GET', key: whole(key) }).catch(unlessMissing);
      return answer?.body ?? undefined;
    },
    async folders(prefix) {
      const found = await listed(s3, { prefix: whole(prefix), delimiter: '/' }, 'CommonPrefixes', 'Prefix');
      return found.map((each) => each.slice(whole(prefix).length, -1)).sort();
    },
    async keys(prefix) {
      const found = await listed(s3, { prefix: whole(prefix) }, 'Contents', 'Key');
      return found.map((key) => key.slice(bucket.prefix.length)).sort();
    },
    address: (prefix) => `s3://${bucket.name}/${whole(prefix)}`,
  };
}

/** Every page of ListObjectsV2. */
async function listed(s3: S3Client, query: Readonly<Record<string, string>>, entry: string, name: string): Promise<string[]> {
  const found: string[] = [];
  for (let more: Readonly<Record<string, string>> | undefined = {}; more; ) {
    const answer = await s3({ method: 'GET', query: { 'list-type': '2', ...query, ...more } });
    const xml: string = await answer.text();
    found.push(...each(xml, entry).flatMap((inside) => textOf(inside, name) ?? []));
    const token: string | undefined = textOf(xml, 'NextContinuationToken');
    more = token === undefined ? undefined : { 'continuation-token': token };
  }
  return found;
}
