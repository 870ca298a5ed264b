import { routerCost } from '../../../tools/cost/router-cost.ts';
import { routerCostText } from '../../../tools/cost/router-cost-text.ts';
import { blueprint } from '../../support/local-platform.ts';

const defaults = { config: 'single-region', rps: '5', streamSeconds: '10' };

test('prints the report of 5 requests/s and 10 s streams by default', async () => {
  const { code, stdout, stderr } = await blueprint(['cost', 'router']).exited;
  expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: '', stdout: routerCostText(await routerCost(defaults)) });
});

test('--json prints the same figures as one document', async () => {
  const args = ['cost', 'router', '--rps', '2', '--stream-seconds', '20', '--region', 'us-east-1', '--json'];
  const { stdout } = await blueprint(args).exited;
  expect(JSON.parse(stdout)).toEqual(await routerCost({ ...defaults, rps: '2', streamSeconds: '20', region: 'us-east-1' }));
});

test('a mistake is a sentence on stderr, with exit code 1', async () => {
  expect(await blueprint(['cost', 'router', '--rps', '-1']).exited).toEqual({
    code: 1,
    stdout: '',
    stderr: "--rps '-1' is not a number above 0 and up to 100000; write 0.5 or 20\n",
  });
});
