/** A quota of Service Quotas (service `ec2`) that counts vCPUs. New accounts often have 0. */
interface VcpuQuota {
  readonly code: string;
  readonly name: string;
}

/**
 * Names and codes as Service Quotas shows them, from public listings of its answers (2023 to 2026, several agreeing). On-demand capacity
 * reservations count as on-demand instances. What Capacity Blocks count against is not known here.
 */
const ON_DEMAND_P: VcpuQuota = { code: 'L-417A185B', name: 'Running On-Demand P instances' };
const ON_DEMAND_G: VcpuQuota = { code: 'L-DB2E81BA', name: 'Running On-Demand G and VT instances' };
const SPOT_P4: VcpuQuota = { code: 'L-7212CCBC', name: 'All P4, P3 and P2 Spot Instance Requests' };
const SPOT_P5: VcpuQuota = { code: 'L-C4BD4855', name: 'All P5 Spot Instance Requests' };
const SPOT_G: VcpuQuota = { code: 'L-3819A6DF', name: 'All G and VT Spot Instance Requests' };

/** The quota that instances of the type count against. */
export function vcpuQuota(instanceType: string, spot: boolean): VcpuQuota {
  if (instanceType.startsWith('g')) return spot ? SPOT_G : ON_DEMAND_G;
  if (!spot) return ON_DEMAND_P;
  return instanceType.startsWith('p4') ? SPOT_P4 : SPOT_P5;
}
