import type { LongSecret } from '../../common/long-secret.ts';
import { dayOf, tenantTag, withoutWholeMarks } from '../../common/watermark/mark.ts';
import { watermarkFilter } from '../../common/watermark/watermark-filter.ts';
import type { Marker } from '../domain/watermark/marker.ts';

/** Marks under keys that are made of one secret, for each tenant its own. @throws Error when the secret cannot be read */
export async function keyedMarker(secret: LongSecret): Promise<Marker> {
  const key = Buffer.from(await secret());
  return {
    filter: (tenant, at) => watermarkFilter({ tenantTag: tenantTag(key, tenant), day: dayOf(new Date(at)) }, key),
    unmarked: withoutWholeMarks,
  };
}
