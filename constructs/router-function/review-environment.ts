import { ReviewEnvironment } from '../../lambda/review/contract.ts';
import { RouterEnvironment } from '../../lambda/router/contract/environment.ts';
import type { IModeration } from '../moderation/moderation.ts';

/** Where the router's guard sends what it holds, and finds what people decided. */
export const reviewEnvironment = ({ queue, cases, sealingKey }: IModeration): Record<string, string> => ({
  [RouterEnvironment.REVIEWS]: `sqs:${queue.queueUrl}`,
  [RouterEnvironment.DECISIONS]: `dynamodb:${cases.tableName}`,
  [ReviewEnvironment.SEALING_KEY]: `secretsmanager:${sealingKey.secretArn}`,
});
