import fc from 'fast-check';
import { formatIpv4Block, isPrivate, overlap, parseIpv4Block } from '../../../lib/config/ipv4-block.ts';

const block = (text: string) => parseIpv4Block(text) ?? { first: -1, size: 0 };

test.each(['10.0.0/8', '10.0.0.256/16', '10.0.0.0/33', '10.0.0.0', ' 10.0.0.0/16', '1.2.3.4/', 'a.b.c.d/16', ''])(
  '%p is no IPv4 block',
  (text) => {
    expect(parseIpv4Block(text)).toBeUndefined();
  },
);

test('writing and reading a block gives the block', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (prefix, address) => {
      const size = 2 ** (32 - prefix);
      const aligned = { first: address - (address % size), size };
      expect(parseIpv4Block(formatIpv4Block(aligned))).toEqual(aligned);
    }),
  );
});

test('an address inside a block reads as the block', () => {
  expect(formatIpv4Block(block('10.10.200.7/16'))).toBe('10.10.0.0/16');
});

test('blocks overlap when one holds the other', () => {
  expect(overlap(block('10.0.0.0/8'), block('10.255.0.0/16'))).toBe(true);
  expect(overlap(block('10.255.0.0/16'), block('10.0.0.0/8'))).toBe(true);
  expect(overlap(block('10.0.0.0/16'), block('10.1.0.0/16'))).toBe(false);
});

test.each([
  ['10.0.0.0/16', true],
  ['172.16.0.0/16', true],
  ['172.31.0.0/16', true],
  ['172.32.0.0/16', false],
  ['192.168.0.0/16', true],
  ['100.64.0.0/16', true],
  ['100.128.0.0/16', false],
  ['10.0.0.0/7', false],
  ['8.8.8.8/32', false],
])('%s is private: %p', (text, expected) => {
  expect(isPrivate(block(text))).toBe(expected);
});
