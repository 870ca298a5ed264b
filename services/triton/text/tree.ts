import { TextSyntaxError, type Token, tokensOf } from './tokens.ts';

/** A scalar as written: `text` is the content of a string, or a literal with its sign. */
export interface Literal {
  readonly kind: 'string' | 'literal';
  readonly text: string;
  readonly line: number;
}

export interface Block {
  readonly kind: 'block';
  readonly entries: readonly Entry[];
  readonly line: number;
}

/** A field as written, once for each time it is written. */
export interface Entry {
  readonly name: string;
  readonly line: number;
  /** Written as `[ … ]`. */
  readonly list: boolean;
  readonly values: readonly (Literal | Block)[];
}

/** Deeper than any message of model_config.proto can be nested. */
const DEEPEST = 32;

/**
 * The entries of a protobuf text, before anything is known about its fields.
 *
 * @throws TextSyntaxError at the first place that is no protobuf text
 */
export function entriesOf(text: string): readonly Entry[] {
  const tokens = tokensOf(text);
  const lastLine = tokens.at(-1)?.line ?? 1;
  let at = 0;

  const is = (symbol: string) => tokens[at]?.kind === 'symbol' && tokens[at]?.text === symbol;
  const skip = (symbol: string) => {
    if (!is(symbol)) return false;
    at += 1;
    return true;
  };
  const next = (what: string): Token => {
    const token = tokens[at];
    if (!token) throw new TextSyntaxError(lastLine, `the text ends where ${what} should be; complete it`);
    return token;
  };
  const wrong = (what: string): never => {
    const token = next(what);
    throw new TextSyntaxError(token.line, `${JSON.stringify(token.text)} stands where ${what} should be`);
  };

  const literal = (): Literal => {
    const first = next('a value');
    if (first.kind === 'string') {
      let content = '';
      for (; tokens[at]?.kind === 'string'; at += 1) content += tokens[at]?.text;
      return { kind: 'string', text: content, line: first.line };
    }
    const sign = skip('-') ? '-' : '';
    const token = next('a value');
    if (token.kind !== 'number' && token.kind !== 'name') wrong('a value');
    at += 1;
    return { kind: 'literal', text: sign + token.text, line: first.line };
  };
  const value = (depth: number, colon: boolean): Literal | Block => {
    const { line } = next('a value');
    for (const [open, close] of [['{', '}'] as const, ['<', '>'] as const]) {
      if (skip(open)) return { kind: 'block', entries: block(close, depth + 1), line };
    }
    return colon ? literal() : wrong('":" or "{"');
  };
  const list = (depth: number, colon: boolean): (Literal | Block)[] => {
    const values: (Literal | Block)[] = [];
    if (skip(']')) return values;
    do values.push(value(depth, colon));
    while (skip(','));
    if (!skip(']')) wrong('"," or "]"');
    return values;
  };
  const entry = (depth: number): Entry => {
    const { kind, text: name, line } = next('a field');
    if (kind !== 'name') wrong('the name of a field');
    at += 1;
    const colon = skip(':');
    const isList = skip('[');
    const values = isList ? list(depth, colon) : [value(depth, colon)];
    if (!skip(',')) skip(';');
    return { name, line, list: isList, values };
  };
  const block = (close: string | undefined, depth: number): Entry[] => {
    if (depth > DEEPEST)
      throw new TextSyntaxError(next('"}"').line, `blocks are nested deeper than ${DEEPEST}; no model configuration is`);
    const entries: Entry[] = [];
    while (close === undefined ? at < tokens.length : !is(close)) entries.push(entry(depth));
    if (close !== undefined) skip(close);
    return entries;
  };
  return block(undefined, 0);
}
