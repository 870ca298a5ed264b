import { Command } from 'commander';
import { version } from '../package.json';
import { addOnsCommand } from '../tools/add-ons/command.ts';
import { budgetCommand } from '../tools/budget/command.ts';
import { chaosCommand } from '../tools/chaos/command.ts';
import { costCommand } from '../tools/cost/command.ts';
import { keysCommand } from '../tools/keys/command.ts';
import { serveCommand } from '../tools/local/command.ts';
import { manifestsCommand } from '../tools/manifests/command.ts';
import { modelCommand } from '../tools/model/command.ts';
import { toolCommand } from '../tools/model/tool-command.ts';
import { moderateCommand } from '../tools/moderation/command.ts';
import { reviewCommand } from '../tools/review/command.ts';
import { routeCommand } from '../tools/route/command.ts';
import { packCommand } from '../tools/router-server/command.ts';
import { dashboardsCommand, observabilityCommand } from '../tools/sight/command.ts';
import { synthCommand } from '../tools/synth/command.ts';
import { sentenceOf } from '../tools/system-error.ts';
import { usageCommand } from '../tools/usage/command.ts';
import { watermarkCommand } from '../tools/watermark/command.ts';

const program = new Command('blueprint')
  .description('An LLM platform from one typed configuration: serve it here, synthesise it, manage its keys.')
  .version(version)
  // A sub-command may have a --version of its own.
  .enablePositionalOptions()
  .addCommand(serveCommand())
  .addCommand(synthCommand())
  .addCommand(manifestsCommand())
  .addCommand(observabilityCommand())
  .addCommand(dashboardsCommand())
  .addCommand(chaosCommand())
  .addCommand(addOnsCommand())
  .addCommand(packCommand())
  .addCommand(keysCommand())
  .addCommand(routeCommand())
  .addCommand(budgetCommand())
  .addCommand(costCommand())
  .addCommand(usageCommand())
  .addCommand(reviewCommand())
  .addCommand(moderateCommand())
  .addCommand(watermarkCommand())
  .addCommand(modelCommand().addCommand(toolCommand()));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`, () => process.exit(1));
});
