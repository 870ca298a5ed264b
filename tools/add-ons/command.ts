import path from 'node:path';
import { Command } from 'commander';

/** `blueprint add-ons`: what stands around the models of a cluster becomes Kubernetes manifests. */
export function addOnsCommand(): Command {
  return new Command('add-ons')
    .description('write the Kubernetes manifests of device plugins, GPU queues and routers: a folder for each region, for GitOps')
    .requiredOption('--config <file>', 'TypeScript, JavaScript, JSON or YAML file with what each region has')
    .requiredOption('--out <folder>', 'where the manifests go; those of an earlier run are replaced')
    .option('--json', 'print one JSON document instead of a line for each region')
    .action(async ({ config, out, json }: { config: string; out: string; json?: true }) => {
      const [{ readAddOns }, { writeManifests }] = await Promise.all([
        import('./read-add-ons.ts'),
        import('../manifests/write-manifests.ts'),
      ]);
      const regions = await readAddOns(config);
      const folder = path.resolve(out);
      await writeManifests(folder, regions);
      const summary = [...regions].map(([region, files]) => ({ region, objects: files.size }));
      process.stdout.write(
        json
          ? `${JSON.stringify({ out: folder, regions: summary }, null, 2)}\n`
          : `${summary.map(({ region, objects }) => `${region.padEnd(16)} ${objects} objects\n`).join('')}Manifests: ${folder}\n`,
      );
    });
}
