import { NUMBER, PERCENT, type RuleGroup } from './rule.ts';

const WHERE = 'GPU {{ $labels.gpu }} of {{ $labels.Hostname }}';

/** Of the hardware: 48 double-bit error, 63 and 64 row remapping, 74 NVLink, 79 off the bus, 92 many single-bit errors, 94 and 95 ECC, 119 and 120 GSP. */
const HARDWARE_XIDS = [48, 63, 64, 74, 79, 92, 94, 95, 119, 120];

/** Of programs: 13 graphics engine exception, 31 page fault, 43 reset channel, 45 preemptive cleanup. */
const PROGRAM_XIDS = [13, 31, 43, 45];

const xidIn = (xids: readonly number[]): string => xids.map((xid) => `DCGM_FI_DEV_XID_ERRORS == ${xid}`).join(' or ');

const slowedBy = (metric: string): string => `rate(${metric}[5m]) / 1e9`;

export const GPU_RULES: RuleGroup = {
  name: 'gpu',
  component: 'gpu',
  records: [
    { record: 'gpu:memory_used:ratio', expr: 'DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE)' },
    { record: 'modelName:gpu_tensor_active:mean', expr: 'avg by (modelName) (DCGM_FI_PROF_PIPE_TENSOR_ACTIVE)' },
  ],
  alerts: [
    {
      alert: 'GPUHardwareXid',
      expr: xidIn(HARDWARE_XIDS),
      for: '0m',
      severity: 'critical',
      summary: 'A GPU reports an error of its hardware.',
      description: `${WHERE} reported XID {{ $value }}.`,
    },
    {
      alert: 'GPUProgramXid',
      expr: `(${xidIn(PROGRAM_XIDS)}) and changes(DCGM_FI_DEV_XID_ERRORS[15m]) > 0`,
      for: '0m',
      severity: 'warning',
      summary: 'A program on a GPU made an error.',
      description: `${WHERE} reported XID {{ $value }}.`,
    },
    {
      alert: 'GPUDoubleBitErrors',
      expr: 'increase(DCGM_FI_DEV_ECC_DBE_VOL_TOTAL[1h]) > 0',
      for: '0m',
      severity: 'critical',
      summary: 'A GPU has memory errors that it cannot correct.',
      description: `${WHERE} had ${NUMBER} double-bit errors within an hour.`,
    },
    {
      alert: 'GPUSingleBitErrors',
      expr: 'increase(DCGM_FI_DEV_ECC_SBE_VOL_TOTAL[1h]) > 100',
      for: '0m',
      severity: 'warning',
      summary: 'A GPU corrects many memory errors.',
      description: `${WHERE} corrected ${NUMBER} single-bit errors within an hour.`,
    },
    {
      alert: 'GPURowRemapFailure',
      expr: 'DCGM_FI_DEV_ROW_REMAP_FAILURE > 0',
      for: '0m',
      severity: 'critical',
      summary: 'A GPU has no rows left to replace broken ones.',
      description: `${WHERE} could not replace rows of its memory.`,
    },
    {
      alert: 'GPURowsRemapped',
      expr: 'increase(DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS[1d]) > 0',
      for: '0m',
      severity: 'warning',
      summary: 'A GPU replaced rows of its memory.',
      description: `${WHERE} replaced ${NUMBER} rows within a day after errors that it could not correct.`,
    },
    {
      alert: 'GPUThermalThrottling',
      expr: `${slowedBy('DCGM_FI_DEV_THERMAL_VIOLATION')} > 0.05`,
      for: '10m',
      severity: 'warning',
      summary: 'A GPU is slowed down by heat.',
      description: `${WHERE} is slowed down for ${PERCENT} of the time.`,
    },
    {
      alert: 'GPUPowerThrottling',
      expr: `${slowedBy('DCGM_FI_DEV_POWER_VIOLATION')} > 0.3`,
      for: '30m',
      severity: 'info',
      summary: 'A GPU is slowed down by its power limit.',
      description: `${WHERE} is at its power limit for ${PERCENT} of the time.`,
    },
    {
      alert: 'GPUHot',
      expr: 'DCGM_FI_DEV_GPU_TEMP > 85 or DCGM_FI_DEV_MEMORY_TEMP > 95',
      for: '10m',
      severity: 'warning',
      summary: 'A GPU is hot.',
      description: `${WHERE} has {{ $value }} °C.`,
    },
    {
      alert: 'GPUNVLinkErrors',
      expr: 'increase(DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL[15m]) > 0 or increase(DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL[15m]) > 100',
      for: '0m',
      severity: 'warning',
      summary: 'NVLink of a GPU has errors.',
      description: `${WHERE} had ${NUMBER} errors of NVLink within a quarter of an hour.`,
    },
    {
      alert: 'GPUMetricsMissing',
      expr: 'sum(kube_node_status_allocatable{resource="nvidia_com_gpu"}) > (count(DCGM_FI_DEV_GPU_TEMP) or vector(0))',
      for: '15m',
      severity: 'warning',
      summary: 'GPUs of the cluster are not watched.',
      description: `The cluster has ${NUMBER} GPUs, and DCGM reports fewer.`,
    },
    {
      alert: 'GPUIdle',
      expr: 'max_over_time(DCGM_FI_PROF_GR_ENGINE_ACTIVE[2h]) < 0.01 and DCGM_FI_DEV_FB_USED > 1024',
      for: '1h',
      severity: 'info',
      summary: 'A GPU holds a model that nobody asks.',
      description: `${WHERE} has done nothing for hours.`,
    },
  ],
};
