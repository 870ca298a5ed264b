import type { Manifest } from '../../../../services/manifests/manifest.ts';
import { servingManifests } from '../../../../services/serving/manifests.ts';
import { releaseUrl } from '../../../../services/serving/names.ts';
import type { ServedModel } from '../../../../services/serving/served-model.ts';
import { llama405b, qwen } from '../support/models.ts';
import { everything } from '../support/servings.ts';

const manifests = servingManifests(everything);
const found = (kind: string, name: string) =>
  manifests.find((each) => each.kind === kind && each.metadata.name === name) as Manifest;
const urls = (model: ServedModel) => model.releases.map((release) => releaseUrl(everything, model, release));

test('each release has an address of its own', () => {
  expect(urls(qwen)).toEqual(['http://qwen-v1.models.svc.cluster.local:8000', 'http://qwen-v2.models.svc.cluster.local:8000']);
  expect(found('Service', 'qwen-v2').spec).toMatchObject({
    type: 'ClusterIP',
    selector: { 'app.kubernetes.io/instance': 'qwen-v2', 'app.kubernetes.io/component': 'model-server' },
    ports: [{ port: 8000, targetPort: 'http' }],
  });
});

test('of a group the leader alone is called', () => {
  expect(urls(llama405b)).toHaveLength(1);
  expect(found('Service', 'llama-405b-v1').spec).toMatchObject({ selector: { 'llm-platform/role': 'leader' } });
});

test('one pod of a release leaves at a time, and a broken one at any', () => {
  expect(found('PodDisruptionBudget', 'qwen-v1').spec).toMatchObject({
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
    selector: { matchLabels: { 'app.kubernetes.io/instance': 'qwen-v1' } },
  });
});
