/**
 * What a text can be found to be. OpenAI's names where OpenAI has one; `toxicity` is the model's overall judgement, of which hate,
 * harassment and illicit are parts. `sensitive` words stand on lists that do not say why.
 */
export const CATEGORIES = [
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

export type Category = (typeof CATEGORIES)[number];

export const isCategory = (text: string): text is Category => (CATEGORIES as readonly string[]).includes(text);
