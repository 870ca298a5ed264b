import path from 'node:path';
import { Command } from 'commander';
import { loadPlatformConfig } from '../../lib/config/load.ts';
import { qdrantWorkload } from '../../lib/config/qdrant-workload.ts';

/** `blueprint manifests`: what is served on GPUs becomes Kubernetes manifests. */
export function manifestsCommand(): Command {
  return new Command('manifests')
    .description('write the Kubernetes manifests of what is served on GPUs: a folder for each region, for GitOps')
    .requiredOption('--config <file or preset>', 'configuration file, or preset single-region | multi-region | cloud-apis')
    .requiredOption('--out <folder>', 'where the manifests go; those of an earlier run are replaced')
    .option(
      '--deployed <folder>',
      'for routers in the cluster: <region>.json with what their stack has made, as its parameter says',
    )
    .option('--json', 'print one JSON document instead of a line for each region')
    .action(async (options: { config: string; out: string; deployed?: string; json?: true }) => {
      // cdk8s is loaded only where it is needed: the other sub-commands start faster without it.
      const [{ manifestsOf }, { besideModels }, { writeManifests }] = await Promise.all([
        import('./manifests.ts'),
        import('./beside-models.ts'),
        import('./write-manifests.ts'),
      ]);
      const out = path.resolve(options.out);
      const config = await loadPlatformConfig(options.config);
      const { regions: configured, observability } = config;
      const regions = manifestsOf(
        Object.values(configured).flatMap(({ serving }) => serving ?? []),
        observability,
        Object.keys(configured).flatMap((region) => qdrantWorkload(config, region) ?? []),
        await besideModels(config, options.deployed),
      );
      await writeManifests(out, regions);
      const summary = [...regions].map(([region, files]) => ({ region, objects: files.size }));
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ out, regions: summary }, null, 2)}\n`
          : `${summary.map(({ region, objects }) => `${region.padEnd(16)} ${objects} objects\n`).join('')}Manifests: ${out}\n`,
      );
    });
}
