import { Command, InvalidArgumentError } from 'commander';

/** `blueprint serve`: the platform on this machine. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('serve the platform on this machine, from the built Lambda bundles')
    .option('--port <number>', 'port to listen on; 0 takes a free one', portOf, 8080)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--config <file or preset>',
      'configuration file, or preset single-region | multi-region | cloud-apis',
      'single-region',
    )
    .option('--region <name>', 'the region to serve (default: the primary region)')
    .option('--state <folder>', 'where keys and usage ledger are kept', '.local')
    .option('--prompts <folder>', 'templates and post-processors in YAML or JSON files, followed as they change')
    .option('--json', 'print {"url", "apiKey", "pid"} as the first line, once ready')
    .action(async (options) => {
      const { serve } = await import('./serve.ts');
      await serve(options);
    });
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
  return port;
}
