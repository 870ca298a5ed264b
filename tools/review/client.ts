import { withoutTrailingSlash } from '../../lib/config/upstream-url.ts';

/** Which platform, and who asks. */
export interface ReviewTarget {
  /** Up to and including `/v1`. */
  readonly url: string;
  readonly key?: string;
  readonly json?: true;
}

export interface ListOptions extends ReviewTarget {
  readonly state?: string;
  readonly category?: string;
  readonly tenant?: string;
}

/** A case as the review API shows it. */
export interface ShownCase {
  readonly id: string;
  readonly tenant: string;
  readonly state: string;
  readonly createdAt: string;
  readonly scores: Readonly<Record<string, number>>;
  readonly redacted: string;
}

/**
 * Asks the review API.
 *
 * @param path below `/reviews`
 * @param body @default - a GET
 * @throws Error with the platform's own words, or what to do where it cannot be reached
 */
export async function askReviews<T>({ url, key }: ReviewTarget, path: string, body?: object): Promise<T> {
  if (key === undefined)
    throw new Error('no key: set BLUEPRINT_API_KEY to the key of a reviewer, from blueprint keys create --role reviewer');
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new Error(`--url '${url}' is no http or https URL; write one such as https://llm.example.com/v1`);
  const response = await fetch(`${withoutTrailingSlash(url)}/reviews${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new Error(`${url} cannot be reached (${error instanceof Error ? error.message : error}); name the platform with --url`);
  });
  const answer = (await response.json().catch(() => ({}))) as T & { readonly error?: { readonly message?: string } };
  if (!response.ok) throw new Error(answer.error?.message ?? `${url} answered ${response.status}`);
  return answer;
}
