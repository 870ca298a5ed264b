import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { coldLoads } from './cold.ts';
import { gatewayMedians } from './gateway.ts';
import { coldTable, gatewayTable, synthTable } from './report.ts';
import { synthCosts } from './synth.ts';

/** `npm run bench`: what the platform costs, beside peers, in one run. */
const root = path.join(__dirname, '..', '..');

async function main(): Promise<void> {
  const options = new Command('bench')
    .option('--json <file>', 'write the figures to a file')
    .option('--only <parts>', 'comma-separated: gateway, cold, synth', 'gateway,cold,synth')
    .option('--rounds <n>', 'rounds of each measurement', '5')
    .parse()
    .opts<{ json?: string; only: string; rounds: string }>();
  const parts = options.only.split(',');
  const rounds = Number(options.rounds);
  const say = (text: string) => process.stdout.write(`${text}\n\n`);

  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${process.platform}, Node ${process.version}`;
  say(`Machine: ${machine}. Medians of ${rounds} rounds.`);
  const cold = parts.includes('cold') ? coldLoads(path.join(root, 'dist', 'bundles'), rounds * 3) : [];
  if (cold.length > 0) say(coldTable(cold));
  const synth = parts.includes('synth') ? synthCosts([1, 3, 6, 12], rounds) : [];
  if (synth.length > 0) say(synthTable(synth));
  const gateway = parts.includes('gateway') ? await gatewayMedians(root, rounds) : {};
  if (Object.keys(gateway).length > 0) say(gatewayTable(gateway));
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, rounds, cold, synth, gateway }, null, 2)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
