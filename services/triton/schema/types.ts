import { ENUMS, MESSAGES, ONEOFS } from './model-config.ts';

/** Name of a message of model_config.proto, e.g. `ModelInstanceGroup`. */
export type MessageName = keyof typeof MESSAGES;

type EnumName = keyof typeof ENUMS;
type Numeric = 'int32' | 'int64' | 'uint32' | 'uint64' | 'float' | 'double';

type Value<T> = T extends 'string'
  ? string
  : T extends 'bool'
    ? boolean
    : T extends Numeric
      ? number
      : T extends EnumName
        ? keyof (typeof ENUMS)[T]
        : T extends MessageName
          ? Message<T>
          : never;

type FieldValue<T> = T extends `repeated ${infer U}`
  ? readonly Value<U>[]
  : T extends `map<${string}, ${infer U}>`
    ? Readonly<Record<string, Value<U>>>
    : Value<T>;

/** A value of a message, with the field names of the .proto. A field that is not set is not there. Integers are those that a number holds exactly. */
export type Message<N extends MessageName> = {
  readonly [K in keyof (typeof MESSAGES)[N]]?: FieldValue<(typeof MESSAGES)[N][K]>;
};

/** What a config.pbtxt says: the message `ModelConfig` of Triton's model_config.proto. */
export type ModelConfig = Message<'ModelConfig'>;

/** The data types of tensors, as Triton names them. */
export type DataType = Exclude<keyof (typeof ENUMS)['DataType'], 'TYPE_INVALID'>;

/** How a field is declared. */
export interface Field {
  readonly kind: 'single' | 'repeated' | 'map';
  /** A scalar, an enum or a message; of a map, that of its values. */
  readonly type: string;
  /** Of a map: the scalar that its keys are. */
  readonly key?: string;
}

/** The fields of a message in the order of the .proto; undefined when `type` is no message. */
export function fieldsOf(type: string): ReadonlyMap<string, Field> | undefined {
  return FIELDS.get(type);
}

/** The values of an enum with their numbers; undefined when `type` is no enum. */
export function enumOf(type: string): Readonly<Record<string, number>> | undefined {
  return Object.hasOwn(ENUMS, type) ? ENUMS[type as EnumName] : undefined;
}

/** Groups of fields of which a message may have one. */
export function choicesOf(type: string): readonly (readonly string[])[] {
  return Object.hasOwn(ONEOFS, type) ? ONEOFS[type as keyof typeof ONEOFS] : [];
}

function field(declared: string): Field {
  const map = /^map<(\w+), (.+)>$/.exec(declared);
  if (map?.[1] && map[2]) return { kind: 'map', key: map[1], type: map[2] };
  const single = declared.replace(/^repeated /, '');
  return { kind: single === declared ? 'single' : 'repeated', type: single };
}

const FIELDS: ReadonlyMap<string, ReadonlyMap<string, Field>> = new Map(
  Object.entries(MESSAGES).map(([message, fields]) => [
    message,
    new Map(Object.entries(fields).map(([name, declared]) => [name, field(declared)])),
  ]),
);
