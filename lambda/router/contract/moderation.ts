import type { AbuseRules } from './abuse.ts';
import type { SecondOpinion } from './second-opinion.ts';

/**
 * What texts are scored for. OpenAI's names where OpenAI has one; `toxicity` is the model's overall judgement, of which hate, harassment and
 * illicit are parts. `sensitive` words stand on lists that do not say why.
 */
export const MODERATION_CATEGORIES = [
  'toxicity',
  'hate',
  'harassment',
  'profanity',
  'sexual',
  'violence',
  'self-harm',
  'illicit',
  'politics',
  'advertising',
  'sensitive',
  'prompt-injection',
  'pii',
  'secrets',
] as const;

export type ModerationCategory = (typeof MODERATION_CATEGORIES)[number];

/** What can come of a text, the severest last. */
export const MODERATION_ACTIONS = ['flag', 'mask', 'review', 'block'] as const;

export type ModerationAction = (typeof MODERATION_ACTIONS)[number];

/** Categories whose finds have a place in the text, so that they can be replaced there. */
export const MASKABLE_CATEGORIES: readonly ModerationCategory[] = ['pii', 'secrets'];

/** From which score on, 0 to 1, which action is taken; the severest that applies counts. */
export type ModerationThresholds = Readonly<Partial<Record<ModerationAction, number>>>;

/** By category. Nothing comes of a category that is not named. */
export type ModerationPolicy = Readonly<Partial<Record<ModerationCategory, ModerationThresholds>>>;

/** How the texts of a tenant are guarded. */
export interface TenantModeration {
  /** For what goes to models. @default - not judged */
  readonly input?: ModerationPolicy;
  /** For what models say. @default - not judged */
  readonly output?: ModerationPolicy;
  /** What happens to requests while texts cannot be judged. */
  readonly whenUnavailable: 'refuse' | 'allow';
  /** Characters of a streamed answer that are held back, so that what is cut by two chunks is found before its end is sent. */
  readonly streamWindow: number;
  /** What comes of it when requests are refused again and again. There only with `input`. @default - nothing does */
  readonly abuse?: AbuseRules;
  /** Whether chats' answers get a mark of origin. @default - they do not */
  readonly watermark?: boolean;
  /** Who is asked about what the first levels are not sure of. @default - nobody */
  readonly secondOpinion?: SecondOpinion;
}

/** Who is guarded how. */
export interface Moderation {
  /** For tenants that are not named. @default - they are not guarded */
  readonly default?: TenantModeration;
  /** By tenant; in place of the default. @default - none */
  readonly tenants?: Readonly<Record<string, TenantModeration>>;
}

/** What the short words for policies are made of. */
export const DEFAULT_THRESHOLDS: ModerationPolicy = Object.freeze({
  toxicity: { flag: 0.5, review: 0.8, block: 0.93 },
  'prompt-injection': { flag: 0.5, review: 0.8, block: 0.9 },
  pii: { flag: 0.5 },
  secrets: { mask: 0.5 },
});

/** A text that waits for a person's decision. Holds the text itself: whoever keeps it keeps it encrypted. */
export interface ReviewCase {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly requestId: string;
  readonly tenant: string;
  /** The API key's public part, or a token's subject. */
  readonly principal: string;
  readonly side: 'input' | 'output';
  /** The text that was held: one message's, or the piece of an answer that was being judged. */
  readonly text: string;
  /** Those that reached a threshold. */
  readonly categories: readonly ModerationCategory[];
  /** Of these categories, 0 to 1. */
  readonly scores: Readonly<Partial<Record<ModerationCategory, number>>>;
  /** What was found where: UTF-16 ranges of the text. */
  readonly hits: readonly { readonly start: number; readonly end: number; readonly category: string; readonly type: string }[];
  /** The thresholds of these categories, as they were. */
  readonly policy: ModerationPolicy;
}
