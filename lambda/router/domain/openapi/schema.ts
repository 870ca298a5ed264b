/** JSON Schema, as far as it is used here. Null counts as absent wherever a request has it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly const?: string | boolean | number;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
}

export const TEXT: Schema = { type: 'string' };
export const FLAG: Schema = { type: 'boolean' };
export const OBJECT: Schema = { type: 'object' };
export const COUNT: Schema = { type: 'integer', minimum: 0 };
export const POSITIVE: Schema = { type: 'integer', minimum: 1 };
export const MODEL: Schema = { type: 'string', minLength: 1, maxLength: 256, description: 'A name that GET /v1/models lists.' };

export const range = (minimum: number, maximum: number): Schema => ({ type: 'number', minimum, maximum });
export const listOf = (items: Schema): Schema => ({ type: 'array', items });
export const either = (...anyOf: readonly Schema[]): Schema => ({ anyOf });
export const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
