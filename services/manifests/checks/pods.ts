import type { Manifest } from '../manifest.ts';
import { podsOf } from '../pods.ts';
import { imageProblems } from './images.ts';
import { podSecurityProblems } from './pod-security.ts';

/** What keeps the pods of these objects from running as they must: restricted, from images that no registry can replace. */
export const podProblems = (manifests: readonly Manifest[]): readonly string[] =>
  manifests.flatMap(podsOf).flatMap((pod) => [...podSecurityProblems(pod), ...imageProblems(pod)]);
