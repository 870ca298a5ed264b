import { reviewsFrom } from '../../../../lambda/router/adapters/review-queue.ts';
import type { ReviewCase } from '../../../../lambda/router/contract/moderation.ts';

const CASE: ReviewCase = {
  id: 'case-1',
  at: 0,
  requestId: 'request-1',
  tenant: 'acme',
  principal: 'key-1',
  side: 'input',
  text: 'words that nobody but a reviewer may see',
  categories: ['toxicity'],
  scores: { toxicity: 0.85 },
  hits: [],
  policy: { toxicity: { review: 0.8 } },
};

const AWS = { region: 'eu-west-1', upstream: { send: async () => Promise.reject(new Error('nothing is sent')) } };

test('without a locator there is no queue', () => {
  expect(reviewsFrom({}, AWS)).toEqual({});
});

test('the log is told of a case, and not what it says', async () => {
  const written: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  try {
    await reviewsFrom({ REVIEW_QUEUE: 'log:' }, AWS).reviews?.enqueue(CASE);
  } finally {
    write.mockRestore();
  }
  expect(written.map((line) => JSON.parse(line))).toEqual([
    {
      level: 'warn',
      message: 'held for review',
      case: 'case-1',
      requestId: 'request-1',
      tenant: 'acme',
      side: 'input',
      categories: 'toxicity',
    },
  ]);
});

test('another locator is refused with those that exist', () => {
  expect(() => reviewsFrom({ REVIEW_QUEUE: 'carrier-pigeon:' }, AWS)).toThrow("REVIEW_QUEUE is 'carrier-pigeon:'");
});
