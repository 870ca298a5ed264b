import versions from '../../versions.json';
import type { ContainerImage, ServingEngine } from '../served-model.ts';

/** The image of an engine that `services/versions.json` names. */
export function pinnedImage(engine: ServingEngine): ContainerImage {
  const { repository, version, digest, sizeGib } = versions.images[engine];
  return { repository, version, digest, sizeGib };
}

/** The image of nginx, which ends TLS in front of an engine. */
export function proxyImage(): ContainerImage {
  const { repository, version, digest, sizeGib } = versions.tls;
  return { repository, version, digest, sizeGib };
}

/** What a container's `image` says: by digest, and nothing else. */
export const imageReference = ({ repository, digest }: ContainerImage): string => `${repository}@${digest}`;
