/** Puts marks of origin into texts, and takes them out. */
export interface Marker {
  /**
   * Marks one text that arrives in pieces.
   *
   * @param at epoch milliseconds: the mark says the day
   */
  filter(tenant: string, at: number): { push(text: string): string; end(): string };
  /** A text without the marks in it, whoever made them. */
  unmarked(text: string): string;
}

export interface Watermark {
  /** Reads the key, with the first request that needs it. @throws Error when it cannot */
  ready(): Promise<Marker>;
}
