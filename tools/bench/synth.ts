import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { median, round } from './medians.ts';

/** What synthesising a number of regions costs, whole process, medians. */
export interface SynthCost {
  readonly regions: number;
  readonly validated: boolean;
  readonly resources: number;
  readonly wallS: number;
  readonly cpuS: number;
  readonly rssMb: number;
}

type Sample = Pick<SynthCost, 'resources' | 'wallS' | 'cpuS' | 'rssMb'>;

export function synthCosts(regionCounts: readonly number[], runs: number): SynthCost[] {
  return [false, true].flatMap((validated) =>
    regionCounts.map((regions) => {
      const samples = Array.from({ length: runs }, () => synthOnce(regions, validated));
      const middle = (pick: (sample: Sample) => number) => round(median(samples.map(pick)), 2);
      return {
        regions,
        validated,
        resources: middle(({ resources }) => resources),
        wallS: middle(({ wallS }) => wallS),
        cpuS: middle(({ cpuS }) => cpuS),
        rssMb: Math.round(middle(({ rssMb }) => rssMb)),
      };
    }),
  );
}

function synthOnce(regions: number, validated: boolean): Sample {
  const script = path.join(__dirname, 'synth-once.ts');
  // As `npm run synth`: the validator is a large WASM module that runs for a second, and optimising it costs more than it saves.
  const args = ['--liftoff-only', '--import', 'tsx', script, String(regions), validated ? 'validate' : 'plain'];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })) as Sample;
}
