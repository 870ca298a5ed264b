import { KeywordAutomaton } from '../lexicon/keyword-automaton.ts';

/** Marks of chat templates: in a message they would speak as the system, or end somebody's turn. */
const RESERVED_TOKENS: readonly string[] = [
  '<|im_start|>',
  '<|im_end|>',
  '<|im_sep|>',
  '<|endoftext|>',
  '<|endofprompt|>',
  '<|fim_prefix|>',
  '<|fim_middle|>',
  '<|fim_suffix|>',
  '<|begin_of_text|>',
  '<|end_of_text|>',
  '<|start_header_id|>',
  '<|end_header_id|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|python_tag|>',
  '<|system|>',
  '<|user|>',
  '<|assistant|>',
  '<|end|>',
  '<|start|>',
  '<|channel|>',
  '<|message|>',
  '<|return|>',
  '<|call|>',
  '[inst]',
  '[/inst]',
  '<<sys>>',
  '<</sys>>',
  '<start_of_turn>',
  '<end_of_turn>',
  '<|tool_call|>',
  '<|tool_response|>',
  '<｜begin▁of▁sentence｜>',
  '<｜end▁of▁sentence｜>',
  '<｜user｜>',
  '<｜assistant｜>',
  '[gmask]',
  '<sop>',
  '<|observation|>',
];

const AUTOMATON = new KeywordAutomaton(RESERVED_TOKENS);

/** Where such marks stand in a text as written, in any case of letters. */
export function reservedTokens(written: string): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  if (!/[<[]/.test(written)) return found;
  AUTOMATON.scan(lowerAscii(written), (_, start, end) => found.push({ start, end }));
  return found;
}

/** Unlike `toLowerCase` this never changes the length. */
const lowerAscii = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
