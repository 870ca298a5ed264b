const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;
const VERSION = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

/** S3 takes keys of 1024 bytes; this leaves room for what stands before a file's path. */
const LONGEST_PATH = 700;

/** Why it cannot be the name of a model or of an alias; undefined when it can. */
export function nameProblem(what: 'model' | 'alias', name: string): string | undefined {
  if (NAME.test(name) && !name.includes('..')) return undefined;
  return `${what} ${JSON.stringify(name)} is no name; write 1 to 64 of a-z, 0-9, '.', '_' and '-', with a letter or digit first and last`;
}

/** Why it cannot be a version; undefined when it can. */
export function versionProblem(version: string): string | undefined {
  if (VERSION.test(version) && !version.includes('..')) return undefined;
  return `version ${JSON.stringify(version)} is none; write 1 to 64 letters, digits, '.', '_' and '-', e.g. 3 or 2026-11-21`;
}

/** Why a file cannot have this path below its version; undefined when it can. */
export function pathProblem(path: string): string | undefined {
  const shown = JSON.stringify(path);
  if (path === '') return 'a file has no name';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return `${shown} is absolute; name files by their path below the folder`;
  if (/[\p{C}\\]/u.test(path)) return `${shown} has a control character or a backslash in its name; rename it`;
  if (path.split('/').some((part) => part === '..' || part === '.' || part === '')) {
    return `${shown} has an empty part, '.' or '..' in its path; name files by their path below the folder`;
  }
  if (Buffer.byteLength(path) > LONGEST_PATH) return `${shown.slice(0, 80)}… is longer than ${LONGEST_PATH} bytes; shorten it`;
  return undefined;
}

/** Every reason why these cannot be the files of one version. */
export function pathProblems(paths: readonly string[]): readonly string[] {
  const seen = new Map<string, string>();
  const alike = paths.flatMap((path) => {
    const folded = path.normalize('NFC').toLowerCase();
    const other = seen.get(folded);
    seen.set(folded, path);
    return other === undefined
      ? []
      : [`${JSON.stringify(path)} and ${JSON.stringify(other)} are one file where case does not count; rename one of them`];
  });
  return [...paths.flatMap((path) => pathProblem(path) ?? []), ...alike];
}
