/** What operating systems say of files and folders, in words. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not use it',
  EEXIST: 'something is there already',
  EISDIR: 'it is a folder',
  ENOENT: 'it is not there',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is no folder',
  EPERM: 'you may not use it',
  EROFS: 'the disk can only be read',
};

/** An error as one sentence for whoever typed a command: of a file or folder by its name. */
export function sentenceOf(error: unknown): string {
  const { code = '', path, message = String(error) } = Object(error) as Partial<NodeJS.ErrnoException>;
  const reason = REASONS[code];
  return reason === undefined || path === undefined ? message : `'${path}' cannot be used: ${reason}; name another one`;
}
