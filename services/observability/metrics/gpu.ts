import { counter, gauge, type MetricSource } from './metric.ts';

const GPU = ['gpu', 'UUID', 'device', 'modelName', 'Hostname', 'pci_bus_id'];

/** Fields that `dcgm-exporter` leaves out unless its list of counters names them; alerts here need them. */
const OPTED_IN = 'only when named in the list of counters';

/** DCGM, one exporter on each GPU node. */
export const DCGM: MetricSource = {
  component: 'gpu',
  exposedBy: 'dcgm-exporter, port 9400',
  release: '4.5.3-4.8.2',
  evidence: 'source',
  metrics: [
    gauge('DCGM_FI_DEV_GPU_UTIL', GPU, 'percent', 'Time with any kernel running: says little about how busy a GPU is.'),
    gauge('DCGM_FI_PROF_GR_ENGINE_ACTIVE', GPU, 'ratio', 'Time that the graphics engine is active.'),
    gauge('DCGM_FI_PROF_PIPE_TENSOR_ACTIVE', GPU, 'ratio', 'Cycles that tensor cores are active.'),
    gauge('DCGM_FI_PROF_DRAM_ACTIVE', GPU, 'ratio', 'Cycles that the memory interface is active.'),
    gauge('DCGM_FI_DEV_FB_USED', GPU, 'mebibytes', 'Memory in use.'),
    gauge('DCGM_FI_DEV_FB_FREE', GPU, 'mebibytes', 'Memory that is free.'),
    gauge('DCGM_FI_DEV_GPU_TEMP', GPU, 'celsius', 'Temperature of the GPU.'),
    gauge('DCGM_FI_DEV_MEMORY_TEMP', GPU, 'celsius', 'Temperature of its memory.'),
    gauge('DCGM_FI_DEV_POWER_USAGE', GPU, 'watts', 'Power.'),
    gauge('DCGM_FI_DEV_XID_ERRORS', GPU, 'none', 'Number of the last XID error; it stays until the driver is loaded again.'),
    gauge('DCGM_FI_DEV_ROW_REMAP_FAILURE', GPU, 'none', '1: rows of memory could not be replaced.'),
    counter('DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS', GPU, 'none', 'Rows replaced after uncorrectable errors.'),
    counter('DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL', GPU, 'none', 'Traffic over all lanes of NVLink.'),
    counter('DCGM_FI_DEV_ECC_SBE_VOL_TOTAL', GPU, 'none', 'Single-bit errors since the driver was loaded.', OPTED_IN),
    counter('DCGM_FI_DEV_ECC_DBE_VOL_TOTAL', GPU, 'none', 'Double-bit errors since the driver was loaded.', OPTED_IN),
    counter('DCGM_FI_DEV_THERMAL_VIOLATION', GPU, 'nanoseconds', 'Time slowed down by heat.', OPTED_IN),
    counter('DCGM_FI_DEV_POWER_VIOLATION', GPU, 'nanoseconds', 'Time slowed down by the power limit.', OPTED_IN),
    counter('DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL', GPU, 'none', 'Packets that NVLink sent again.', OPTED_IN),
    counter('DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL', GPU, 'none', 'Links of NVLink that were trained again.', OPTED_IN),
  ],
};

/** Fields to name in the exporter's list of counters beside its own. */
export const DCGM_FIELDS_TO_ADD: readonly string[] = DCGM.metrics
  .filter(({ versions }) => versions === OPTED_IN)
  .map(({ name }) => name);
