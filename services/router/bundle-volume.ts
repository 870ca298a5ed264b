import type { Manifest } from '../manifests/manifest.ts';
import { mountpointVolume } from '../manifests/mountpoint-volume.ts';
import { GROUP_ID, USER_ID } from '../serving/workload/security.ts';
import { routerLabels } from './labels.ts';
import type { RouterWorkload } from './router-workload.ts';

export const BUNDLE_CLAIM = 'router-bundle';

/** The folder of the bundle in its bucket: the init container needs no client of S3 and no way out. */
export function bundleVolume(router: RouterWorkload): readonly Manifest[] {
  const { namespace, region, bundle } = router;
  return mountpointVolume({
    ...{ namespace, region, claim: BUNDLE_CLAIM, labels: routerLabels(router), userId: USER_ID, groupId: GROUP_ID },
    ...{ bucket: bundle.bucket, prefix: folderOf(bundle.key), sizeGib: 1 },
  });
}

/** e.g. `router/` */
const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);

export const bundleName = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
