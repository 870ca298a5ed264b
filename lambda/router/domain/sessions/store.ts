import type { ChatMessage } from '../openai/chat-message.ts';

/** Whose conversation. Sessions of two principals of a tenant are two sessions, whatever their ids. */
export interface SessionKey {
  readonly tenant: string;
  readonly principal: string;
  readonly id: string;
}

/** What one request added to a conversation: the client's new messages and the assistant's answer. */
export interface Turn {
  readonly messages: readonly ChatMessage[];
}

/** The newest turns of a conversation, oldest first. */
export interface History {
  readonly turns: readonly Turn[];
  /** The number that the next turn gets, unless somebody else is faster. */
  readonly next: number;
}

export interface SessionStore {
  /**
   * @param maxBytes of the turns as JSON: older ones are left out
   * @param now epoch milliseconds: turns that have expired are left out
   */
  load(key: SessionKey, maxBytes: number, now: number): Promise<History>;
  /**
   * Adds a turn in one step.
   *
   * @param expiresAt epoch seconds
   * @returns false, and nothing is changed, when there is a turn of this number
   */
  append(key: SessionKey, number: number, turn: Turn, expiresAt: number): Promise<boolean>;
}
