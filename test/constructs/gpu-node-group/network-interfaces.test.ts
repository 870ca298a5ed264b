import fc from 'fast-check';
import { gpuInstanceType, gpuInstanceTypes } from '../../../constructs/gpu-node-group/catalogue/instance-types.ts';
import { maxPods, nodeInterfaces, usualEfaInterfaces } from '../../../constructs/gpu-node-group/network-interfaces.ts';

test('a p5.48xlarge has its address on card 0 and an adapter on each of 32 cards', () => {
  const interfaces = nodeInterfaces(32);
  expect(interfaces).toHaveLength(33);
  expect(interfaces.slice(0, 3)).toEqual([
    { networkCardIndex: 0, deviceIndex: 0, interfaceType: 'interface' },
    { networkCardIndex: 0, deviceIndex: 1, interfaceType: 'efa-only' },
    { networkCardIndex: 1, deviceIndex: 0, interfaceType: 'efa-only' },
  ]);
  expect(interfaces.at(-1)).toEqual({ networkCardIndex: 31, deviceIndex: 0, interfaceType: 'efa-only' });
});

test('no interface of any type takes a place twice, or one that the type has not', () => {
  const types = fc.constantFrom(...gpuInstanceTypes());
  fc.assert(
    fc.property(types, fc.nat(32), (type, wanted) => {
      const interfaces = nodeInterfaces(Math.min(wanted, type.efaInterfaces));
      const places = interfaces.map(({ networkCardIndex, deviceIndex }) => `${networkCardIndex}/${deviceIndex}`);
      expect(new Set(places).size).toBe(places.length);
      expect(interfaces.filter(({ interfaceType }) => interfaceType === 'interface')).toHaveLength(1);
      for (const { networkCardIndex, deviceIndex } of interfaces) {
        expect(networkCardIndex).toBeLessThan(type.networkCards);
        expect(deviceIndex).toBeLessThan(type.interfacesPerCard);
      }
    }),
  );
});

test('types with several network cards use all their adapters, others none', () => {
  const usual = (name: string) => {
    const type = gpuInstanceType(name);
    return type && usualEfaInterfaces(type);
  };
  expect(['p4d.24xlarge', 'p5.48xlarge', 'p5en.48xlarge', 'g6e.48xlarge', 'p5.4xlarge', 'g6.12xlarge'].map(usual)).toEqual([
    4, 32, 16, 4, 0, 0,
  ]);
});

test.each([
  ['p5.48xlarge', 32, 51],
  ['p5.48xlarge', 0, 100],
  ['p4d.24xlarge', 4, 250],
  ['p5en.48xlarge', 16, 149],
  ['p5.4xlarge', 0, 110],
  ['g5.xlarge', 0, 58],
])('%s with %i adapters has room for %i pods', (name, efa, pods) => {
  const type = gpuInstanceType(name);
  expect(type && maxPods(type, efa)).toBe(pods);
});
