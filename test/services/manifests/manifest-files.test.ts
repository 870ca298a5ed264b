import { Fn, Lazy } from 'aws-cdk-lib';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Manifest } from '../../../services/manifests/manifest.ts';
import { manifestFiles } from '../../../services/manifests/manifest-files.ts';

const object = (kind: string, name: string, rest: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...rest,
});

test('each object is a file; what others need comes first', () => {
  const files = manifestFiles([
    object('Deployment', 'b'),
    object('Service', 'a'),
    object('ServiceAccount', 'a'),
    object('Namespace', 'z'),
  ]);
  expect([...files.keys()]).toEqual(['0-namespace.z.yaml', '1-serviceaccount.a.yaml', '2-deployment.b.yaml', '2-service.a.yaml']);
});

const json = fc.dictionary(
  fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
  fc.jsonValue(),
);

test('the order of keys and of objects changes no byte, and what is read is what was written', () => {
  fc.assert(
    fc.property(json, (data) => {
      const backwards = Object.fromEntries(Object.entries(data).reverse());
      const there = manifestFiles([object('ConfigMap', 'a', { data }), object('ConfigMap', 'b')]);
      const back = manifestFiles([object('ConfigMap', 'b'), object('ConfigMap', 'a', { data: backwards })]);
      expect([...back]).toEqual([...there]);
      const read: unknown = parse(there.get('2-configmap.a.yaml') ?? '');
      // JSON has one zero.
      expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(object('ConfigMap', 'a', { data }))));
    }),
    { numRuns: 50 },
  );
});

test.each([Fn.importValue('vpc'), Lazy.string({ produce: () => 'later' }), Fn.select(0, Fn.split(',', Fn.ref('AWS::Region')))])(
  'a CDK token is refused (%#)',
  (token) => {
    expect(() => manifestFiles([object('ConfigMap', 'a', { data: { bucket: `x-${token}` } })])).toThrow(
      'ConfigMap a holds a CDK token, which only CloudFormation can resolve; give the value itself',
    );
  },
);

test('two objects that are one to Kubernetes are refused', () => {
  expect(() => manifestFiles([object('Service', 'a'), object('Service', 'a')])).toThrow('Service a is there twice');
});
