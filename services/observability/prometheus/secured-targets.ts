import { API_KEY_SECRET } from '../../qdrant/qdrant-workload.ts';
import type { InCluster } from '../in-cluster/in-cluster.ts';
import { SCRAPE_JOBS, type ScrapeJob } from '../scraping/jobs.ts';

/** Where the files of Qdrant's Secret are: `read-only-api-key`, and `ca.crt` where its authority is a private one. */
export const QDRANT_FOLDER = '/etc/prometheus/qdrant';
const KEY = 'read-only-api-key';

/** Of the same name as Qdrant's own. A Prometheus that lacks it starts all the same, and says that its target is down. */
export const qdrantSecret = {
  secretName: API_KEY_SECRET,
  optional: true,
  defaultMode: 0o440,
  items: [KEY, 'ca.crt'].map((key) => ({ key, path: key })),
};

/** Our Qdrant speaks TLS and wants a key. */
export const jobsOf = ({ qdrantHost }: InCluster): readonly ScrapeJob[] =>
  SCRAPE_JOBS.map((job) =>
    job.name === 'qdrant' && qdrantHost !== undefined
      ? { ...job, ports: ['https'], secured: { serverName: qdrantHost, tokenFile: `${QDRANT_FOLDER}/${KEY}` } }
      : job,
  );
