import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { loadPlatformConfig } from '../../lib/config/load.ts';

interface ExplainOptions {
  readonly config: string;
  readonly region?: string;
  readonly tenant?: string;
  readonly principal: string;
  readonly requestId: string;
  readonly at?: string;
  readonly api?: string;
  readonly json?: true;
}

/** `blueprint route`: what the aliases of a configuration do. */
export function routeCommand(): Command {
  return new Command('route')
    .description('explain which models stand behind an alias')
    .addCommand(
      new Command('explain')
        .description(
          'read a request body from stdin and say which candidates would be asked, in which order, and why not the others',
        )
        .option(
          '--config <file or preset>',
          'configuration file, or preset single-region | multi-region | cloud-apis',
          'single-region',
        )
        .option('--region <name>', 'region of the router (default: the primary region)')
        .option('--tenant <name>', 'who asks (default: the first tenant)')
        .option('--principal <id>', 'the key or user that asks; splits by principal depend on it', 'example-key')
        .option('--request-id <id>', 'splits by request depend on it', 'example-request')
        .option('--at <time>', 'ISO 8601, e.g. 2026-01-05T09:30:00Z (default: now)')
        .option('--api <name>', 'chat | responses | messages | embeddings (default: the one that the request fits)')
        .option('--json', 'print JSON')
        .action(explainRequest),
    );
}

async function explainRequest(options: ExplainOptions): Promise<void> {
  const [{ apiNamed }, { explain }, { explanationText }] = await Promise.all([
    import('./api.ts'),
    import('./explain.ts'),
    import('./explanation-text.ts'),
  ]);
  const api = options.api === undefined ? undefined : apiNamed(options.api);
  const config = await loadPlatformConfig(options.config);
  const { region = config.primaryRegion, tenant = Object.keys(config.tenants)[0] ?? '', principal, requestId } = options;
  const circumstances = { region, tenant, principal, requestId, at: timeOf(options.at) };
  const explanation = await explain(config, circumstances, jsonOf(await text(process.stdin)), api);
  process.stdout.write(options.json ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation));
}

function timeOf(written: string | undefined): number {
  if (written === undefined) return Date.now();
  const at = /^\d{4}-\d\d-\d\d/.test(written) ? Date.parse(written) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new Error(`'${written}' is no time; use ISO 8601, e.g. 2026-01-05T09:30:00Z`);
}

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new Error('stdin holds no JSON; give the body of a request, e.g. blueprint route explain < request.json');
  }
}
