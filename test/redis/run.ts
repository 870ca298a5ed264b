import { harness } from '../support/harness.ts';
import { redisProgram } from '../support/redis-server.ts';
import { access } from './access.ts';
import { damage } from './damage.ts';
import { failover } from './failover.ts';
import { pressure } from './pressure.ts';

/** `npm run test:redis`: the router's adapters against Redis servers of their own that are killed, stopped, filled up and lied about. */
harness('redis', async (context) => {
  if (redisProgram === undefined) throw new Error('redis-server is not on the PATH; Debian: apt-get install redis-server');
  await failover(context);
  await pressure(context);
  await damage(context);
  await access(context);
});
