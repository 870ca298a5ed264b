import { Command } from 'commander';

/** `blueprint model tool`. It is no part of the file that it writes. */
export const toolCommand = (): Command =>
  new Command('tool')
    .description('write these commands as one file for containers with Node; Jobs that make models push with it')
    .argument('<folder>', 'where publish.js goes')
    .action(async (folder: string) => {
      const { writeTool } = await import('./tool.ts');
      process.stdout.write(`${await writeTool(folder)}\n`);
    });
