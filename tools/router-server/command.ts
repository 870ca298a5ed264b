import path from 'node:path';
import { Command } from 'commander';

/** `blueprint pack`: the router as one file for containers. */
export function packCommand(): Command {
  return new Command('pack')
    .description('pack the built router and its server into one file for containers, named by its digest')
    .option('--out <folder>', 'where the file goes', path.join('dist', 'router'))
    .option('--json', 'print JSON')
    .action(async ({ out, json }: { out: string; json?: true }) => {
      const { packRouter } = await import('./pack.ts');
      const packed = await packRouter(out);
      process.stdout.write(
        json ? `${JSON.stringify(packed, null, 2)}\n` : `${packed.file}\nsha256  ${packed.sha256}\nbytes   ${packed.bytes}\n`,
      );
    });
}
