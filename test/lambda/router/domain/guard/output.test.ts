import fc from 'fast-check';
import type { ReviewCase } from '../../../../../lambda/router/contract/moderation.ts';
import { outputFilter } from '../../../../../lambda/router/domain/guard/output.ts';
import { isStop, type TextFilter } from '../../../../../lambda/router/domain/output/text-filter.ts';
import { BROKEN_JUDGE, guardWith, POLICY } from '../../support/moderator.ts';

/** All that came out, and the error that ended it. */
function read(filter: TextFilter, pieces: readonly string[]) {
  let out = '';
  for (const step of [...pieces.map((piece) => () => filter.push(piece)), () => filter.end()]) {
    const given = step();
    if (isStop(given)) return { out, stop: given.stop };
    out += given;
  }
  return { out };
}

const filtered = (pieces: readonly string[], ...of: Parameters<typeof guardWith>) => {
  const { guard, journal, lines } = guardWith(...of);
  return { ...read(outputFilter(guard, POLICY), pieces), journal, lines };
};

/** Cuts a text at these places. */
const cut = (text: string, places: readonly number[]): string[] => {
  const at = [...new Set([0, ...places.map((place) => place % (text.length + 1)), text.length])].sort((a, b) => a - b);
  return at.slice(1).flatMap((end, index) => (end > (at[index] ?? 0) ? [text.slice(at[index], end)] : []));
};

const places = fc.array(fc.nat(5_000), { maxLength: 60 });
const harmless = fc.string({ unit: fc.constantFrom('a', 'word ', '. ', '!\n', '好', '。', '🙂', '7'), maxLength: 600 });

test('for any text in which nothing is found, and any chunks: the very same text', () => {
  fc.assert(
    fc.property(harmless, places, fc.integer({ min: 16, max: 300 }), (text, at, streamWindow) => {
      const { out, stop } = filtered(cut(text, at), { streamWindow }) as { out: string; stop?: Error };
      expect(stop).toBeUndefined();
      expect(out.replace(/⟨CARD⟩/g, '')).toBe(text.replace(/(?<!\d)\d{16}(?!\d)/g, ''));
    }),
  );
});

test('for any chunks: a blocked word never reaches the client in full, and the answer ends with the error', () => {
  fc.assert(
    fc.property(harmless, harmless, places, (before, after, at) => {
      const { out, stop } = filtered(cut(`${before}canary${after}`, at), {}) as { out: string; stop?: { status: number } };
      expect(out).not.toContain('canary');
      expect(stop).toMatchObject({ status: 400, body: { error: { code: 'content_filter' } } });
      expect(before.startsWith(out) || out.includes('⟨CARD⟩')).toBe(true);
    }),
  );
});

test('for any chunks: what is masked is masked whole', () => {
  const card = '4111111111111111';
  fc.assert(
    fc.property(harmless, harmless, places, (before, after, at) => {
      const text = `${before.replace(/7/g, '')}x${card}x${after.replace(/7/g, '')}`;
      expect(filtered(cut(text, at), {}).out).toBe(text.replace(card, '⟨CARD⟩'));
    }),
  );
});

test('for any chunks: the outcome is that of the text in one piece', () => {
  const words = fc.array(fc.constantFrom('one ', 'canary ', 'rude. ', '4111111111111111 ', 'and so on, and so on, '), {
    maxLength: 80,
  });
  fc.assert(
    fc.property(words, places, (parts, at) => {
      const text = parts.join('');
      const [whole, chunked] = [filtered([text], {}), filtered(cut(text, at), {})];
      expect(chunked.journal.moderation).toEqual(whole.journal.moderation);
      if ('stop' in chunked || 'stop' in whole) expect(whole.out.length).toBeLessThanOrEqual(chunked.out.length);
      else expect(chunked.out).toBe(whole.out);
    }),
  );
});

