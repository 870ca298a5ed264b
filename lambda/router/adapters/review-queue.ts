import { adapterFor } from '../../common/locator.ts';
import { log } from '../../common/log.ts';
import { once } from '../../common/once.ts';
import type { ReviewCase as SealedCase } from '../../review/contract.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import type { ReviewCase } from '../contract/moderation.ts';
import type { ReviewDecisions, ReviewQueue } from '../domain/guard/moderator.ts';
import type { RouterPorts, Upstream } from '../domain/ports.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface Aws {
  readonly region: string;
  readonly upstream: Upstream;
}

/** The queue and the decisions that the environment asks for, if it does. What they need is loaded with the first text that is held or compared. */
export function reviewsFrom(environment: Environment, aws: Aws): Pick<RouterPorts, 'reviews' | 'decisions'> {
  return {
    ...(environment[RouterEnvironment.REVIEWS] !== undefined && { reviews: queueFrom(environment, aws) }),
    ...(environment[RouterEnvironment.DECISIONS] !== undefined && { decisions: lazyDecisions(environment) }),
  };
}

const queueFrom = (environment: Environment, { region, upstream }: Aws): ReviewQueue =>
  adapterFor<ReviewQueue>(environment, RouterEnvironment.REVIEWS, {
    log: () => LOG,
    sqs: (url) => sealing(environment, async () => (await import('./sqs-review-queue.ts')).sqsSender(url, region, upstream)),
    sqlite: (file) => sealing(environment, async () => (await import('./sqlite-review-queue.ts')).sqliteSender(file)),
  });

/** Tells operators that there is a case; the text stays out of the log. */
const LOG: ReviewQueue = {
  enqueue: async ({ id, requestId, tenant, side, categories }) =>
    log('warn', 'held for review', { case: id, requestId, tenant, side, categories: categories.join(',') }),
};

/** Nothing leaves the process in the clear. */
function sealing(environment: Environment, load: () => Promise<(sealed: SealedCase) => Promise<void>>): ReviewQueue {
  const parts = once(async () => {
    const [{ sealedCase }, { sealingKeyFrom }, send] = await Promise.all([
      import('../../common/review/sealed-case.ts'),
      import('../../common/review/sealing-key.ts'),
      load(),
    ]);
    return { sealedCase, send, key: sealingKeyFrom(environment) };
  });
  return {
    enqueue: async (item) => {
      const { sealedCase, key, send } = await parts();
      await send(sealedCase(inTheClear(item), await key()));
    },
  };
}

const inTheClear = ({ at, requestId, tenant, side, text, scores, hits, policy }: ReviewCase) => ({
  ...{ requestId, tenant, side, text, hits },
  createdAt: new Date(at).toISOString(),
  scores: scores as Readonly<Record<string, number>>,
  policy: policy as Readonly<Record<string, Readonly<Record<string, number>>>>,
});

function lazyDecisions(environment: Environment): ReviewDecisions {
  const decisions = once(async () => (await import('./review-decisions.ts')).reviewDecisions(environment));
  return { verdictOf: async (tenant, text) => (await decisions()).verdictOf(tenant, text) };
}
