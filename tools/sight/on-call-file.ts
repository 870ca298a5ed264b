import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConfigError, type Problem } from '../../lib/config/config-error.ts';
import { readJson, readYaml } from '../../lib/config/load/data-file.ts';
import { readModule } from '../../lib/config/load/module-file.ts';
import { problemsFromZod } from '../../lib/config/problems/from-zod.ts';
import { field, list, named, oneOf, section, text } from '../../lib/config/schema/field.ts';
import type { OnCall } from '../../services/observability/alerting/on-call.ts';

const line = (description: string, example: string) =>
  text(/^[^\n]{1,1000}$/, description, { is: 'a line of text', use: `a text such as ${example}` });
const secretFile = (description: string) =>
  text(/^\/[\w./-]+$/, description, { is: 'the path of a file', use: 'a path such as /etc/alertmanager/secrets/key' });
const receiver = z.discriminatedUnion('kind', [
  section(
    { kind: z.literal('sns'), topicArn: line('Topic of SNS.', 'arn:aws:sns:<region>:<account>:<topic>') },
    'A topic of SNS.',
  ),
  section(
    { kind: z.literal('chat'), channel: line('Channel.', '#llm-platform'), urlFile: secretFile("Holds the webhook's URL.") },
    'A channel of a chat.',
  ),
  section(
    {
      kind: z.literal('pager'),
      routingKeyFile: secretFile('Holds the key of the service.'),
      url: line('Of the events API.', 'https://events.pagerduty.com/v2/enqueue').optional(),
    },
    'A service that wakes people.',
  ),
  section(
    {
      kind: z.literal('webhook'),
      url: line('Where alerts are sent.', 'https://alerts.example.org/in'),
      tokenFile: secretFile('Holds a token for the header authorization.').optional(),
    },
    'Anything that takes alerts as JSON.',
  ),
]);
const receivers = field(receiver, 'Who is told.', {
  is: 'a receiver',
  use: "an object whose kind is 'sns', 'chat', 'pager' or 'webhook', with the fields of docs/observability.md",
});
const name = line('Name of a receiver.', 'pager');
const time = line('Time of the day.', '22:00');

const schema = section(
  {
    receivers: named(z.string(), receivers, 'Receivers by name.', 'an object of receivers by name'),
    routes: list(
      section(
        {
          receiver: name,
          severity: list(oneOf(['critical', 'warning', 'info'], 'Severity.'), 'Severities.', 'a list of severities').optional(),
          component: list(
            oneOf(['gateway', 'triton', 'vllm', 'gpu', 'kubernetes', 'redis', 'vector-store', 'monitoring'], 'Component.'),
            'Components.',
            'a list of components',
          ).optional(),
          repeat: line('Told again after so long.', '4h').optional(),
          quietHours: section(
            {
              ranges: list(
                section({ from: time, to: time }, 'From when until when.'),
                'Ranges.',
                "a list such as [{ from: '22:00', to: '24:00' }]",
              ),
              timezone: line('Timezone.', 'Europe/Dublin'),
            },
            'When nobody is told.',
          ).optional(),
        },
        'Alerts, and who is told of them.',
      ),
      'Routes; the first that fits takes the alert.',
      'a list of routes',
    ),
    otherwise: name,
  },
  'Who is on call.',
);

/**
 * Who is on call, from a file of TypeScript, JavaScript, JSON or YAML.
 *
 * @throws ConfigError with everything that is malformed
 */
export async function readOnCall(file: string, cwd: string = process.cwd()): Promise<OnCall> {
  if (!existsSync(path.resolve(cwd, file))) {
    throw new ConfigError([{ path: file, message: 'is not there; give a file ending in .ts, .js, .json or .yaml' }], '--on-call');
  }
  const input = await readerOf(file)(path.resolve(cwd, file), file);
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new ConfigError(problemsFromZod(schema, input, parsed.error.issues).map(aboutKind), file);
  // Fields that may be left out are left out, never undefined: it has been JSON, YAML or an object that zod has copied.
  return parsed.data as OnCall;
}

/** Which form of a receiver was meant is not known when its kind is none. */
const aboutKind = (problem: Problem): Problem =>
  problem.path.endsWith('.kind')
    ? { ...problem, message: `${problem.value ?? 'this'} is no kind of receiver; use sns, chat, pager or webhook` }
    : problem;

function readerOf(file: string): (file: string, name: string) => Promise<unknown> {
  const extension = path.extname(file).toLowerCase();
  if (extension === '.json') return readJson;
  return extension === '.yaml' || extension === '.yml' ? readYaml : readModule;
}
