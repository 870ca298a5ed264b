import { MODERATION_CATEGORIES as CATEGORIES, type ModerationCategory as Category } from '../../router/contract/moderation.ts';

export { CATEGORIES, type Category };

export const isCategory = (text: string): text is Category => (CATEGORIES as readonly string[]).includes(text);
