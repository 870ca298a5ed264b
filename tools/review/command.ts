import { Command, Option } from 'commander';
import type { ListOptions, ReviewTarget } from './client.ts';

type Decide = ReviewTarget & { readonly verdict: 'allow' | 'deny'; readonly reason: string; readonly phrase?: string };
type Appeal = ReviewTarget & { readonly reason: string };

/** `blueprint review`: what waits for people, on a platform that runs. */
export function reviewCommand(): Command {
  const one = (name: string, text: string) => withTarget(new Command(name).description(text).argument('<case>', 'its id'));
  return new Command('review')
    .description('list and decide what a platform holds for people')
    .addCommand(
      withTarget(new Command('list').description('list cases, oldest first'))
        .option('--state <name>', 'open, claimed, appealed or decided (default: all that wait)')
        .option('--category <name>', 'e.g. prompt-injection')
        .option('--tenant <name>', 'of one tenant')
        .action(async (options: ListOptions) => (await import('./actions.ts')).list(options)),
    )
    .addCommand(
      one('claim', 'take a case for fifteen minutes').action(async (id: string, options: ReviewTarget) =>
        (await import('./actions.ts')).act(id, 'claim', {}, options),
      ),
    )
    .addCommand(
      one('decide', 'decide a case that you have claimed')
        .addOption(new Option('--verdict <verdict>', 'what counts from now on').choices(['allow', 'deny']).makeOptionMandatory())
        .requiredOption('--reason <text>', 'for whoever reads it later')
        .option('--phrase <words>', 'also deny any text with these words')
        .action(async (id: string, { verdict, reason, phrase, ...target }: Decide) =>
          (await import('./actions.ts')).act(id, 'decide', { verdict, reason, ...(phrase && { phrase }) }, target),
        ),
    )
    .addCommand(
      one('appeal', 'have a decision looked at by somebody else')
        .requiredOption('--reason <text>', 'why')
        .action(async (id: string, { reason, ...target }: Appeal) =>
          (await import('./actions.ts')).act(id, 'appeal', { reason }, target),
        ),
    );
}

function withTarget(command: Command): Command {
  return command
    .option('--url <address>', 'base URL of the platform', 'http://127.0.0.1:8080/v1')
    .addOption(new Option('--key <key>', 'API key or token of a reviewer; better in the environment').env('BLUEPRINT_API_KEY'))
    .option('--json', 'print JSON');
}
