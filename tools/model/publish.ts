import { modelCommand } from './command.ts';

// What `blueprint model tool` bundles: the sub-commands of `blueprint model`, for pods that push what they made.
modelCommand()
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`, () => process.exit(1));
  });
