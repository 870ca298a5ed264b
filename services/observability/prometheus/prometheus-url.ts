export const PROMETHEUS = 'prometheus';
export const PROMETHEUS_PORT = 9090;

/** Where the Prometheus of a namespace answers, for KEDA and Grafana. */
export const prometheusUrl = (namespace: string): string => `http://${PROMETHEUS}.${namespace}.svc:${PROMETHEUS_PORT}`;
