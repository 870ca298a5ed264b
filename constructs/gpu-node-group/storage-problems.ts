import { SizeRoundingBehavior } from 'aws-cdk-lib';
import type { GpuNodeStorage } from './gpu-node-storage.ts';

/** What is wrong with the disks of a node. */
export function storageProblems({ rootVolumeSize, rootVolumeIops, rootVolumeThroughput }: GpuNodeStorage): string[] {
  const gibibytes = rootVolumeSize.toGibibytes({ rounding: SizeRoundingBehavior.FLOOR });
  const found: string[] = [];
  if (gibibytes < 100 || gibibytes > 16_384) {
    found.push(`storage is gp3 of ${gibibytes} GiB; use 100 to 16384, because images with CUDA take tens of GiB`);
  }
  if (!within(rootVolumeIops, 3000, 16_000)) found.push(`storage has ${rootVolumeIops} iops; use 3000 to 16000`);
  if (!within(rootVolumeThroughput, 125, 1000)) {
    found.push(`storage has throughputMibPerSecond ${rootVolumeThroughput}; use 125 to 1000`);
  }
  if (found.length === 0 && rootVolumeThroughput > rootVolumeIops / 4) {
    found.push(
      `storage has throughputMibPerSecond ${rootVolumeThroughput} and ${rootVolumeIops} iops; use ${4 * rootVolumeThroughput} iops or more, a quarter of which EC2 allows`,
    );
  }
  return found;
}

const within = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;
