import { object, whole } from './schema.ts';

export const upstreamTimeouts = object({ connectMs: whole, firstTokenMs: whole, stallMs: whole, totalMs: whole });
