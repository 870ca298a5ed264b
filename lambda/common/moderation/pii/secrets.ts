import type { Detector } from './detector.ts';

const secret = (type: string, pattern: RegExp, sign?: string): Detector => ({
  type,
  category: 'secrets',
  pattern,
  ...(sign !== undefined && { sign }),
});

/** Keys and tokens whose issuers gave them a form, and what is written after the word for one, variables and placeholders apart. */
export const SECRETS: readonly Detector[] = [
  secret(
    'private-key',
    /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[A-Za-z0-9+/=\s]{0,8000}(?:-----END [A-Z ]{0,20}PRIVATE KEY-----)?/g,
    '-----BEGIN ',
  ),
  secret('jwt', /(?<![\w-])eyJ[\w-]{8,4000}\.eyJ[\w-]{8,4000}\.[\w-]{16,2000}/g, 'eyJ'),
  secret('aws-access-key', /(?<!\w)(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}(?!\w)/g),
  secret('github-token', /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_\w{50,251})(?!\w)/g),
  secret(
    'api-key',
    new RegExp(
      `(?<![\\w-])(?:${[
        'sk-(?:ant-|proj-|svcacct-)?[\\w-]{20,200}',
        '[sr]k_(?:live|test)_[A-Za-z0-9]{16,120}',
        'AIza[\\w-]{35}',
        'xox[abeprs]-[\\w-]{10,250}',
        'glpat-[\\w-]{20,60}',
        'npm_[A-Za-z0-9]{36}',
        'hf_[A-Za-z0-9]{30,60}',
        'SG\\.[\\w-]{22}\\.[\\w-]{43}',
      ].join('|')})(?![\\w-])`,
      'g',
    ),
  ),
  secret('connection-string', /(?<![a-z+])[a-z][a-z+]{1,20}:\/\/[^\s/:@"'<>]{1,64}:[^\s/@"'<>]{1,128}@[\w.-]{1,253}/g, '://'),
  secret(
    'password',
    /(?<![A-Za-z])(?:passwords?|passwd|pwd|secret|api[_-]?key|access[_-]?token|密码|口令)\s{0,3}(?:=|:|：|is|是|为)\s{0,3}["']{0,2}(?![$<{%*[(])(?=[^\s"',;，。]{0,127}[\d!@#$%^&*_])[^\s"',;，。]{6,128}/gi,
  ),
];
