import { type Field, fieldsOf, type Message, type MessageName } from '../schema/types.ts';
import { type Delay, microsecondsOf } from './delay.ts';

const MICROSECONDS = '_microseconds';

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * A definition in camel case as a message of the schema: `maxBatchSize` is `max_batch_size`, and `maxQueueDelay`, a `Delay`, is
 * `max_queue_delay_microseconds`. Keys of maps stay as they are; empty lists and maps are left out.
 *
 * @throws Error for a key that no field of the message has
 */
export function toMessage<N extends MessageName>(type: N, definition: object): Message<N> {
  return messageOf(type, definition) as Message<N>;
}

function messageOf(type: string, definition: object): object {
  const left = new Map<string, unknown>(Object.entries(definition));
  const message = [...(fieldsOf(type) ?? [])].flatMap(([name, field]) => {
    const isTime = name.endsWith(MICROSECONDS);
    const key = camelCase(isTime ? name.slice(0, -MICROSECONDS.length) : name);
    const value = left.get(key);
    left.delete(key);
    if (value === undefined || isEmpty(field, value)) return [];
    return [[name, isTime ? microsecondsOf(value as Delay, key) : fieldOf(field, value)] as const];
  });
  const [stranger] = left.keys();
  if (stranger !== undefined) throw new Error(`${type} has nothing called ${stranger}; remove it`);
  return Object.fromEntries(message);
}

const isEmpty = ({ kind }: Field, value: unknown) => kind !== 'single' && Object.keys(value as object).length === 0;

function fieldOf({ kind, type }: Field, value: unknown): unknown {
  const one = (each: unknown) => (fieldsOf(type) ? messageOf(type, each as object) : each);
  if (kind === 'repeated') return (value as readonly unknown[]).map(one);
  if (kind === 'single') return one(value);
  return Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, one(each)]));
}
