import { Size } from 'aws-cdk-lib';

export interface Gp3Options {
  /** 3000 to 16000. @default 16000 */
  readonly iops?: number;
  /** MiB a second: 125 to 1000. @default 1000 */
  readonly throughputMibPerSecond?: number;
}

/** Where container images, weights and other files of pods are kept on a node. Encrypted either way. */
export class GpuNodeStorage {
  /** The NVMe disks of the instance, striped, under kubelet and containerd. The root volume is small. */
  static instanceStore(): GpuNodeStorage {
    return new GpuNodeStorage(true, Size.gibibytes(100), { iops: 3000, throughputMibPerSecond: 125 });
  }

  /** One gp3 root volume for everything. */
  static gp3(size: Size, options: Gp3Options = {}): GpuNodeStorage {
    return new GpuNodeStorage(false, size, options);
  }

  readonly raid0: boolean;
  readonly rootVolumeSize: Size;
  readonly rootVolumeIops: number;
  readonly rootVolumeThroughput: number;

  private constructor(raid0: boolean, size: Size, { iops = 16_000, throughputMibPerSecond = 1000 }: Gp3Options) {
    this.raid0 = raid0;
    this.rootVolumeSize = size;
    this.rootVolumeIops = iops;
    this.rootVolumeThroughput = throughputMibPerSecond;
  }
}
