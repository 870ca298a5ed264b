import versions from '../add-ons/versions.json';
import type { ContainerImage } from '../serving/served-model.ts';

/** The image of Qdrant that `services/add-ons/versions.json` names. */
export function qdrantImage(): ContainerImage {
  const { repository, version, digest, sizeGib } = versions.images.qdrant;
  return { repository, version, digest, sizeGib };
}
