import { Command } from 'commander';
import type { CreateOptions, KeysOptions } from './actions.ts';

type Json = { readonly json?: true };

/** `blueprint keys`: the API keys of a platform, deployed or local. */
export function keysCommand(): Command {
  return new Command('keys')
    .description('create, list and revoke API keys of a platform')
    .addCommand(
      withTarget(new Command('create').description('create a key for a tenant; it is shown once'))
        .requiredOption('--tenant <name>', 'a tenant of the configuration')
        .option('--label <text>', 'whose key, for what', '')
        .option('--role <name...>', 'reviewer (of its tenant), reviewer:<tenant> or reviewer:* (default: none)')
        .option('--expires-in <duration>', 'e.g. 12h, 30d, 4w (default: never)')
        .action(create),
    )
    .addCommand(withTarget(new Command('list').description('list all keys, oldest first')).action(list))
    .addCommand(
      withTarget(
        new Command('revoke').description('revoke a key for good').argument('<key id>', 'from blueprint keys list'),
      ).action(revoke),
    );
}

function withTarget(command: Command): Command {
  return command
    .option(
      '--config <file or preset>',
      'configuration file, or preset single-region | multi-region | cloud-apis',
      'single-region',
    )
    .option('--region <name>', 'region of the table (default: the primary region)')
    .option('--table <name>', 'table of the keys (default: <name>-api-keys)')
    .option('--state <folder>', 'keys of the local platform with this state folder, instead of AWS')
    .option('--json', 'print JSON');
}

async function create(options: CreateOptions & Json): Promise<void> {
  const [{ createKey }, { shown }] = await Promise.all([import('./actions.ts'), import('./key-table.ts')]);
  const { apiKey, record } = await createKey(options);
  const key = shown(record, new Date());
  if (options.json) return print({ apiKey, ...key });
  process.stdout.write(`${apiKey}\n`);
  process.stderr.write(
    `Key ${key.keyId} of tenant ${key.tenant}, ${until(key.expiresAt)}. Keep it now: it is not shown again.\n`,
  );
}

async function list(options: KeysOptions & Json): Promise<void> {
  const [{ listKeys }, { keyTable, shown }] = await Promise.all([import('./actions.ts'), import('./key-table.ts')]);
  const now = new Date();
  const keys = (await listKeys(options)).map((record) => shown(record, now));
  if (options.json) return print(keys);
  process.stdout.write(keyTable(keys));
}

async function revoke(keyId: string, options: KeysOptions & Json): Promise<void> {
  const [{ revokeKey }, { shown }] = await Promise.all([import('./actions.ts'), import('./key-table.ts')]);
  const key = shown(await revokeKey(keyId, options), new Date());
  if (options.json) return print(key);
  process.stdout.write(`Key ${key.keyId} is revoked since ${key.revokedAt}. The API may still accept it for up to a minute.\n`);
}

const until = (expiresAt: string | undefined): string => (expiresAt === undefined ? 'which never expires' : `until ${expiresAt}`);

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
