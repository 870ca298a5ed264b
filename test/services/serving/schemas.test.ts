import type { Manifest } from '../../../services/manifests/manifest.ts';
import { servingManifests } from '../../../services/serving/manifests.ts';
import { checkpoint, engine, making } from '../jobs/support/builds.ts';
import { everything } from './support/servings.ts';
import { strictValidator, whenThere } from './support/strict-schemas.ts';

const withSchemas = whenThere.run ? describe : describe.skip;

withSchemas(`the strict schemas${whenThere.named}`, () => {
  describe.each(['1.35', '1.36'])('of Kubernetes %s', (kubernetes) => {
    const validate = whenThere.run ? strictValidator(kubernetes) : () => [];

    test('every manifest is accepted', () => {
      const regions = [everything, { ...everything, mutualTls: true }, making(checkpoint, engine)].map((region) => ({
        ...region,
        kubernetesVersion: kubernetes,
      }));
      const refused = regions
        .flatMap(servingManifests)
        .flatMap((manifest) => validate(manifest).map((problem) => `${manifest.kind} ${manifest.metadata.name}: ${problem}`));
      expect(refused).toEqual([]);
    });

    test.each(['Deployment', 'LeaderWorkerSet', 'ScaledObject', 'NetworkPolicy'])(
      'a field that a %s does not have is refused',
      (kind) => {
        const manifest = servingManifests(everything).find((each) => each.kind === kind) as Manifest;
        const spec = { ...(manifest.spec as object), replica: 1 };
        expect(validate({ ...manifest, spec }).join()).toContain('replica');
      },
    );

    test('a field that a Job does not have is refused', () => {
      const job = servingManifests(making(checkpoint)).find(({ kind }) => kind === 'Job') as Manifest;
      expect(validate({ ...job, spec: { ...(job.spec as object), retries: 1 } }).join()).toContain('retries');
    });

    test('a field of a container that does not exist is refused', () => {
      const deployment = servingManifests(everything).find(({ kind }) => kind === 'Deployment') as Manifest;
      const broken = JSON.parse(JSON.stringify(deployment).replace('"readinessProbe"', '"readyProbe"')) as Manifest;
      expect(validate(broken).join()).toContain('readyProbe');
    });
  });
});
