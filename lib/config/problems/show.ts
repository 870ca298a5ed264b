const LONGEST = 80;
const HIDDEN = '(hidden)';

const FIELDS = '(key|secret|token|password|passphrase|credentials?|authorization)';
const PREFIXES =
  '(Bearer |(sk|pk|rk|ak|gsk|hf|xai|pplx|nvapi|r8|whsec|ghp|gho|ghs|glpat|npm|dapi|xox[a-z])[-_]|github_pat_|AKIA|ASIA|AIza|eyJ)';

/** Names of fields that hold secrets in one convention or another. */
const SECRET_FIELD = new RegExp(`${FIELDS}$`, 'i');

/** How credentials look: the prefixes that vendors give their keys, JSON web tokens, long hex, and long text of mixed case and digits. */
const SECRET = new RegExp(`^${PREFIXES}|^[0-9a-f]{32,}$|^(?=.*\\d)(?=.*[a-z])(?=.*[A-Z])([A-Za-z0-9]{32,}|[A-Za-z0-9+/]{40})$`);

/** Longer text, such as a line of a file, in which a credential stands or a field that holds one is set. */
const SECRET_INSIDE = new RegExp(`(?<![A-Za-z0-9])${PREFIXES}`);
const FIELD_INSIDE = new RegExp(`${FIELDS}["']?\\s*[:=]`, 'i');

/** Whether a text seems to be a credential rather than a name. */
export function looksLikeSecret(text: string): boolean {
  return SECRET.test(text);
}

/** A value as text for a message: JSON with strings in single quotes, shortened, with whatever seems secret hidden. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? `'${JSON.stringify(masked(value)).slice(1, -1)}'` : showOther(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function showOther(value: unknown): string {
  if (typeof value === 'number') return String(value);
  try {
    return JSON.stringify(value, (key, part) => (SECRET_FIELD.test(key) ? HIDDEN : mask(part))) ?? `a ${typeof value}`;
  } catch {
    return Array.isArray(value) ? 'a list that is not JSON' : `a ${typeof value} that is not JSON`;
  }
}

/** Names are masked as well as values: a key pasted in the wrong place becomes a name. */
function mask(part: unknown): unknown {
  if (typeof part === 'string') return masked(part);
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [masked(name), value]));
}

/** Hides a credential; in a URL only the user name, the password, the query and the fragment. */
function masked(text: string): string {
  const withoutUser = text.replace(/:.*@/s, `:${HIDDEN}@`);
  const rest = /^[a-z]+:/i.test(text) ? withoutUser.replace(/[?#].*$/s, `?${HIDDEN}`) : withoutUser;
  return [SECRET, SECRET_INSIDE, FIELD_INSIDE].some((pattern) => pattern.test(rest)) ? HIDDEN : rest;
}
