import type { ModerationCategory } from './moderation.ts';
import type { OpinionSource } from './second-opinion.ts';

/** What a source can be asked about: its word may lower these. */
export const ASKED_ABOUT: Readonly<Record<OpinionSource['kind'], readonly ModerationCategory[]>> = {
  'bedrock-guardrail': ['toxicity', 'hate', 'harassment', 'sexual', 'violence', 'illicit', 'prompt-injection'],
  'llama-guard': ['toxicity', 'hate', 'harassment', 'sexual', 'violence', 'self-harm', 'illicit'],
  'openai-moderation': ['toxicity', 'hate', 'harassment', 'sexual', 'violence', 'self-harm', 'illicit'],
};