test('no more than a sentence and the window are held back', () => {
  const { guard } = guardWith({ streamWindow: 64 });
  const filter = outputFilter(guard, POLICY);
  let [said, given] = [0, 0];
  for (let chunk = 0; chunk < 200; chunk++) {
    said += 5;
    given += String(filter.push('word ')).length;
    expect(said - given).toBeLessThan(256 + 64 + 5);
  }
  expect(given).toBeGreaterThan(600);
});

test('a secret longer than the window is held back until it is whole', () => {
  const { guard } = guardWith({ streamWindow: 16 });
  const long = { ...guard.judge };
  const key = `KEY${'k'.repeat(900)}YEK`;
  long.judgementOfPiece = (text) => {
    const start = text.indexOf('KEYk');
    const end = text.includes('YEK') ? text.indexOf('YEK') + 3 : text.length;
    const hits = start < 0 ? [] : [{ start, end, category: 'pii' as const, type: 'private-key' }];
    return {
      ...guard.judge.judgementOfPiece(''),
      scores: { ...guard.judge.judgementOfPiece('').scores, pii: hits.length },
      hits,
    };
  };
  const filter = outputFilter({ ...guard, judge: long }, { pii: { mask: 0.5 } });
  const text = `Here it is: ${key} and that was it, as far as I can tell.`;
  expect(read(filter, text.match(/.{1,7}/g) ?? [])).toEqual({ out: text.replace(key, '⟨PRIVATE_KEY⟩') });
});

test('what is flagged passes, and is noted', () => {
  const { out, journal } = filtered(['how ', 'rude'], {});
  expect(out).toBe('how rude');
  expect(journal.moderation).toEqual({
    action: 'flag',
    categories: ['toxicity'],
    sides: [{ side: 'output', action: 'flag', category: 'toxicity' }],
  });
});

test('what a person is to look at ends the answer and goes to the queue', async () => {
  const cases: ReviewCase[] = [];
  const reviews = { enqueue: async (item: ReviewCase) => void cases.push(item) };
  const { out, stop, journal } = filtered(['quite ', 'doubtful'], {}, { reviews }) as ReturnType<typeof filtered> & {
    stop: unknown;
  };
  await journal.reviewing;
  expect([out, stop]).toMatchObject(['', { status: 400, body: { error: { code: 'under_review' } } }]);
  expect(cases).toMatchObject([
    { side: 'output', tenant: 'research', text: 'quite doubtful', categories: ['toxicity'], scores: { toxicity: 0.85 } },
  ]);
});

test('a case that cannot be kept is told to operators, without its text', async () => {
  const reviews = { enqueue: async () => Promise.reject(new Error('queue is gone')) };
  const { journal, lines } = filtered(['doubtful'], {}, { reviews });
  await expect(journal.reviewing).resolves.toBeUndefined();
  expect(lines).toMatchObject([{ level: 'error', message: 'review case not kept', fields: { error: 'queue is gone' } }]);
  expect(JSON.stringify(lines)).not.toContain('doubtful');
});

test('without a queue it is blocked, and the log says why', () => {
  const { stop, journal, lines } = filtered(['doubtful'], {}) as ReturnType<typeof filtered> & { stop: unknown };
  expect(stop).toMatchObject({ body: { error: { code: 'content_filter' } } });
  expect(journal.moderation?.action).toBe('block');
  expect(lines).toMatchObject([{ message: 'no review queue: blocked instead' }]);
});

test('text that cannot be judged ends the answer', () => {
  const { out, stop } = filtered(['anything'], {}, {}, BROKEN_JUDGE) as { out: string; stop?: unknown };
  expect([out, stop]).toMatchObject(['', { status: 503, body: { error: { code: 'moderation_unavailable' } } }]);
});

test('text that cannot be judged passes where the tenant chose so, and the log says so once', () => {
  const text = 'word '.repeat(300);
  const { out, journal, lines } = filtered([text], { whenUnavailable: 'allow' }, {}, BROKEN_JUDGE);
  expect(out).toBe(text);
  expect(journal.moderation?.action).toBe('unavailable');
  expect(lines).toMatchObject([{ level: 'warn', message: 'moderation unavailable', fields: { error: 'the model is gone' } }]);
});
