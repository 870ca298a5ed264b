import { targetGroupBinding, targetGroupName } from '../../../../services/serving/entry/target-group.ts';
import { servingManifests } from '../../../../services/serving/manifests.ts';
import { llama70b } from '../support/models.ts';
import { regionOf } from '../support/servings.ts';

const serving = regionOf(llama70b);
const [release] = llama70b.releases;
if (release === undefined) throw new Error('the model has no release');

test('the name fits AWS, says the release, and is another for another platform', () => {
  const name = targetGroupName({ platform: 'llm' }, llama70b, release);
  expect(name).toMatch(/^llama-70b-v3-[0-9a-f]{8}$/);
  expect(targetGroupName({ platform: 'acme' }, llama70b, release)).not.toBe(name);
  const long = { ...llama70b, name: 'a'.repeat(36) };
  expect(targetGroupName({ platform: 'llm' }, long, release)).toHaveLength(32);
});

test('releases of long names that begin alike have groups of their own', () => {
  const named = (name: string) => targetGroupName({ platform: 'llm' }, { ...llama70b, name }, release);
  expect(named(`${'a'.repeat(30)}-one`)).not.toBe(named(`${'a'.repeat(30)}-two`));
});

test('the binding is of the Service of the release, by pods', () => {
  expect(targetGroupBinding(serving, llama70b, release).spec).toEqual({
    serviceRef: { name: 'llama-70b-v3', port: 8000 },
    targetGroupName: targetGroupName(serving, llama70b, release),
    targetType: 'ip',
  });
});

test('pods join target groups only where a load balancer has them', () => {
  const kinds = (targetGroups: boolean) => servingManifests({ ...serving, targetGroups }).map(({ kind }) => kind);
  expect(kinds(true)).toContain('TargetGroupBinding');
  expect(kinds(false)).not.toContain('TargetGroupBinding');
});
