import fc from 'fast-check';
import {
  aliasBytes,
  currentTarget,
  type ModelAlias,
  parseAlias,
  promoted,
  rolledBack,
} from '../../../services/model-store/alias.ts';

const AT = '2026-11-21T10:00:00.000Z';
const WHICH = { name: 'minilm', alias: 'production' };
const target = (version: string) => ({ version, manifestSha256: version.padStart(64, '0') });
const after = (...versions: string[]): ModelAlias => {
  const [first = '1', ...others] = versions;
  return others.reduce(
    (alias: ModelAlias, version) => promoted(alias, WHICH, target(version), AT),
    promoted(undefined, WHICH, target(first), AT),
  );
};
const version = (alias: ModelAlias) => currentTarget(alias).version;

test('a promotion is appended, and what came before stays', () => {
  const alias = after('1', '2');
  expect(version(alias)).toBe('2');
  expect(alias.history).toEqual([
    { action: 'promote', ...target('1'), at: AT },
    { action: 'promote', ...target('2'), at: AT },
  ]);
});

test('a rollback goes back by one promotion, the next by one more', () => {
  const once = rolledBack(after('1', '2', '3'), AT);
  expect(version(once)).toBe('2');
  expect(version(rolledBack(once, AT))).toBe('1');
  expect(currentTarget(once)).toEqual({ action: 'rollback', ...target('2'), at: AT });
});

test('a promotion after a rollback is rolled back to what it replaced', () => {
  const alias = promoted(rolledBack(after('1', '2'), AT), WHICH, target('3'), AT);
  expect(version(rolledBack(alias, AT))).toBe('1');
});

test('there is no way back from the first', () => {
  expect(() => rolledBack(after('7'), AT)).toThrow(
    "'production' of minilm has nothing before version 7; promote the version that you want instead",
  );
});

test('any promotion and its rollback leave the alias where it was, and nothing is ever forgotten', () => {
  const names = fc.array(fc.constantFrom('1', '2', '3'), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(names, fc.constantFrom('1', '2', '9'), (versions, next) => {
      const before = after(...versions);
      const back = rolledBack(promoted(before, WHICH, target(next), AT), AT);
      expect(version(back)).toBe(version(before));
      expect(back.history.slice(0, before.history.length)).toEqual(before.history);
      expect(parseAlias(aliasBytes(back), 'here')).toEqual(back);
    }),
    { numRuns: 50 },
  );
});

test('what is no alias is refused, with every reason', () => {
  const wrong = {
    schemaVersion: 1,
    name: 'a',
    alias: 'b',
    history: [{ action: 'delete', version: '1', manifestSha256: 'x', at: 'now' }],
  };
  expect(() => parseAlias(Buffer.from(JSON.stringify(wrong)), 'p.json')).toThrow(
    /^p\.json cannot be read: history\.0\.action: .+; history\.0\.manifestSha256: is no SHA-256.+; history\.0\.at: /,
  );
  expect(() => parseAlias(Buffer.from(JSON.stringify({ ...wrong, history: [] })), 'p.json')).toThrow(
    'p.json cannot be read: history',
  );
  const outside = promoted(undefined, WHICH, { ...target('1'), version: '../../x' }, AT);
  expect(() => parseAlias(aliasBytes({ ...outside, alias: 'A' }), 'p.json')).toThrow(
    /^p\.json is not an alias: alias "A" is no name.+; version "\.\.\/\.\.\/x" is none/,
  );
});
