/** Tries at most; each is a request. */
const MAX_TRIES = 400;

/**
 * A smaller event that still shows the problem: members, items and halves of strings are left out as long as it does.
 *
 * @param fails whether an event shows the problem
 */
export async function shrunk(event: unknown, fails: (event: unknown) => Promise<boolean>): Promise<unknown> {
  let smallest = event;
  let tries = 0;
  for (let progress = true; progress; ) {
    progress = false;
    for (const candidate of smaller(smallest)) {
      if (++tries > MAX_TRIES) return smallest;
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      progress = true;
      break;
    }
  }
  return smallest;
}

/** Every value that is one step smaller. A string that holds JSON shrinks as what it holds. */
function* smaller(value: unknown): Generator<unknown> {
  if (typeof value === 'string') yield* smallerText(value);
  else if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.toSpliced(index, 1);
    for (const [index, item] of value.entries()) for (const less of smaller(item)) yield value.with(index, less);
  } else if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value);
    for (const [name] of members) yield Object.fromEntries(members.filter(([other]) => other !== name));
    for (const [name, member] of members) for (const less of smaller(member)) yield { ...value, [name]: less };
  }
}

function* smallerText(text: string): Generator<string> {
  const inner = jsonOf(text);
  if (typeof inner === 'object' && inner !== null) for (const less of smaller(inner)) yield JSON.stringify(less);
  else if (text.length > 1) {
    const half = Math.ceil(text.length / 2);
    yield text.slice(0, half);
    yield text.slice(half);
    yield text.slice(1);
    yield text.slice(0, -1);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
