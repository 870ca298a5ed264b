import type { ChatMessage } from '../openai/chat-message.ts';
import { isObject, isString } from '../openai/fields.ts';
import type { Turn } from './store.ts';

/** Turns that a model has to see together: a tool call, its results, and what the assistant made of them. */
interface Group {
  readonly turns: Turn[];
  /** Ids of calls without a result. */
  readonly open: Set<string>;
}

/**
 * The messages of earlier turns to put before new ones. A tool call comes with all of its results or not at all, whatever turns of
 * parallel requests lie between them; the oldest groups are left out until the rest fits.
 *
 * @param maxBytes of the messages as JSON; a group that new messages belong to stays, however large
 */
export function historyFor(turns: readonly Turn[], added: readonly ChatMessage[], maxBytes: number): readonly ChatMessage[] {
  const groups = groupsOf(turns);
  const answered = unansweredResults({ messages: added });
  const continued = groups.findLast(({ open }) => answered.some((id) => open.has(id)));
  const current = continued === undefined ? [] : [continued];
  const earlier = groups.filter(({ open }) => open.size === 0);
  let bytes = sizeOf(current);
  const kept = [...current];
  for (const group of earlier.reverse()) {
    bytes += sizeOf([group]);
    if (bytes > maxBytes) break;
    kept.unshift(group);
  }
  return kept.flatMap((group) => group.turns.flatMap(({ messages }) => messages));
}

function groupsOf(turns: readonly Turn[]): Group[] {
  const groups: Group[] = [];
  for (const turn of turns) {
    const results = unansweredResults(turn);
    const group =
      results.length === 0
        ? { turns: [], open: new Set<string>() }
        : groups.findLast(({ open }) => results.every((id) => open.has(id)));
    // The call that these results belong to has expired: without it no model takes them.
    if (group === undefined) continue;
    if (results.length === 0) groups.push(group);
    group.turns.push(turn);
    for (const message of turn.messages) {
      for (const id of resultIdOf(message)) group.open.delete(id);
      for (const id of callIdsOf(message)) group.open.add(id);
    }
  }
  return groups;
}

/** Ids of results in a turn whose calls stand in an earlier one. */
function unansweredResults({ messages }: Turn): readonly string[] {
  const own = new Set<string>();
  return messages.flatMap((message) => {
    for (const id of callIdsOf(message)) own.add(id);
    return resultIdOf(message).filter((id) => !own.has(id));
  });
}

function callIdsOf(message: ChatMessage): readonly string[] {
  const { tool_calls: calls } = message as { readonly tool_calls?: unknown };
  if (message.role !== 'assistant' || !Array.isArray(calls)) return [];
  return calls.flatMap((call) => (isObject(call) && isString(call.id) ? [call.id] : []));
}

function resultIdOf(message: ChatMessage): readonly string[] {
  const { tool_call_id: id } = message as { readonly tool_call_id?: unknown };
  return message.role === 'tool' && isString(id) ? [id] : [];
}

const sizeOf = (groups: readonly Group[]): number =>
  groups.reduce((sum, { turns }) => sum + turns.reduce((bytes, turn) => bytes + bytesOf(turn.messages), 0), 0);

/** As JSON. */
export const bytesOf = (messages: readonly ChatMessage[]): number => Buffer.byteLength(JSON.stringify(messages));
