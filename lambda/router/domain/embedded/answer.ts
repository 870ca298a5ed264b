/** What an embedded model answers: a whole JSON value, or the events of a stream. */
export interface EmbeddedAnswer {
  /** Sent as `x-model-notice`: what stands behind this name is no language model. */
  readonly notice: string;
  readonly body: { readonly json: unknown } | { readonly events: Iterable<string> };
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Words as tokens: whatever stands between blanks, with the blanks before it. */
export const wordsOf = (text: string): readonly string[] => text.trimEnd().match(/\s*\S+/g) ?? [];
