import { bytesOfMessage } from '../openai/chat-message.ts';
import { isObject } from '../openai/fields.ts';
import { UpstreamFailure, type UpstreamResponse } from '../ports.ts';
import { jsonObject } from '../providers/json.ts';
import { estimatedTokens, type Usage } from '../usage.ts';
import { errorIn, type Flaw, flawIn } from './answer-check.ts';
import { answerHeaders, type Ended, type RelayContext, readBody, refuseCoded, refused, withSource } from './relay.ts';
import { reportedModel, reportedUsage } from './reported.ts';

/** Bytes before and after the word `usage` in which the model's name and the numbers stand. */
const REPORT_WINDOW = 4 * 1024;

/** @throws UpstreamFailure when the body ends early or is no answer; nothing is sent then */
export async function relayWhole(response: UpstreamResponse, context: RelayContext): Promise<Ended> {
  const body = await readBody(response);
  refuseCoded(response);
  const flaw = flawIn(body, context.path);
  if (flaw !== undefined) return flawed(flaw, context);
  context.sink.start(response.status, answerHeaders(response.headers, context.requestId));
  context.sink.write(body);
  const at = body.lastIndexOf('"usage"');
  const report = at < 0 ? '' : body.toString('utf8', Math.max(0, at - REPORT_WINDOW), at + REPORT_WINDOW);
  const usage: Usage = withSource(reportedUsage(report)) ?? {
    inputTokens: context.estimateInput(),
    outputTokens: writtenTokens(body, context.path),
    usageSource: 'estimated',
  };
  const named = reportedModel(body.toString('utf8', 0, REPORT_WINDOW)) ?? reportedModel(report);
  return { status: response.status, partial: false, usage, providerModel: named ?? context.providerModel };
}

/**
 * An answer of the other kind than was asked for, whole or streamed, is none; an error is understood all the same.
 *
 * @throws UpstreamFailure
 */
export async function relayUnlike(response: UpstreamResponse, context: RelayContext, streamed: boolean): Promise<Ended> {
  if (streamed) {
    const why = 'a stream came where a whole answer was asked for';
    // The first chunk is enough to let the upstream go.
    await response.read(() => refuse(why));
    return refuse(why);
  }
  const error = errorIn((await readBody(response)).toString());
  return flawed(error ? { error } : { unlike: 'a stream was asked for, and something else came' }, context);
}

/** @throws UpstreamFailure for what is no error of the upstream's own */
function flawed(flaw: Flaw, context: RelayContext): Ended {
  if ('unlike' in flaw) return refuse(flaw.unlike);
  const { status, body } = flaw.error;
  return refused(context, status, status, {}, body);
}

function refuse(why: string): never {
  throw new UpstreamFailure('broken', why);
}

/** Vectors are no output. Of a chat only what the model wrote counts. */
function writtenTokens(body: Buffer, path: RelayContext['path']): number {
  if (path === '/embeddings') return 0;
  const choices = jsonObject(body.toString())?.choices;
  if (!Array.isArray(choices)) return 0;
  const messages = choices.map((choice) => (isObject(choice) && isObject(choice.message) ? choice.message : {}));
  return estimatedTokens(messages.reduce((sum, message) => sum + bytesOfMessage(message), 0));
}
