import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { catalogueRegions } from '../../lib/config/catalogue/regions.ts';
import { platform } from '../../lib/config/platform.ts';
import { synth } from '../synth/synth.ts';

/** One synthesis of N regions in this process; prints wall and CPU seconds of the whole process and its peak memory as JSON. */
async function main(regions: number, validate: boolean): Promise<void> {
  const names = catalogueRegions().slice(0, regions);
  const config = platform({
    name: 'bench',
    regions: Object.fromEntries(names.map((name, i) => [name, { cidr: `10.${10 + i}.0.0/16`, primary: i === 0 }])),
    models: { echo: { echo: {} } },
    tenants: { default: {} },
  });
  const out = mkdtempSync(path.join(tmpdir(), 'synth-'));
  const stacks = await synth({ config, out, validate, today: '2026-11-21' });
  rmSync(out, { recursive: true });
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const resources = stacks.reduce((sum, stack) => sum + stack.resources, 0);
  process.stdout.write(
    JSON.stringify({ resources, wallS: process.uptime(), cpuS: (userCPUTime + systemCPUTime) / 1e6, rssMb: maxRSS / 1024 }),
  );
}

void main(Number(process.argv[2]), process.argv[3] === 'validate');
