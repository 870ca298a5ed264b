/** What is larger has memory of its own. */
const LARGE = 16 * 1024;

/**
 * Copies bytes that are kept for long next to each other. Small buffers are cut from memory that Node shares among whatever comes by: one that is
 * kept would hold all that stood beside it.
 *
 * @param slabBytes taken at a time; given back when nothing in it is kept
 */
export function slabs(slabBytes = 4 * LARGE): (bytes: Uint8Array) => Buffer {
  let slab = Buffer.alloc(0);
  let used = 0;
  return (bytes) => {
    if (bytes.length > LARGE) return copyOf(bytes);
    if (used + bytes.length > slab.length) {
      slab = Buffer.allocUnsafeSlow(slabBytes);
      used = 0;
    }
    const kept = slab.subarray(used, used + bytes.length);
    kept.set(bytes);
    used += bytes.length;
    return kept;
  };
}

function copyOf(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}
