import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { barsOf } from './bars.ts';
import { cardinalities } from './cardinality.ts';
import { coldLoads } from './cold.ts';
import { gatewaySamples } from './gateway.ts';
import { barsTable, cardinalityTable, coldTable, gatewayTable, sightTable, synthTable } from './report.ts';
import { medians, ratiosTo } from './samples.ts';
import { sightCosts } from './sight.ts';
import { synthCosts } from './synth.ts';

/** `npm run bench`: what the platform costs, beside peers, in one run. */
const PARTS = ['gateway', 'cold', 'sight', 'synth'];
/** Around the bound of labels for tenants, and far beyond it. */
const TENANTS = [1, 100, 1_000, 2_000, 10_000];
const root = path.join(__dirname, '..', '..');

async function main(): Promise<void> {
  const options = new Command('bench')
    .option('--json <file>', 'write the figures to a file')
    .option('--only <parts>', `comma-separated: ${PARTS.join(', ')}`, partsOf, PARTS)
    .option('--rounds <n>', 'rounds of each measurement', roundsOf, 5)
    .parse()
    .opts<{ json?: string; only: readonly string[]; rounds: number }>();
  const { only: parts, rounds } = options;
  const say = (text: string) => process.stdout.write(`${text}\n\n`);

  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${process.platform}, Node ${process.version}`;
  say(`Machine: ${machine}. Medians of ${rounds} rounds.`);
  const cold = parts.includes('cold') ? coldLoads(path.join(root, 'dist', 'bundles'), rounds * 3) : [];
  if (cold.length > 0) say(coldTable(cold));
  const synth = parts.includes('synth') ? synthCosts([1, 3, 6, 12], rounds) : [];
  if (synth.length > 0) say(synthTable(synth));
  const sight = parts.includes('sight') ? await sightCosts(rounds) : [];
  if (sight.length > 0) say(sightTable(sight));
  const cardinality = parts.includes('sight') ? await cardinalities(TENANTS) : [];
  if (cardinality.length > 0) say(cardinalityTable(cardinality));
  const samples = parts.includes('gateway') ? await gatewaySamples(root, rounds) : {};
  const gateway = medians(samples);
  const ratios = { portkey: ratiosTo('portkey', samples), 'node-undici': ratiosTo('node-undici', samples) };
  if (Object.keys(gateway).length > 0) {
    say(gatewayTable('median', gateway));
    say(gatewayTable("median of the rounds' ratios to portkey", ratios.portkey));
  }
  const bars = barsOf(samples, cold);
  if (bars.length > 0) say(barsTable(bars));
  if (options.json) {
    const figures = { machine, rounds, cold, synth, sight, cardinality, gateway, ratios, bars };
    writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  }
}

function partsOf(text: string): string[] {
  const parts = text.split(',');
  const strangers = parts.filter((part) => !PARTS.includes(part));
  if (strangers.length === 0) return parts;
  throw new InvalidArgumentError(`There is no part '${strangers.join("', '")}'; choose from ${PARTS.join(', ')}.`);
}

function roundsOf(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= 100) return rounds;
  throw new InvalidArgumentError('It must be a whole number from 1 to 100.');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
