import assert from 'node:assert/strict';
import { platform } from '../../lib/config/platform.ts';
import type { PlatformInput } from '../../lib/config/schema/platform.ts';
import { podsOf } from '../../services/manifests/pods.ts';
import { servingManifests } from '../../services/serving/manifests.ts';
import { clusterWith, type Served } from '../platforms/parts.ts';

export const REGION = 'us-east-1';

export type Release = Served['releases'][number];

/** A platform that serves the tests' chat model in these releases, as its operators write it. */
export const wordsIn = (releases: readonly Release[]): PlatformInput => ({
  name: 'triton-test',
  regions: { [REGION]: { primary: true, cidr: '10.10.0.0/16', gpus: clusterWith(REGION, { small: 'g6.xlarge' }) } },
  models: {
    words: {
      served: { engine: 'triton-tensorrt-llm', gpus: { nodeGroup: 'small' }, memory: { gibPerGpu: 2 }, releases: [...releases] },
    },
  },
  tenants: { default: {} },
});

/** The command of a release's container, as `blueprint manifests` writes it, e.g. of `words-v1`. */
export function commandOf(input: PlatformInput, release: string): readonly string[] {
  const { serving } = platform(input).regions[REGION] ?? {};
  const pods = serving === undefined ? [] : servingManifests(serving).flatMap(podsOf);
  const command = pods.find(({ name }) => name === `Deployment models/${release}`)?.spec.containers?.[0]?.command;
  assert.ok(command, `there is no Deployment ${release}`);
  return command;
}

/** The command that every server of these tests is started with, but for what its release is. */
export const podCommand = (): readonly string[] =>
  commandOf(wordsIn([{ version: '1', content: '0'.repeat(32), sizeGib: 0.1 }]), 'words-v1');
