import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { bytesInMemory } from '../../../../services/model-store/content/byte-source.ts';
import { contentProblem } from '../../../../services/model-store/content/content.ts';
import { pickleVerdict } from '../../../../services/model-store/content/pickle.ts';

/** Written by Python 3.11: pickle.dumps of an object whose __reduce__ is (os.system, ('true',)), by protocol. */
const CALLS: readonly Buffer[] = [
  Buffer.from('cposix\nsystem\np0\n(Vtrue\np1\ntp2\nRp3\n.'),
  Buffer.from('63706f7369780a73797374656d0a71002858040000007472756571017471025271032e', 'hex'),
  Buffer.from('800263706f7369780a73797374656d0a710058040000007472756571018571025271032e', 'hex'),
  Buffer.from('800363706f7369780a73797374656d0a710058040000007472756571018571025271032e', 'hex'),
  Buffer.from('8004951f000000000000008c05706f736978948c0673797374656d9493948c047472756594859452942e', 'hex'),
  Buffer.from('8005951f000000000000008c05706f736978948c0673797374656d9493948c047472756594859452942e', 'hex'),
];
/** pickle.dumps({'a': [1, 2.5, b'x', None, True]}, 4) */
const VALUES = Buffer.from('8004951d000000000000007d948c0161945d94284b01474004000000000000430178944e8865732e', 'hex');

const problem = (bytes: Uint8Array, path = 'model.bin') => contentProblem(path, bytesInMemory(bytes));
const json = Buffer.from('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}');
const safetensors = (header: Buffer) => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(4)]);
};
const npy = (descr: string) =>
  Buffer.from(`\x93NUMPY\x01\x00v\x00{'descr': ${descr}, 'fortran_order': False, 'shape': (1,), }\n`, 'latin1');

describe('pickles', () => {
  test.each(CALLS.map((bytes, protocol) => [protocol, bytes] as const))(
    'of protocol %i are told by what is in them',
    (_, bytes) => {
      expect(pickleVerdict(bytesInMemory(bytes))).toBe('code');
      expect(problem(bytes, 'weights.safetensors')).toBe(
        '"weights.safetensors" is a pickle, which runs code when it is read; store safetensors, GGUF, ONNX or an engine',
      );
    },
  );

  test('of plain values too, but not as text', () => {
    expect(pickleVerdict(bytesInMemory(VALUES))).toBe('values');
    expect(problem(VALUES)).toBe('"model.bin" is a pickle; store safetensors, GGUF, ONNX or an engine');
    expect(problem(Buffer.from('I1\n.'), 'notes.txt')).toBeUndefined();
  });

  test('are not hidden by a long operand, nor by what follows the call', () => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(200_000);
    const skipping = Buffer.concat([
      Buffer.from('B'),
      length,
      Buffer.alloc(200_000),
      Buffer.from("0cos\nsystem\n(S'x'\ntR"),
      Buffer.alloc(9),
    ]);
    expect(pickleVerdict(bytesInMemory(skipping))).toBe('code');
  });

  test('are not hidden behind other pickles, in a text or not, nor behind very many opcodes', () => {
    const call = "cos\nsystem\n(S'x'\ntR";
    for (const before of ['L119547037146038801333356L\n.', 'N.].I1\n.', 'N0'.repeat(60_000), 'N.'.repeat(2000)]) {
      expect(problem(Buffer.from(before + call), 'notes.txt')).toContain('is a pickle, which runs code');
    }
  });

  test('are not hidden behind a header of safetensors', () => {
    const header = Buffer.from(`{"x":"${' '.repeat(58)}"}`);
    // The length 0x4855, read as an opcode, skips 72 bytes: over the header, to the pickle.
    const bytes = Buffer.concat([
      Buffer.from([0x55, 0x48, 0, 0, 0, 0, 0, 0]),
      header,
      Buffer.from("0cos\nsystem\n(S'x'\ntR"),
      Buffer.alloc(20_000),
    ]);
    expect(bytes.subarray(74, 76).toString()).toBe('0c');
    expect(problem(bytes, 'model.safetensors')).toContain('is a pickle, which runs code');
  });

  test('of every prefix of a call are at most values: a cut pickle calls nothing', () => {
    for (const bytes of CALLS) {
      const call = bytes.lastIndexOf(0x52);
      for (let end = 0; end <= call; end++) expect(pickleVerdict(bytesInMemory(bytes.subarray(0, end)))).toBe('none');
    }
  });

  test.each(['model.pt', 'model.PTH', 'a/data.pkl', 'x.ckpt', 'x.joblib', 'x.npz', 'x.nemo'])(
    'are told by the name %s',
    (path) => {
      expect(problem(Buffer.from('text'), path)).toContain('has the name of a pickle');
    },
  );

  test('no bytes make the reader fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(['code', 'values', 'none']).toContain(pickleVerdict(bytesInMemory(bytes)));
      }),
    );
  });
});

test.each([
  ['a zip archive', Buffer.from('PK\x03\x04rest')],
  ['a zip archive behind other bytes', Buffer.concat([Buffer.alloc(100, 1), Buffer.from('PK\x05\x06'), Buffer.alloc(18)])],
  ['a tar archive', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\x0000')])],
  ['gzip', gzipSync(CALLS[2] ?? '')],
  ['compressed with zlib', deflateSync(CALLS[2] ?? '')],
  ['xz', Buffer.from('\xfd7zXZ\x00\x00', 'latin1')],
  ['Zstandard', Buffer.from('28b52ffd00', 'hex')],
])('%s is refused, whatever is in it', (what, bytes) => {
  expect(problem(bytes, 'weights.raw')).toBe(
    `"weights.raw" is ${what}, which hides what it holds; unpack it, and store safetensors, GGUF, ONNX or an engine`,
  );
});

test('NumPy files are taken unless they hold objects', () => {
  expect(problem(npy("'<f4'"), 'a.npy')).toBeUndefined();
  for (const descr of ["'|O'", "[('x', '<f4'), ('y', '|O')]", '"O8"'])
    expect(problem(npy(descr), 'a.npy')).toContain('pickled objects');
});

test.each([
  ['safetensors', safetensors(json)],
  [
    'safetensors whose header is as long as the pickle of None says',
    safetensors(Buffer.concat([json, Buffer.alloc(0x2e4e - json.length, ' ')])),
  ],
  ['GGUF', Buffer.from('GGUF\x03\x00\x00\x00\x23\x01\x00\x00\x00\x00\x00\x00', 'latin1')],
  ['ONNX', Buffer.from('080812077079746f726368', 'hex')],
  ['an engine', Buffer.from('ftrt\x00\x01\x02\x03')],
  ['JSON', json],
  ['text', Buffer.from('chapter one\nintroduction\n')],
  ['Python', Buffer.from('import numpy as np\n\nclass TritonPythonModel:\n')],
  ['raw weights', Buffer.from([0x78, 0x9c, 0xff, 0xfe, 0, 0, 0, 0, 1, 2, 3])],
  ['an empty file', Buffer.alloc(0)],
])('%s is taken', (_what, bytes) => {
  expect(problem(bytes)).toBeUndefined();
});
