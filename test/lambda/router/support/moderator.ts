import { masked, placeholderKey } from '../../../../lambda/common/moderation/placeholders/masked.ts';
import { unmasker } from '../../../../lambda/common/moderation/placeholders/unmasked.ts';
import {
  MODERATION_CATEGORIES,
  type ModerationPolicy,
  type TenantModeration,
} from '../../../../lambda/router/contract/moderation.ts';
import type { Guard } from '../../../../lambda/router/domain/guard/guard.ts';
import type { Find, Judge, Judgement, Moderator } from '../../../../lambda/router/domain/guard/moderator.ts';
import type { RouterPorts } from '../../../../lambda/router/domain/ports.ts';
import { apiRequest, CALLER } from './events.ts';
import { testPorts } from './ports.ts';
import { RecordingSink } from './recording-sink.ts';

/** What is found by the judge below, and how sure it is. */
export const POLICY: ModerationPolicy = {
  toxicity: { flag: 0.5, review: 0.8, block: 0.93 },
  'prompt-injection': { block: 0.9 },
  pii: { mask: 0.5 },
};

/** Each word is as bad as it says. */
const WORDS = { rude: 0.6, doubtful: 0.85, canary: 1 } as const;

/** `inject` is 0.7 sure to be an injection; sixteen digits are a card. */
function judgementOf(text: string): Judgement {
  const toxicity = Object.entries(WORDS).reduce((most, [word, score]) => (text.includes(word) ? Math.max(most, score) : most), 0);
  const hits: Find[] = [...text.matchAll(/(?<!\d)\d{16}(?!\d)/g)].map(({ index }) => ({
    start: index,
    end: index + 16,
    category: 'pii',
    type: 'card',
  }));
  const scores = Object.fromEntries(MODERATION_CATEGORIES.map((category) => [category, 0])) as Record<string, number>;
  return {
    scores: {
      ...scores,
      toxicity,
      'prompt-injection': text.includes('inject') ? 0.7 : 0,
      pii: hits.length > 0 ? 1 : 0,
    } as Judgement['scores'],
    hits,
  };
}

const JUDGE: Judge = {
  judgementOf: async (_, text) => judgementOf(text),
  judgementOfPiece: judgementOf,
  masked: (tenant, text, finds, known) => masked(text, finds, placeholderKey(Buffer.from('secret'), tenant), known),
  unmasker,
};

export const MODERATOR: Moderator = { ready: async () => JUDGE };

export const BROKEN_JUDGE: Judge = {
  ...JUDGE,
  judgementOf: async () => {
    throw new Error('the model is gone');
  },
  judgementOfPiece: () => {
    throw new Error('the model is gone');
  },
};

/** The guard of one request of the tenant `research`. */
export function guardWith(settings: Partial<TenantModeration>, overrides: Partial<RouterPorts> = {}, judge: Judge = JUDGE) {
  const ports = testPorts(overrides);
  const exchange = {
    requestId: 'request-1',
    startedAt: 0,
    request: apiRequest('POST', '/v1/chat/completions', {}),
    parameters: {},
    sink: new RecordingSink(),
    ports,
    journal: { attempts: [] } as Guard['exchange']['journal'],
  };
  const guard: Guard = {
    exchange,
    caller: CALLER,
    settings: { whenUnavailable: 'refuse', streamWindow: 64, ...settings },
    judge,
    asked: { operation: 'chat.completions', model: 'gpt' },
  };
  return { guard, journal: exchange.journal, lines: ports.lines };
}
