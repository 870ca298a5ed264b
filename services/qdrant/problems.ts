import type { QdrantWorkload } from './qdrant-workload.ts';

const CIDR = /^(\d{1,3}\.){3}\d{1,3}\/(\d|[12]\d|3[0-2])$/;
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Every mistake in what is said of a Qdrant, a sentence each. */
export function qdrantProblems(qdrant: QdrantWorkload): readonly string[] {
  const { namespace, kubernetesVersion, host, storageGib, memoryGib, snapshotBucket, routers } = qdrant;
  const found: string[] = [];
  if (!DNS_LABEL.test(namespace)) found.push(`namespace is ${JSON.stringify(namespace)}; write a DNS label, e.g. qdrant`);
  if (!/^1\.\d{2}$/.test(kubernetesVersion)) {
    found.push(`kubernetesVersion is ${JSON.stringify(kubernetesVersion)}; write e.g. 1.35`);
  }
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(host)) {
    found.push(`host is ${JSON.stringify(host)}; write the name in its certificate, e.g. qdrant.example.com`);
  }
  if (!(storageGib >= 10)) found.push(`storageGib is ${storageGib}; use 10 or more`);
  if (!(memoryGib >= 1)) found.push(`memoryGib is ${memoryGib}; use 1 or more`);
  if (!BUCKET.test(snapshotBucket)) {
    found.push(`snapshotBucket is ${JSON.stringify(snapshotBucket)}; write the name of a bucket, e.g. acme-snapshots`);
  }
  for (const cidr of routers.cidrs.filter((range) => !CIDR.test(range))) {
    found.push(`${JSON.stringify(cidr)} is no IPv4 range from which routers call; write one such as 10.10.0.0/20`);
  }
  return found;
}
