import { MASKABLE_CATEGORIES, MODERATION_ACTIONS, MODERATION_CATEGORIES, type ModerationCategory } from '../moderation.ts';
import { mapOf, object, oneOf, type Schema } from './schema.ts';

const score: Schema = { type: 'number', minimum: 0, maximum: 1 };

const thresholds = (category: ModerationCategory): Schema =>
  object(
    {},
    Object.fromEntries(
      MODERATION_ACTIONS.filter((action) => action !== 'mask' || MASKABLE_CATEGORIES.includes(category)).map((action) => [
        action,
        score,
      ]),
    ),
  );

const policy = object({}, Object.fromEntries(MODERATION_CATEGORIES.map((category) => [category, thresholds(category)])));

const streamWindow: Schema = { type: 'integer', minimum: 16, maximum: 4096 };

const tenantModeration = object({ whenUnavailable: oneOf('refuse', 'allow'), streamWindow }, { input: policy, output: policy });

export const moderation = object({}, { default: tenantModeration, tenants: mapOf(tenantModeration) });
