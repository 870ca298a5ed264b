import type { CallerContext } from '../../../authorizer/contract.ts';
import { sendJson } from '../answers.ts';
import { configOf, type Exchange } from '../exchange.ts';
import { invalidRequest } from '../http/openai-error.ts';
import { checkSessionId, storeOf, unavailable } from './session.ts';

/**
 * `DELETE /v1/sessions/{id}`: forgets a conversation of the caller's own tenant and key. The answer is the same whether there was one or not,
 * so it can be asked for twice and tells nothing of other callers' conversations.
 *
 * @throws OpenAiError 400 for an id of another form, or where nobody has sessions; 503 when the store is out of reach
 */
export async function forgetSession(exchange: Exchange, { tenant, principal }: CallerContext): Promise<void> {
  const { parameters, ports, requestId, sink } = exchange;
  const { id = '' } = parameters;
  checkSessionId(id, 'id');
  const { sessions } = await configOf(exchange);
  // A tenant whose sessions were taken away may still have some.
  if (sessions === undefined && ports.sessions === undefined) {
    throw invalidRequest('Sessions are not configured here: there is none to delete.', 'id', 'sessions_not_configured');
  }
  await storeOf(exchange)
    .forget({ tenant, principal, id })
    .catch((error: unknown) => unavailable(exchange, error));
  // A body, though there is little to say: Lambda streams no status without one.
  sendJson(sink, requestId, 200, { id, object: 'session.deleted', deleted: true });
}
