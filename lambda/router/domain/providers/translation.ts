import type { TranslatedTarget } from '../../contract/targets.ts';
import { ANTHROPIC } from './anthropic.ts';
import { anthropicCall } from './anthropic-call.ts';
import { BEDROCK } from './bedrock.ts';
import { bedrockCall } from './bedrock-call.ts';
import type { Provider, ProviderCall, Question } from './provider.ts';
import { TRITON, tritonCall } from './triton.ts';

/** A chat in a provider's words, and how to read what it answers. */
export interface Translation {
  readonly provider: Provider;
  readonly call: ProviderCall;
}

/** @throws OpenAiError 400 that names what the provider cannot be asked for */
export function translate(target: TranslatedTarget, question: Question): Translation {
  switch (target.kind) {
    case 'anthropic':
      return { provider: ANTHROPIC, call: anthropicCall(target, question) };
    case 'bedrock':
      return { provider: BEDROCK, call: bedrockCall(target, question) };
    case 'triton':
      return { provider: TRITON, call: tritonCall(target, question) };
  }
}
