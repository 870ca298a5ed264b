import { hostProblems } from '../../../../services/serving/checks/host.ts';
import type { HostShare } from '../../../../services/serving/served-model.ts';
import { embedder, llama8b, llama70b, llama405b } from '../support/models.ts';
import { changed, everything, h100, l40s, regionOf, said } from '../support/servings.ts';

const problems = (host: Partial<HostShare>) => said(hostProblems, regionOf(changed(llama8b, { host })));

test('shares that fit are fine', () => {
  expect(said(hostProblems, everything)).toEqual([]);
});

test('CPUs are counted for as many replicas as the GPUs of a node hold', () => {
  expect(problems({ cpus: 12 })).toEqual([
    'models.llama-8b.host.cpus is 12 for each replica, of which 4 fit the GPUs of a g6e.12xlarge with 48 vCPUs; use 10.8 at the most',
  ]);
  expect(problems({ cpus: 10.8 })).toEqual([]);
});

test('memory too', () => {
  expect(problems({ memoryGib: 87 })).toEqual([expect.stringContaining('with 384 GiB; use 86 at the most')]);
  expect(problems({ memoryGib: 86 })).toEqual([]);
});

test('huge pages are no memory for anything else', () => {
  const model = changed(llama70b, { host: { memoryGib: 1840 } });
  expect(said(hostProblems, regionOf(model))).toEqual([
    expect.stringContaining('10.02 of them huge pages; use 1834 at the most'),
  ]);
});

test('/dev/shm is a part of the memory', () => {
  expect(problems({ sharedMemoryGib: 64 })).toEqual([
    'models.llama-8b.host.sharedMemoryGib is 64, and counts towards memoryGib, which is 64; raise memoryGib above it',
  ]);
});

test('answers that Triton keeps are a part of the memory', () => {
  const kept = (responseCacheMib: number) => said(hostProblems, regionOf({ ...embedder, responseCacheMib }));
  expect(kept(14_000)).toEqual([]);
  expect(kept(14_336)).toEqual([
    'models.embedder.responseCacheMib is 14336, and counts towards memoryGib, which is 16 with 2 of /dev/shm; lower it, or raise memoryGib',
  ]);
});

test('images, weights and files must fit the disk', () => {
  const small = { ...regionOf(llama8b), nodeGroups: [{ ...l40s, diskGib: 100 }] };
  expect(said(hostProblems, small)).toEqual([
    'nodeGroups.l40s.diskGib is 100, of which 85 GiB can be used, and its models take 115.6 GiB (images 20, weights 15.6, files of 4 pods 80); use a larger disk, or other nodes for some models',
  ]);
  expect(said(hostProblems, { ...small, nodeGroups: [{ ...l40s, diskGib: 137 }] })).toEqual([]);
});

test('one image of two models lies on the disk once', () => {
  const two = { ...regionOf(llama8b, { ...llama8b, name: 'other' }), nodeGroups: [{ ...l40s, diskGib: 155 }] };
  expect(said(hostProblems, two)).toEqual([]);
});

test('EFA between nodes needs huge pages', () => {
  const none = { ...regionOf(llama405b), nodeGroups: [{ ...h100, hugePages2Mi: 0 }] };
  expect(said(hostProblems, none)).toEqual([
    'nodeGroups.h100.hugePages2Mi is 0, and EFA takes 2560 on each node of llama-405b; use 2560 or more',
  ]);
});
