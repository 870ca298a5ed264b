/**
 * A part of JSON Schema draft 4, the only draft that AppConfig reads. The router checks its configuration by the same schema, so a keyword
 * that is not here would be honoured by one of them only.
 */
export interface Schema {
  /** Completes "must be …" in a refusal. @default - made up of the keywords below */
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly enum?: readonly (string | number)[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: true;
  /** Objects, told apart by their `kind`. */
  readonly oneOf?: readonly Schema[];
}

type Members = Readonly<Record<string, Schema>>;

/** An object with these members and no others. */
export const object = (required: Members, optional: Members = {}): Schema => ({
  type: 'object',
  ...(Object.keys(required).length > 0 && { required: Object.keys(required) }),
  additionalProperties: false,
  properties: { ...required, ...optional },
});

export const mapOf = (schema: Schema): Schema => ({ type: 'object', additionalProperties: schema });
export const filledListOf = (items: Schema): Schema => ({ type: 'array', minItems: 1, items });
export const oneOf = (...values: readonly (string | number)[]): Schema => ({ enum: values });

export const text: Schema = { type: 'string', minLength: 1 };
export const whole: Schema = { type: 'integer', minimum: 1 };
export const amount: Schema = { type: 'number', minimum: 0 };
export const positive: Schema = { type: 'number', minimum: 0, exclusiveMinimum: true };
export const flag: Schema = { type: 'boolean' };
export const texts: Schema = filledListOf(text);
