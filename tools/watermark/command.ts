import { text } from 'node:stream/consumers';
import { Command } from 'commander';

interface VerifyOptions {
  readonly state: string;
  readonly keyFile?: string;
  readonly tenant: readonly string[];
  readonly json?: true;
}

/** `blueprint watermark`: where a text comes from. */
export function watermarkCommand(): Command {
  return new Command('watermark')
    .description('marks of origin in generated texts')
    .addCommand(
      new Command('verify')
        .description('read a text from stdin and say which marks of the platform are in it; ends with 1 when there is none')
        .option('--state <folder>', 'the local platform whose key made the marks', '.local')
        .option('--key-file <file>', 'a file with the key that made the marks, instead')
        .option('--tenant <names...>', 'tenants that may have got the text (default: with --state, all that have keys there)', [])
        .option('--json', 'print JSON')
        .action(verify),
    );
}

async function verify({ state, keyFile, tenant: tenants, json }: VerifyOptions): Promise<void> {
  const [{ keyOf, tenantsOf }, { report, reportText }] = await Promise.all([import('./key.ts'), import('./report.ts')]);
  const key = await keyOf(keyFile, state);
  const known = tenants.length > 0 || keyFile !== undefined ? tenants : await tenantsOf(state);
  const found = report(await text(process.stdin), key, known);
  process.stdout.write(`${json ? JSON.stringify(found) : reportText(found)}\n`);
  if (found.marks.length === 0) process.exitCode = 1;
}
