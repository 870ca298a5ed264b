import type { AnswerHeader, Described, ReadHeader } from './headers.ts';
import type { Schema } from './schema.ts';

/** One operation as the document shows it. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  /** Of the JSON body, by name among the components. @default - no body */
  readonly request?: string;
  /** Of the JSON answer, by name among the components. */
  readonly answer: string;
  /** What the client gets event by event when it asks for that. @default - no events */
  readonly events?: string;
  /** Of refusals, by name among the components. @default 'Error' */
  readonly error?: string;
  /** Of the query. @default - none */
  readonly query?: Readonly<Record<string, Described & { readonly required?: true }>>;
  /** Headers that have an effect here, beside those that have one everywhere. @default - none */
  readonly reads?: readonly ReadHeader[];
  /** Headers that answers and refusals may have. @default - `x-request-id` only */
  readonly notes?: readonly AnswerHeader[];
  /** Headers that only answers may have. @default - none */
  readonly marks?: readonly AnswerHeader[];
}

/** Operations that belong together, by method and path as in the contract, and the schemas that they use. */
export interface Tag {
  readonly name: string;
  readonly description: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}
