import { containersOf, type NamedPod } from '../pods.ts';

const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** Images that a registry could replace: named by a tag, or by nothing. */
export function imageProblems({ name, spec }: NamedPod): readonly string[] {
  return containersOf(spec)
    .filter(({ image }) => image === undefined || !DIGEST.test(image))
    .map(
      ({ name: container, image = 'nothing' }) =>
        `${name}: the image of container ${container} is ${image}; name it by digest, e.g. ${image.split('@')[0]?.replace(/:[^/]*$/, '')}@sha256:…`,
    );
}
