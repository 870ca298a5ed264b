import { email } from './budgets.ts';
import { list, section, text } from './field.ts';
import { secretReference } from './secret-reference.ts';

const slackId = (description: string, example: string) =>
  text(/^[A-Z0-9]{9,32}$/, description, { is: 'an id of Slack', use: `the id in its link, e.g. ${example}` });

/** Who is told of alarms and alerts. */
export const onCall = section(
  {
    emails: list(
      email,
      'Told of every alarm and alert. Each confirms once.',
      "addresses such as ['ops@example.com']",
      20,
    ).optional(),
    slack: section(
      { workspaceId: slackId('Of the workspace.', 'T07EA123LEP'), channelId: slackId('Of the channel.', 'C07EZ1ABC23') },
      'A channel of a workspace that Amazon Q Developer in chat applications may write to. Default: none.',
    ).optional(),
    pager: secretReference(
      'The HTTPS URL of a pager that takes messages of SNS, as a reference to a secret: told of what is critical alone.',
      'on-call/pager-url',
    ).optional(),
  },
  'Who is told. Default: whoever subscribes to the topics.',
);
