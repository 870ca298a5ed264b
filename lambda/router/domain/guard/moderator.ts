import type { ModerationCategory, ReviewCase } from '../../contract/moderation.ts';

/** Something found at a place of a text. */
export interface Find {
  /** UTF-16 range of the text. */
  readonly start: number;
  readonly end: number;
  readonly category: ModerationCategory;
  /** What exactly, e.g. `email`; of a second opinion, whose it is. */
  readonly type: string;
  /** Who found it. A second opinion is of level `model`, and of the whole text. */
  readonly level?: 'rules' | 'pii' | 'model';
}

export interface Judgement {
  /** 0 to 1; every category is there. */
  readonly scores: Readonly<Record<ModerationCategory, number>>;
  readonly hits: readonly Find[];
}

/** By placeholder: what it stands for. Lives as long as the request. */
export type Placeholders = ReadonlyMap<string, string>;

export interface MaskedText {
  readonly text: string;
  /** Those given and those of this text. */
  readonly placeholders: Placeholders;
}

/** Judges texts, with all that it needs at hand. Throws when it cannot. */
export interface Judge {
  /** A text of any length, in pieces between which other requests get their turn. What a tenant asked lately costs no second judgement. */
  judgementOf(tenant: string, text: string): Promise<Judgement>;
  /** A short text, at once. */
  judgementOfPiece(text: string): Judgement;
  /** Replaces finds by placeholders that only this tenant has. */
  masked(tenant: string, text: string, finds: readonly Find[], known: Placeholders): MaskedText;
  /** Puts back, in a text that arrives in pieces, what the placeholders stand for. */
  unmasker(placeholders: Placeholders): { push(text: string): string; end(): string };
}

export interface Moderator {
  /** Loads what texts are judged by, with the first request that needs it. @throws Error when it cannot */
  ready(): Promise<Judge>;
}

/** Where texts wait for people. */
export interface ReviewQueue {
  /** Settles when the case is safe. A case that is there already (same id) changes nothing. */
  enqueue(item: ReviewCase): Promise<void>;
}

/** What people have decided of texts of a tenant. */
export interface ReviewDecisions {
  /** @returns undefined when nobody has decided on a text like this. @throws Error when it cannot be told */
  verdictOf(tenant: string, text: string): Promise<'allow' | 'deny' | undefined>;
}
