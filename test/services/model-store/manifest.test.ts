import fc from 'fast-check';
import { canonicalBytes } from '../../../services/model-store/canonical.ts';
import { filesPrefix, manifestKey } from '../../../services/model-store/layout.ts';
import { type ManifestFile, manifestBytes, manifestOf, parseManifest } from '../../../services/model-store/manifest.ts';

const A = 'a'.repeat(64);
const files: readonly ManifestFile[] = [
  { path: 'minilm/config.pbtxt', sizeBytes: 12, sha256: A },
  { path: 'minilm/1/model.onnx', sizeBytes: 90_387_606, sha256: 'b'.repeat(64) },
];
const manifest = manifestOf('minilm', '3', files, { licence: 'Apache-2.0' });
const text = (value: unknown) => Buffer.from(JSON.stringify(value));

test('a version is a manifest, and beside it the folder that its content names', () => {
  expect(manifestKey('minilm', '3')).toBe('models/minilm/3/manifest.json');
  expect(filesPrefix('minilm', '3', manifest.content)).toBe(`models/minilm/3/${manifest.content}/`);
  expect(manifest.content).toMatch(/^[0-9a-f]{32}$/);
});

test('the bytes are the same for the same files in any order, and are read back', () => {
  const bytes = manifestBytes(manifest);
  expect(manifestBytes(manifestOf('minilm', '3', [...files].reverse(), { licence: 'Apache-2.0' }))).toEqual(bytes);
  expect(parseManifest(bytes, 'here')).toEqual(manifest);
  expect(Buffer.from(bytes).toString()).toBe(
    `{"content":"${manifest.content}","files":[{"path":"minilm/1/model.onnx","sha256":"${'b'.repeat(64)}","sizeBytes":90387606},` +
      `{"path":"minilm/config.pbtxt","sha256":"${A}","sizeBytes":12}],"licence":"Apache-2.0","name":"minilm","schemaVersion":1,"version":"3"}\n`,
  );
});

test('the content is another for another path, size or digest, and the same for another licence, name or version', () => {
  const other = (change: Partial<ManifestFile>) =>
    manifestOf('x', '1', [{ path: 'a', sizeBytes: 1, sha256: A, ...change }]).content;
  const contents = [{}, { path: 'b' }, { sizeBytes: 2 }, { sha256: 'c'.repeat(64) }].map(other);
  expect(new Set(contents).size).toBe(4);
  expect(manifestOf('other', '9', files).content).toBe(manifest.content);
});

test('any files make a manifest that is read back as it was written', () => {
  const segment = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const file = fc.record({
    path: fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
    sizeBytes: fc.nat(),
    sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  });
  fc.assert(
    fc.property(fc.uniqueArray(file, { minLength: 1, maxLength: 5, selector: ({ path }) => path }), (some) => {
      const made = manifestOf('any', '1', some);
      expect(parseManifest(manifestBytes(made), 'here')).toEqual(made);
    }),
    { numRuns: 50 },
  );
});

test('what is no manifest is refused, with every reason', () => {
  const wrong = { ...manifest, name: 'A/b', version: '..', files: [{ path: '../../etc', sizeBytes: 1, sha256: A }] };
  expect(() => parseManifest(text(wrong), 's3://b/m')).toThrow(
    /^s3:\/\/b\/m is not a manifest: model "A\/b" is no name.+; version "\.\." is none.+; "\.\.\/\.\.\/etc" has an empty part.+; content is [0-9a-f]{32}, and the files make it [0-9a-f]{32}$/,
  );
  expect(() => parseManifest(text({ ...manifest, schemaVersion: 2, files: [], extra: 1 }), 'm')).toThrow(
    /^m cannot be read: schemaVersion: .+; files: .+; the whole: .+"extra"/,
  );
  expect(() => parseManifest(Buffer.from('{'), 'm')).toThrow('m cannot be read: it is not JSON');
});

test('canonical bytes know no order of keys', () => {
  expect(canonicalBytes({ b: [{ d: 1, c: 2 }], a: null })).toEqual(Buffer.from('{"a":null,"b":[{"c":2,"d":1}]}\n'));
});
