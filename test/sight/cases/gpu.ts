import { type AlertCase, flat, rising, type Samples, step } from './alert-case.ts';

const GPU = '{gpu="3",Hostname="node-1",modelName="NVIDIA H100 80GB HBM3"}';
const THIRD = 'gpu="3",Hostname="node-1"';
const dcgm = (field: string, values: string): Samples => ({ [`DCGM_FI_${field}${GPU}`]: values });
const gpus = (allocatable: number): Samples => ({
  'kube_node_status_allocatable{node="node-1",resource="nvidia_com_gpu",unit="integer"}': flat(allocatable),
});
const idle = (active: string, used: number): Samples => ({
  ...dcgm('PROF_GR_ENGINE_ACTIVE', active),
  ...dcgm('DEV_FB_USED', flat(used)),
});

export const GPU_CASES: readonly AlertCase[] = [
  {
    alert: 'GPUHardwareXid',
    at: '5m',
    labels: THIRD,
    fires: dcgm('DEV_XID_ERRORS', step(3, 0, 79)),
    quiet: dcgm('DEV_XID_ERRORS', step(3, 0, 31)),
  },
  {
    alert: 'GPUProgramXid',
    at: '10m',
    labels: THIRD,
    fires: dcgm('DEV_XID_ERRORS', step(5, 0, 31)),
    // The number of the last error stays for ever.
    quiet: dcgm('DEV_XID_ERRORS', flat(31)),
  },
  {
    alert: 'GPUDoubleBitErrors',
    at: '20m',
    labels: THIRD,
    fires: dcgm('DEV_ECC_DBE_VOL_TOTAL', step(10, 0, 1)),
    quiet: dcgm('DEV_ECC_DBE_VOL_TOTAL', flat(1)),
  },
  {
    alert: 'GPUSingleBitErrors',
    at: '90m',
    labels: THIRD,
    fires: dcgm('DEV_ECC_SBE_VOL_TOTAL', rising(5)),
    quiet: dcgm('DEV_ECC_SBE_VOL_TOTAL', rising(1)),
  },
  {
    alert: 'GPURowRemapFailure',
    at: '5m',
    labels: THIRD,
    fires: dcgm('DEV_ROW_REMAP_FAILURE', flat(1)),
    quiet: dcgm('DEV_ROW_REMAP_FAILURE', flat(0)),
  },
  {
    alert: 'GPURowsRemapped',
    at: '20m',
    labels: THIRD,
    fires: dcgm('DEV_UNCORRECTABLE_REMAPPED_ROWS', step(10, 2, 3)),
    quiet: dcgm('DEV_UNCORRECTABLE_REMAPPED_ROWS', flat(3)),
  },
  {
    alert: 'GPUThermalThrottling',
    at: '30m',
    labels: THIRD,
    // Six seconds of each minute, in nanoseconds.
    fires: dcgm('DEV_THERMAL_VIOLATION', rising(6e9)),
    quiet: dcgm('DEV_THERMAL_VIOLATION', rising(1e9)),
  },
  {
    alert: 'GPUPowerThrottling',
    at: '60m',
    labels: THIRD,
    fires: dcgm('DEV_POWER_VIOLATION', rising(30e9)),
    quiet: dcgm('DEV_POWER_VIOLATION', rising(12e9)),
  },
  {
    alert: 'GPUHot',
    at: '20m',
    labels: THIRD,
    fires: dcgm('DEV_GPU_TEMP', flat(90)),
    quiet: { ...dcgm('DEV_GPU_TEMP', flat(84)), ...dcgm('DEV_MEMORY_TEMP', flat(90)) },
  },
  {
    alert: 'GPUNVLinkErrors',
    at: '20m',
    labels: THIRD,
    fires: dcgm('DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL', step(10, 0, 1)),
    quiet: {
      ...dcgm('DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL', flat(1)),
      ...dcgm('DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL', rising(2)),
    },
  },
  {
    alert: 'GPUMetricsMissing',
    at: '30m',
    labels: 'severity="warning"',
    fires: gpus(8),
    quiet: { ...gpus(1), ...dcgm('DEV_GPU_TEMP', flat(50)) },
  },
  {
    alert: 'GPUIdle',
    at: '100m',
    labels: THIRD,
    fires: idle(flat(0), 70_000),
    quiet: idle('0.5+0x1 0+0x119 0.4+0x1 0+0x300', 70_000),
  },
];
