import { Command } from 'commander';

/** `blueprint model`: models with their versions, in a folder or in S3. What does the work is loaded when it is asked for. */
export function modelCommand(): Command {
  return new Command('model')
    .description('push models to a folder or to S3, and say which version is served')
    .addCommand(
      printing(new Command('push'))
        .description('push a folder as a version; the same push again goes on where it ended')
        .argument('<folder>', 'with all files of the model')
        .requiredOption('--to <store>', 'a folder, or s3://bucket/prefix')
        .requiredOption('--name <name>', 'of the model')
        .requiredOption('--version <version>', 'e.g. 3; a version is never overwritten')
        .option('--created-from <text>', 'for whoever asks later, e.g. hf:owner/model@revision')
        .option('--licence <expression>', 'e.g. Apache-2.0')
        .option('--lineage <subject=text...>', 'e.g. dataset=s3://data/2026-11')
        .action(async (...args) => (await import('./run.ts')).runPush(args[0], args[1])),
    )
    .addCommand(
      inStore(new Command('list'))
        .description('list versions, and which names point to them')
        .argument('[name]', 'one model (default: all)')
        .action(async (...args) => (await import('./run.ts')).runList(args[0], args[1])),
    )
    .addCommand(
      named(inStore(new Command('promote')))
        .description('point a name to a version')
        .argument('<name>', 'of the model')
        .argument('<version>', 'that was pushed')
        .action(async (...args) => (await import('./run.ts')).runPromote(args[0], args[1], args[2])),
    )
    .addCommand(
      named(inStore(new Command('rollback')))
        .description('point a name back to where it pointed before its last promotion')
        .argument('<name>', 'of the model')
        .action(async (...args) => (await import('./run.ts')).runRollback(args[0], args[1])),
    )
    .addCommand(
      named(inStore(new Command('locate')))
        .description('print where the version is that a name points to, for tritonserver --model-repository')
        .argument('<name>', 'of the model')
        .action(async (...args) => (await import('./run.ts')).runLocate(args[0], args[1])),
    )
    .addCommand(
      inStore(new Command('verify'))
        .description('read every file, and hold it against the manifest')
        .argument('[name]', 'one model (default: all)')
        .argument('[version]', 'one version of it (default: all)')
        .action(async (...args) => (await import('./run.ts')).runVerify(args[0], args[1], args[2])),
    );
}

const inStore = (command: Command): Command =>
  printing(command.requiredOption('--in <store>', 'a folder, or s3://bucket/prefix'));

const named = (command: Command): Command => command.option('--as <name>', 'e.g. canary', 'production');

const printing = (command: Command): Command =>
  command.option('--region <name>', 'region of the bucket (default: AWS_REGION)').option('--json', 'print JSON');
