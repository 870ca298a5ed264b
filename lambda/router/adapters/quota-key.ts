import { hash } from 'node:crypto';

/** A counter's name as stores keep it: of fixed length, and without the text that clients send as `user`. */
export const quotaKey = (key: string): string => hash('sha256', key, 'base64url').slice(0, 27);
