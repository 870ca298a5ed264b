import { inWords } from '../chaos/faults.ts';
import { exitOnSignals } from '../emulator/child.ts';
import { type Demo, startDemo } from './demo.ts';
import type { Told } from './on-call.ts';
import { type DemoOptions, demoOptions } from './options.ts';

/** `npm run demo`: everything at once on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  exitOnSignals();
  const options = demoOptions(process.argv.slice(2));
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const aside = options.json ? () => undefined : say;
  aside('starting …');
  const demo = await startDemo(options, (told) => aside(toldText(told)));
  if (options.json) {
    const { load: _load, faults: _faults, ...places } = demo;
    say(JSON.stringify({ ...places, pid: process.pid }));
    return;
  }
  say(startedText(demo, options));
  report(demo, say);
}

function startedText(demo: Demo, { speed, state }: DemoOptions): string {
  const { url, apiKey, dashboards, prometheus, alertmanager, traces, replayed, missing } = demo;
  const chaos = `npx blueprint chaos${state === '.local' ? '' : ` --state ${state}`}`;
  return `
  platform      ${url}  (key ${apiKey})
  its page      ${new URL('/', url)}
  dashboards    ${dashboards}
  Prometheus    ${prometheus}/alerts
  Alertmanager  ${alertmanager}
  traces        ${traces}/traces/<trace id>, e.g. of an exemplar
  load          ${replayed}
${missing.map((sentence) => `  missing       ${sentence}\n`).join('')}
  An hour of the rules takes ${(3600 / speed).toFixed(0)} s here: windows and waits are divided by ${speed}.
  Break something in another terminal, and watch:

    ${chaos} upstream-errors --rate 0.5
    ${chaos} status
    ${chaos} off

  Ctrl-C ends everything.
`;
}

const toldText = ({ receiver, status, labels, annotations }: Told): string =>
  `${receiver === 'pager' ? 'PAGER' : 'chat '}  ${status.padEnd(8)}  ${labels.alertname} (${labels.severity}): ${annotations.description}`;

const REPORT_MS = 15_000;

/** A line on the load now and then. */
function report({ load, faults }: Demo, say: (text: string) => void): void {
  let before = load.counts();
  setInterval(() => {
    const now = load.counts();
    const since = (name: 'answered' | 'fallback' | 'refused' | 'failed' | 'heldBack') => now[name] - before[name];
    const held = since('heldBack') > 0 ? `, ${since('heldBack')} not sent, for 200 were on their way` : '';
    const rate = ((since('answered') + since('fallback') + since('refused') + since('failed')) / REPORT_MS) * 1000;
    const on = faults().length === 0 ? '' : `; on: ${faults().map(inWords).join('; ')}`;
    say(
      `load   ${rate.toFixed(0)} requests/s: ${since('answered')} answered, ${since('fallback')} by a fallback, ` +
        `${since('refused')} refused, ${since('failed')} failed${held}${on}`,
    );
    before = now;
  }, REPORT_MS);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`, () => process.exit(1));
});
