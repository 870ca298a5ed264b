/** Where a value stands in a JSON text: from its first character to before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A member of an object: where its value stands, and where the member begins. */
export interface MemberSpan extends Span {
  readonly name: string;
  readonly start: number;
}

/** The members of the object that begins here, in order, those that occur twice included. The text is valid JSON. */
export function membersAt(text: string, at: number): readonly MemberSpan[] {
  const members: MemberSpan[] = [];
  let start = skipBlanks(text, at + 1);
  while (text[start] === '"') {
    const end = endOfString(text, start);
    // The name may be written with escapes.
    const name: string = JSON.parse(text.slice(start, end));
    const from = skipBlanks(text, skipBlanks(text, end) + 1);
    const to = endOfValue(text, from);
    members.push({ name, start, from, to });
    start = afterComma(text, to);
  }
  return members;
}

/** The elements of the array that begins here. The text is valid JSON. */
export function elementsAt(text: string, at: number): readonly Span[] {
  const elements: Span[] = [];
  let from = skipBlanks(text, at + 1);
  while (from < text.length && text[from] !== ']') {
    const to = endOfValue(text, from);
    elements.push({ from, to });
    from = afterComma(text, to);
  }
  return elements;
}

/** The first character from here on that is no blank. */
export function skipBlanks(text: string, at: number): number {
  let index = at;
  while (BLANKS.includes(text[index] ?? '-')) index += 1;
  return index;
}

const BLANKS = ' \t\n\r';

function afterComma(text: string, at: number): number {
  const next = skipBlanks(text, at);
  return text[next] === ',' ? skipBlanks(text, next + 1) : next;
}

function endOfValue(text: string, at: number): number {
  const first = text[at];
  if (first === '"') return endOfString(text, at);
  if (first !== '{' && first !== '[') return endOfScalar(text, at);
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return text.length;
}

/** What follows the string that begins here. */
export function endOfString(text: string, at: number): number {
  let end = text.indexOf('"', at + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function endOfScalar(text: string, at: number): number {
  let end = at;
  while (end < text.length && !',]}'.includes(text[end] ?? '') && !BLANKS.includes(text[end] ?? '')) end += 1;
  return end;
}
