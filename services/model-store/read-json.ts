import type { z } from 'zod';

/** @throws Error with every reason why the bytes are not what the schema says */
export function readJson<T>(schema: z.ZodType<T>, bytes: Uint8Array, where: string): T {
  const { success, data, error } = schema.safeParse(parsed(bytes, where));
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw new Error(`${where} cannot be read: ${problems.join('; ')}`);
}

function parsed(bytes: Uint8Array, where: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new Error(`${where} cannot be read: it is not JSON`);
  }
}
