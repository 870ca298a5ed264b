import { Command, InvalidArgumentError } from 'commander';

/** `blueprint chaos`: breaks parts of a running demo, and mends them. */
export function chaosCommand(): Command {
  return new Command('chaos')
    .description('switch faults of a running demo (npm run demo) on and off')
    .argument('<fault>', 'a fault, off or status; anything else lists what there is')
    .option('--rate <share>', 'share of the requests, e.g. 0.5 (default: 1)', numberOf)
    .option('--seconds <n>', 'how long callers wait for a first token (default: 4)', numberOf)
    .option('--upstream <name>', 'large, small or all (default: large)')
    .option('--state <folder>', 'the folder that the demo was given', '.local')
    .action(async (fault: string, { state, ...options }: ChaosOptions) => {
      const { order } = await import('./order.ts');
      process.stdout.write(`${await order(state, fault, options)}\n`);
    });
}

interface ChaosOptions {
  readonly rate?: number;
  readonly seconds?: number;
  readonly upstream?: string;
  readonly state: string;
}

function numberOf(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new InvalidArgumentError(`It is "${text}"; write a number such as 0.5.`);
}
