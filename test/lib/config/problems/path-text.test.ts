import { pathText } from '../../../../lib/config/problems/path-text.ts';

test.each([
  [[], 'configuration'],
  [['regions', 'us-east-1', 'cidr'], 'regions.us-east-1.cidr'],
  [['authentication', 'jwt', 0, 'issuer'], 'authentication.jwt[0].issuer'],
  [['models', 'gpt-4.1-mini'], "models['gpt-4.1-mini']"],
  [['models', '*'], "models['*']"],
  [['tags', ''], "tags['']"],
  [['a\nb'], "['a\\nb']"],
  [['tags', 'sk-hunter2'], "tags['(hidden)']"],
])('%j is written %s', (path, text) => {
  expect(pathText(path)).toBe(text);
});
