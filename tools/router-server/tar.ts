const BLOCK = 512;

/**
 * A tar archive (ustar) of files by their paths, up to 100 bytes each: the same bytes for the same files, whoever packs them.
 *
 * @throws Error that names a path that is too long
 */
export function tarOf(files: ReadonlyMap<string, Buffer>): Buffer {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const blocks = sorted.flatMap(([name, content]) => [header(name, content.length), content, padding(content.length)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

const padding = (length: number): Buffer => Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`'${name}' has more than 100 bytes, which the archive takes; shorten it`);
  const block = Buffer.alloc(BLOCK);
  const write = (offset: number, text: string) => block.write(text, offset);
  write(0, name);
  // Owner root, readable by all, of no time.
  for (const [offset, text] of [
    [100, octal(0o444, 8)],
    [108, octal(0, 8)],
    [116, octal(0, 8)],
  ] as const)
    write(offset, text);
  write(124, octal(size, 12));
  write(136, octal(0, 12));
  // The sum counts itself as blanks.
  write(148, ' '.repeat(8));
  write(156, '0');
  write(257, 'ustar\0');
  write(263, '00');
  write(
    148,
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
  );
  return block;
}
