/** Files that engines write while they run: compiled kernels, temporary files. */
export const SCRATCH_GIB = 20;

/** A container's own logs until they are rotated. */
export const LOGS_GIB = 1;

/** What ends TLS in front of an engine: hardly more than the bytes that pass. */
export const PROXY = { cpus: 0.25, memoryMib: 256, diskMib: 64 };

/** Huge pages that the EFA library takes on a node, as AWS's examples for p4d and p5 have it. */
export const EFA_HUGE_PAGES_MIB = 5120;
