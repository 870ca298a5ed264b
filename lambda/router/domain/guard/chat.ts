import type { ChatMessage } from '../openai/chat-message.ts';
import type { FilterFactory, FiltersBeside } from '../output/text-filter.ts';
import type { Guard } from './guard.ts';
import { guardInput } from './input.ts';
import { textsOfMessages, withTexts } from './message-texts.ts';
import type { Placeholders } from './moderator.ts';
import { outputFilter } from './output.ts';

/** A chat's messages as the model is to see them, and what its answer goes through. */
export interface GuardedChat extends FiltersBeside {
  /** The messages given, when nothing was masked. */
  readonly messages: readonly ChatMessage[];
  /** Of its text. */
  readonly filters: readonly FilterFactory[];
}

/** @throws OpenAiError 400 when the policy blocks a message or holds it; 503 when they cannot be judged */
export async function guardChat(guard: Guard, messages: readonly ChatMessage[]): Promise<GuardedChat> {
  const { settings, judge } = guard;
  const { texts, placeholders } = await guardInput(guard, settings.input === undefined ? [] : textsOfMessages(messages));
  const { output } = settings;
  // Judged first: what the client itself sent comes back to it unjudged.
  const judging: readonly FilterFactory[] = output === undefined ? [] : [() => outputFilter(guard, output)];
  const unmasking = (table: Placeholders): readonly FilterFactory[] => (table.size === 0 ? [] : [() => judge.unmasker(table)]);
  return {
    messages: texts === undefined ? messages : withTexts(messages, texts),
    filters: [...judging, ...unmasking(placeholders)],
    ofCalls: [...judging, ...unmasking(inJson(placeholders))],
    // Placeholders stay there: thoughts are sent back to the model, and may be signed as they are.
    ofAsides: judging,
  };
}

/** As the values stand inside a string of JSON. */
const inJson = (placeholders: Placeholders): Placeholders =>
  new Map([...placeholders].map(([placeholder, value]) => [placeholder, JSON.stringify(value).slice(1, -1)]));
