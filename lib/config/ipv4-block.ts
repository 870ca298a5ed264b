/** A block of IPv4 addresses: the first one as a number, and how many. */
export interface Ipv4Block {
  readonly first: number;
  readonly size: number;
}

/** Reads CIDR notation; undefined when the text is not an IPv4 block. The address may lie anywhere in the block: `first` is the block's. */
export function parseIpv4Block(text: string): Ipv4Block | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = match?.slice(1).map(Number) ?? [];
  if ([a, b, c, d].some((byte) => byte > 255) || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { first: address - (address % size), size };
}

/** CIDR notation of a block. */
export function formatIpv4Block({ first, size }: Ipv4Block): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join('.')}/${32 - Math.log2(size)}`;
}

/** Whether two blocks share an address. */
export function overlap(a: Ipv4Block, b: Ipv4Block): boolean {
  return a.first < b.first + b.size && b.first < a.first + a.size;
}

const PRIVATE_BLOCKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].flatMap(
  (text) => parseIpv4Block(text) ?? [],
);

/** Whether the whole block is private address space (RFC 1918) or shared address space (RFC 6598). */
export function isPrivate(block: Ipv4Block): boolean {
  return PRIVATE_BLOCKS.some((space) => space.first <= block.first && block.first + block.size <= space.first + space.size);
}
