import { harness } from '../support/harness.ts';
import { testAuthorizer } from './authorizer.ts';
import { testBudgetAlert } from './budget-alert.ts';
import { LAMBDA_RIC, lambdaRic } from './lambda-ric.ts';
import { testReview } from './review.ts';
import { testBuffered } from './router-buffered.ts';
import { testClientGone } from './router-client-gone.ts';
import { routerSetup } from './router-setup.ts';
import { testStreaming } from './router-streaming.ts';
import { testUsageWriter } from './usage-writer.ts';

/** `npm run test:runtime`: the built bundles under AWS's own runtime client, behind a Runtime API of ours. */
harness('runtime', async (run) => {
  const ric = await lambdaRic();
  console.log(`aws-lambda-ric ${LAMBDA_RIC} on Node ${process.versions.node}`);
  const setup = await routerSetup(run.folder);
  await testStreaming(run, ric, setup);
  await testClientGone(run, ric, setup);
  await testBuffered(run, ric, setup);
  await testAuthorizer(run, ric);
  await testUsageWriter(run, ric);
  await testBudgetAlert(run, ric);
  await testReview(run, ric);
});
