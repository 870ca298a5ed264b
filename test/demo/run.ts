import assert from 'node:assert/strict';
import path from 'node:path';
import { installedPrograms } from '../sight/programs.ts';
import { harness } from '../support/harness.ts';
import { chaos, startedDemo } from './demo.ts';
import { testFaults } from './faults.ts';
import { testRefusals } from './refusals.ts';
import { testScaledRules } from './scaled-rules.ts';
import { testTraces } from './traces.ts';

/** `npm run test:demo`: the demo as its user starts it, broken and mended by `blueprint chaos`, and ended by Ctrl-C. */
harness('demo', async (run) => {
  const state = path.join(run.folder, 'state');
  await testScaledRules(run, installedPrograms().promtool);
  await run.check('without a demo, chaos says how to start one', async () => {
    const { code, stderr } = await chaos(state, 'off');
    assert.equal(code, 1);
    assert.match(stderr, /^no demo runs with its state in '.+'; start one by npm run demo/);
  });
  const demo = await startedDemo(['--state', state, '--port', '0', '--dashboards-port', '0']);
  console.log(
    `the demo is up after ${(performance.now() / 1000).toFixed(0)} s${demo.missing.map((each) => `\n  missing: ${each}`)}`,
  );
  await testRefusals(run, demo, state);
  await testTraces(run, demo);
  await testFaults(run, demo, state);
  await run.check('Ctrl-C ends all of it, and leaves nothing behind', async () => {
    assert.equal(await demo.interrupt(), 130);
    for (const url of [demo.url, demo.prometheus, demo.alertmanager, demo.dashboards, demo.traces]) {
      await assert.rejects(fetch(url), `${url} still answers`);
    }
    assert.match((await chaos(state, 'status')).stderr, /^no demo runs/);
  });
});
