import { textOf } from '../openai/chat-message.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { isObject } from '../openai/fields.ts';
import { estimatedTokens } from '../usage.ts';

/** Characters at the end of the prompt that are looked into; its whole length counts all the same. */
const SCANNED = 32_768;

/** Share of each sign in the score; they add up to 1. */
const SHARES = { length: 0.3, code: 0.2, structure: 0.2, tools: 0.15, turns: 0.1, languages: 0.05 } as const;

/** Each sign from 0 to 1: how much of what counts as a lot. */
export type ComplexitySigns = Readonly<Record<keyof typeof SHARES, number>>;

const FULL = { tokens: 2_000, codeLines: 20, steps: 6, tools: 4, turns: 10 } as const;

const CODE_LINE =
  /^[ \t]*(?:[A-Za-z_][\w.]*\(|(?:import|from|def|class|function|const|let|return|SELECT|CREATE|#include)\b|[{}<]|@\w)|[{};]$/;
const LIST_ITEM = /^[ \t]*(?:[-*\u2022]|\d{1,3}[.)])[ \t]/;
const QUESTION = /[?\uFF1F\u061F]/g;
const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Han', 'Hiragana', 'Hangul', 'Devanagari', 'Thai'].map(
  (script) => new RegExp(`\\p{Script=${script}}`, 'u'),
);

const upTo = (value: number, full: number): number => Math.min(1, value / full);

/** How demanding a prompt looks, 0 to 1, without understanding it. Costs one look at the text. */
export function complexityOf(request: ChatRequest): number {
  const signs = signsOf(request);
  const names = Object.keys(SHARES) as (keyof typeof SHARES)[];
  return Math.round(names.reduce((sum, name) => sum + SHARES[name] * signs[name], 0) * 1000) / 1000;
}

/** What the score is made up of. */
export function signsOf({ messages, body }: ChatRequest): ComplexitySigns {
  const whole = messages.map(textOf).join('\n');
  const text = whole.slice(-SCANNED);
  const lines = text.split('\n');
  const prose = lines.filter((line) => !isCode(line)).join('\n');
  const steps = lines.filter((line) => LIST_ITEM.test(line)).length + (prose.match(QUESTION)?.length ?? 0);
  const turns = messages.filter(({ role }) => role === 'user' || role === 'assistant').length;
  const tools = (Array.isArray(body.tools) ? body.tools.length : 0) + (asksForSchema(body.response_format) ? 1 : 0);
  return {
    length: upTo(estimatedTokens(Buffer.byteLength(whole)), FULL.tokens),
    code: text.includes('```') ? 1 : upTo(lines.filter(isCode).length, FULL.codeLines),
    structure: upTo(steps, FULL.steps),
    tools: upTo(tools, FULL.tools),
    turns: upTo(Math.max(0, turns - 1), FULL.turns),
    languages: SCRIPTS.filter((script) => script.test(text)).length > 1 ? 1 : 0,
  };
}

/** A long line is data or prose, and looking for code in it would cost more than it tells. */
const isCode = (line: string): boolean => line.length <= 400 && CODE_LINE.test(line);

const asksForSchema = (format: unknown): boolean => isObject(format) && format.type === 'json_schema';
