import type { RemoteTarget } from '../../contract/targets.ts';
import { OpenAiError } from '../http/openai-error.ts';
import type { RouterPorts } from '../ports.ts';

interface Asking {
  readonly target: RemoteTarget;
  readonly model: string;
  readonly requestId: string;
}

/** What the upstream asks for, if anything. @throws OpenAiError 503 when it cannot be read */
export async function credentialOf(
  { target, model, requestId }: Asking,
  { secrets, log }: RouterPorts,
): Promise<string | undefined> {
  if (!('apiKey' in target) || target.apiKey === undefined) return undefined;
  try {
    return await secrets.read(target.apiKey.secret);
  } catch (error) {
    throw withoutCredential(error, model, requestId, log);
  }
}

/** The client's error; the operator's goes to the log. */
export function withoutCredential(error: unknown, model: string, requestId: string, log: RouterPorts['log']): OpenAiError {
  log('error', 'credential not readable', { requestId, error: error instanceof Error ? error.message : String(error) });
  return new OpenAiError(503, `The platform cannot read its credential for '${model}' at the moment.`, {
    code: 'credential_unavailable',
  });
}
