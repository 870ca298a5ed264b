import { Command } from 'commander';

/** `blueprint moderate < in.jsonl > out.jsonl`: what the guard of the router makes of texts. */
export function moderateCommand(): Command {
  return new Command('moderate')
    .description('judge texts: lines {"id","text"} from stdin, lines {"id","action","scores","hits","micros"} to stdout')
    .action(async () => {
      const { moderateLines } = await import('./moderate.ts');
      await moderateLines(process.stdin, process.stdout);
    });
}
