import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';

interface VerifyOptions {
  readonly keyFile: string;
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
        .requiredOption('--key-file <file>', 'the key that the marks were made with')
        .option('--tenant <path...>', 'tenants that may have generated the text, e.g. acme/search', [])
        .option('--json', 'print JSON')
        .action(verify),
    );
}

async function verify({ keyFile, tenant: tenants, json }: VerifyOptions): Promise<void> {
  const { report, reportText } = await import('./report.ts');
  const found = report(await text(process.stdin), keyOf(keyFile), tenants);
  process.stdout.write(`${json ? JSON.stringify(found) : reportText(found)}\n`);
  if (found.marks.length === 0) process.exitCode = 1;
}

const MIN_KEY_BYTES = 16;

function keyOf(file: string): Buffer {
  const key = Buffer.from(readFileSync(file, 'utf8').trim());
  if (key.length >= MIN_KEY_BYTES) return key;
  throw new Error(`${file} holds a key of ${key.length} bytes; marks are made with ${MIN_KEY_BYTES} or more`);
}
