import versions from '../add-ons/versions.json';
import type { ContainerImage } from '../serving/served-model.ts';

/** The stock image of Node that `services/add-ons/versions.json` names. */
export function nodeImage(): ContainerImage {
  const { repository, version, digest, sizeGib } = versions.images.node;
  return { repository, version, digest, sizeGib };
}
