import { clusterWith, gpuPlatform, llama70b } from './parts.ts';

const capacity = [
  {
    source: 'capacity-block',
    reservationId: 'cr-0123456789abcdef0',
    availabilityZone: 'us-east-1a',
    startsAt: '2027-01-10T11:30:00Z',
    endsAt: '2027-01-24T11:30:00Z',
    desiredSize: 1,
  },
  { source: 'reservation', reservationId: 'cr-0123456789abcdef1', availabilityZone: 'us-east-1b', desiredSize: 1 },
  { source: 'spot', availabilityZone: 'us-east-1a', desiredSize: 0, maxSize: 1 },
  { source: 'on-demand', availabilityZone: 'us-east-1b', desiredSize: 0, maxSize: 1 },
] as const;

/** H100 only, in one region, from every source of capacity; the model is scaled, by what a Prometheus that exists tells, and split over two releases. */
export default {
  ...gpuPlatform(
    'h100',
    {
      'us-east-1': {
        cidr: '10.10.0.0/16',
        gpus: { ...clusterWith('us-east-1', {}), nodeGroups: { h100: { instanceType: 'p5.48xlarge', capacity } } },
      },
    },
    {
      'llama-70b': {
        served: {
          ...llama70b('h100'),
          releases: [
            { version: '3', content: '1e07b350d101af1c7dbae1d1b025865a', sizeGib: 67 },
            { version: '4', content: '2b7e151628aed2a6abf7158809cf4f3c', sizeGib: 67, trafficPercent: 5 },
          ],
          scale: { min: 1, max: 2, schedule: [{ start: '0 8 * * 1-5', end: '0 18 * * 1-5', replicas: 2 }] },
        },
      },
      'llama-legal': { adapter: { of: 'llama-70b', version: '1', content: '603deb1015ca71be2b73aef0857d7781', sizeGib: 0.3 } },
    },
  ),
  observability: { prometheusUrl: 'http://prometheus-server.metrics.svc:80' },
};
