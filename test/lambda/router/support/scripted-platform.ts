import { type LocalPlatform, startPlatform } from '../../../support/local-platform.ts';
import { call, chunk, completion, more, streamOf, usageChunk } from '../domain/dialects/support.ts';
import { type Answer, answerJson, mockUpstream, startEvents } from './mock-upstream.ts';

/** Parameters of the tool that the model `tools` calls. */
export const WEATHER = { type: 'object' as const, properties: { city: { type: 'string' } } };

/** How it calls it. */
export const CALL = { id: 'call-1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } };

/** What the upstream does, by the name of the model. */
const ANSWERS: Readonly<Record<string, (stream: boolean) => Answer>> = {
  tools: (stream) => (to) => {
    if (!stream) return answerJson(to, 200, completion({ content: 'Let me see.', tool_calls: [CALL] }, 'tool_calls'));
    startEvents(to);
    const pieces = [chunk({ content: 'Let me ' }), chunk({ content: 'see.' }), chunk(call(0, 'call-1', 'weather'))];
    to.end(streamOf(...pieces, chunk(more(0, '{"city":')), chunk(more(0, '"Oslo"}')), chunk({}, 'tool_calls'), usageChunk));
  },
  dying: () => (to) => {
    startEvents(to);
    to.write(streamOf(chunk({ content: 'Half of ' })).replace('data: [DONE]\n\n', ''), () => setTimeout(() => to.destroy(), 20));
  },
  busy: () => (to) => answerJson(to, 429, { error: { message: 'Slow down.' } }, { 'retry-after': '77' }),
};

/** The local platform in front of such an upstream. */
export interface ScriptedPlatform extends LocalPlatform {
  /** What the upstream was asked last. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into requests of every shape
  readonly asked: () => any;
}

export async function startScriptedPlatform(): Promise<ScriptedPlatform> {
  const upstream = await mockUpstream((to, request, count) => {
    const { model, stream = false } = JSON.parse(request.body) as { model: string; stream?: boolean };
    ANSWERS[model]?.(stream)(to, request, count);
  });
  const platform = await startPlatform([], { OPENAI_BASE_URL: upstream.baseUrl, OPENAI_API_KEY: 'sk-upstream' });
  const stop = async () => {
    const exit = await platform.stop();
    await upstream.close();
    return exit;
  };
  return { ...platform, stop, asked: () => JSON.parse(upstream.seen.at(-1)?.body ?? '') };
}
