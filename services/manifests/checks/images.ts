import { containersOf, type NamedPod } from '../pods.ts';

const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** Images, of containers and volumes, that a registry could replace: named by a tag, or by nothing. */
export function imageProblems({ name, spec }: NamedPod): readonly string[] {
  const volumes = (spec.volumes ?? []).flatMap(({ name: volume, image }) =>
    image ? [[`volume ${volume}`, image.reference] as const] : [],
  );
  return [...containersOf(spec).map(({ name: container, image }) => [`container ${container}`, image] as const), ...volumes]
    .filter(([, image]) => image === undefined || !DIGEST.test(image))
    .map(
      ([where, image = 'nothing']) =>
        `${name}: the image of ${where} is ${image}; name it by digest, e.g. ${image.split('@')[0]?.replace(/:[^/]*$/, '')}@sha256:…`,
    );
}
