/** The review API under one key, which is kept in this closure and nowhere else. */
export function reviewApi(key) {
  const base = new URL('v1/reviews', document.baseURI);

  async function ask(path, body) {
    const response = await fetch(`${base.href}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      cache: 'no-store',
      credentials: 'omit',
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.error?.message ?? `The platform answered ${response.status}.`);
    return answer;
  }

  const on = (id, action) => `/${encodeURIComponent(id)}${action}`;
  return {
    stats: () => ask('/stats'),
    list: (state, after) => ask(`?${new URLSearchParams({ limit: '50', ...(state && { state }), ...(after && { after }) })}`),
    open: (id) => ask(on(id, '')),
    claim: (id) => ask(on(id, '/claim'), {}),
    unmask: (id) => ask(on(id, '/unmask'), {}),
    decide: (id, decision) => ask(on(id, '/decide'), decision),
    appeal: (id, reason) => ask(on(id, '/appeal'), { reason }),
  };
}
