import { z } from 'zod';
import { platformSchema } from './schema/platform.ts';

/** JSON Schema (draft 7, which editors know best) of a configuration file in JSON or YAML. Forms only: how parts fit together, `platform()` checks. */
export function platformJsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(platformSchema, { io: 'input', target: 'draft-07' });
  const ownSchema = { type: 'string', description: 'Where this schema is, for the editor. Has no other effect.' } as const;
  return { ...schema, title: 'PlatformConfig', properties: { $schema: ownSchema, ...schema.properties } };
}
