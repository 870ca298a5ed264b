/** Pods that are scraped alike, found by their labels and the name of a port. */
export interface ScrapeJob {
  /** Value of the label `job`. */
  readonly name: string;
  /** Each must have one of the values. */
  readonly labels: { readonly [label: string]: readonly string[] };
  /** Names that the port may have. */
  readonly ports: readonly string[];
  /** Whether labels of a series win over those of its target, as kube-state-metrics needs. @default false */
  readonly honorLabels?: true;
  /** Asked by TLS under this name, with a token from this file. @default - by HTTP, with none */
  readonly secured?: { readonly serverName: string; readonly tokenFile: string };
}

const NAME = 'app.kubernetes.io/name';
const COMPONENT = 'app.kubernetes.io/component';
const MODEL_SERVER = { [COMPONENT]: ['model-server'] };

/** Whatever a cluster of the platform may have that exposes metrics: what is not there is not scraped. */
export const SCRAPE_JOBS: readonly ScrapeJob[] = [
  { name: 'llm-platform', labels: { [COMPONENT]: ['router'] }, ports: ['admin'] },
  { name: 'triton', labels: { ...MODEL_SERVER, [NAME]: ['triton'] }, ports: ['metrics'] },
  // vLLM's own server has its metrics where it answers, unless TLS ends in front of it.
  { name: 'vllm', labels: { ...MODEL_SERVER, [NAME]: ['vllm'] }, ports: ['metrics', 'http'] },
  { name: 'ray', labels: { ...MODEL_SERVER, [NAME]: ['ray'] }, ports: ['metrics'] },
  { name: 'dcgm-exporter', labels: { [NAME]: ['dcgm-exporter'] }, ports: ['metrics'] },
  {
    name: 'kube-state-metrics',
    labels: { [NAME]: ['kube-state-metrics'] },
    ports: ['http', 'http-metrics'],
    honorLabels: true,
  },
  {
    name: 'redis',
    labels: { [NAME]: ['redis-exporter', 'prometheus-redis-exporter'] },
    ports: ['metrics', 'exporter-port', 'redis-exporter'],
  },
  { name: 'qdrant', labels: { [NAME]: ['qdrant'] }, ports: ['http'] },
];
