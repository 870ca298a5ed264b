import type { CallerContext } from '../../../authorizer/contract.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import { SESSION_ID_PATTERN, type TenantSessions } from '../../contract/sessions.ts';
import type { Exchange } from '../exchange.ts';
import { invalidRequest, OpenAiError } from '../http/openai-error.ts';
import type { ChatMessage } from '../openai/chat-message.ts';
import { shown } from '../openai/fields.ts';
import { bytesOf, historyFor } from './history.ts';
import { type SessionKey, type SessionStore, SessionUnreadable } from './store.ts';

export const SESSION_HEADER = 'x-session-id';

const BYTES_PER_TOKEN = 4;

/** A row of DynamoDB holds 400 KB, of which keys and names take a little. */
const MAX_TURN_BYTES = 380_000;

/** So many others may be faster before a turn is given up. */
const MAX_TRIES = 64;

/** A conversation as it stands before the answer. */
export interface OpenSession {
  /** System messages, history and new messages, as the model sees them. */
  readonly messages: readonly ChatMessage[];
  /** Adds the new messages and the answer to the conversation. Never throws: what cannot be kept is in the log. */
  keep(answer: ChatMessage): Promise<void>;
}

/**
 * Loads the conversation that the client names and puts it between the system messages and the new ones.
 *
 * @returns undefined when the tenant's sessions are only counted, for its limits, and not kept
 * @throws OpenAiError 400 for an id of another form, a tenant without sessions, or messages too large to keep; 503 when the store is out of reach
 */
export async function openSession(
  exchange: Exchange,
  caller: CallerContext,
  { sessions, limits }: RouterConfig,
  id: string,
  messages: readonly ChatMessage[],
): Promise<OpenSession | undefined> {
  const { tenant, principal } = caller;
  checkSessionId(id, SESSION_HEADER);
  const policy = sessions !== undefined && Object.hasOwn(sessions, tenant) ? sessions[tenant] : undefined;
  if (policy === undefined) {
    // The same header is what limits per session count by.
    if (limits !== undefined && Object.hasOwn(limits, tenant) && limits[tenant]?.perSession !== undefined) return undefined;
    throw invalidRequest(
      `Sessions are not configured for the tenant '${tenant}'; leave '${SESSION_HEADER}' out and send the whole conversation.`,
      SESSION_HEADER,
      'sessions_not_configured',
    );
  }
  const begin = messages.findIndex(({ role }) => !isSystem(role));
  const [system, added] = begin < 0 ? [messages, []] : [messages.slice(0, begin), messages.slice(begin)];
  const fresh = added.filter(({ role }) => !isSystem(role));
  if (bytesOf(fresh) > MAX_TURN_BYTES) {
    throw invalidRequest(
      `The new messages are larger than ${MAX_TURN_BYTES} bytes, the most that a session keeps of one turn.`,
      'messages',
    );
  }
  const key = { tenant, principal, id };
  const store = storeOf(exchange);
  const maxBytes = policy.maxTokens * BYTES_PER_TOKEN;
  const { turns, next } = await store
    .load(key, maxBytes + MAX_TURN_BYTES, exchange.ports.clock.now())
    .catch((error: unknown) => unavailable(exchange, error));
  exchange.journal.session = { turns: turns.length };
  return {
    messages: [...system, ...historyFor(turns, added, maxBytes), ...added],
    keep: (answer) => keep(exchange, store, key, policy, next, [...fresh, answer]),
  };
}

/** @throws OpenAiError 400 that names where the id stands */
export function checkSessionId(id: string, where: string): void {
  if (SESSION_ID_PATTERN.test(id)) return;
  throw invalidRequest(`'${where}' must be 1 to 128 letters, digits and . _ -, not ${shown(id)}.`, where);
}

async function keep(
  { ports, requestId }: Exchange,
  store: SessionStore,
  key: SessionKey,
  { ttlSeconds }: TenantSessions,
  next: number,
  messages: readonly ChatMessage[],
): Promise<void> {
  const lost = (error: string) => ports.log('error', 'session turn not stored', { requestId, tenant: key.tenant, error });
  const bytes = bytesOf(messages);
  if (bytes > MAX_TURN_BYTES) return lost(`the turn has ${bytes} bytes, more than ${MAX_TURN_BYTES}`);
  const expiresAt = Math.ceil(ports.clock.now() / 1000) + ttlSeconds;
  try {
    // Whoever was faster has taken the number; the turn goes behind theirs.
    for (let number = next; number < next + MAX_TRIES; number++) {
      if (await store.append(key, number, { messages }, expiresAt)) return;
    }
    lost(`${MAX_TRIES} other turns came first`);
  } catch (error) {
    lost(error instanceof Error ? error.message : String(error));
  }
}

/** @throws OpenAiError 503 when there is none */
export function storeOf(exchange: Exchange): SessionStore {
  return exchange.ports.sessions ?? unavailable(exchange, new Error('the environment names no session store'));
}

/** @throws OpenAiError 503, or 500 when trying again does not help */
export function unavailable({ ports, requestId }: Exchange, error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SessionUnreadable) {
    ports.log('error', 'session unreadable', { requestId, error: message });
    throw new OpenAiError(
      500,
      `This conversation cannot be read any more; begin another one, with another '${SESSION_HEADER}'.`,
      {
        ...{ code: 'session_unreadable', headers: { 'x-should-retry': 'false' } },
      },
    );
  }
  ports.log('error', 'session store unavailable', { requestId, error: message });
  throw new OpenAiError(503, 'The conversation cannot be read at the moment; try again.', { code: 'session_unavailable' });
}

const isSystem = (role: ChatMessage['role']): boolean => role === 'system' || role === 'developer';
