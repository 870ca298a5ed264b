import type { ModerationCategory } from '../../contract/moderation.ts';
import { OpenAiError } from '../http/openai-error.ts';

type Categories = readonly ModerationCategory[];

const named = (categories: Categories): string => categories.join(', ');

/** 400: categories are named, the text never. */
export const inputBlocked = (categories: Categories, param: string): OpenAiError =>
  new OpenAiError(400, `The request goes against the content policy here (${named(categories)}).`, {
    ...{ param, code: 'content_policy_violation' },
  });

/** 400: a person is to decide. */
export const inputHeld = (categories: Categories, param: string): OpenAiError =>
  new OpenAiError(400, `The request is held until a person has looked at it (${named(categories)}).`, {
    ...{ param, code: 'under_review' },
  });

/** 400: tokens are no text, and what cannot be read is not let through. */
export const unreadableInput = (param: string): OpenAiError =>
  new OpenAiError(400, 'Token arrays cannot be judged by the content policy here; send texts.', {
    ...{ param, code: 'content_policy_violation' },
  });

/** In place of the rest of an answer. */
export const outputBlocked = (categories: Categories): OpenAiError =>
  new OpenAiError(400, `The answer goes against the content policy here (${named(categories)}).`, { code: 'content_filter' });

export const outputHeld = (categories: Categories): OpenAiError =>
  new OpenAiError(400, `The answer is held until a person has looked at it (${named(categories)}).`, { code: 'under_review' });

/** 503: nothing passes that could not be judged. */
export const moderationUnavailable = (): OpenAiError =>
  new OpenAiError(503, 'Content cannot be moderated at the moment. Try again later.', { code: 'moderation_unavailable' });
