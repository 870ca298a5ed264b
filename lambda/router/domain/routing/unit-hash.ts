/** A number from 0 to below 1 that depends on the text alone: FNV-1a with the final mix of MurmurHash3, so that similar texts lie far apart. */
export function unitHash(text: string): number {
  let code = 0x811c_9dc5;
  for (let index = 0; index < text.length; index++) code = Math.imul(code ^ text.charCodeAt(index), 0x0100_0193);
  code = Math.imul(code ^ (code >>> 16), 0x85eb_ca6b);
  code = Math.imul(code ^ (code >>> 13), 0xc2b2_ae35);
  return ((code ^ (code >>> 16)) >>> 0) / 2 ** 32;
}
