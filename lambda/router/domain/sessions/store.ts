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
   * @throws SessionUnreadable when trying again does not help
   */
  load(key: SessionKey, maxBytes: number, now: number): Promise<History>;
  /**
   * Adds a turn in one step.
   *
   * @param expiresAt epoch seconds
   * @returns false, and nothing is changed, when there is a turn of this number
   */
  append(key: SessionKey, number: number, turn: Turn, expiresAt: number): Promise<boolean>;
  /** Deletes all turns of a conversation, if there are any. One that fails in the middle can be asked for again. */
  forget(key: SessionKey): Promise<void>;
}

/** What is kept cannot be read, and will not be by itself. The message is for operators: what is wrong and what to do. */
export class SessionUnreadable extends Error {
  override readonly name = 'SessionUnreadable';
}
