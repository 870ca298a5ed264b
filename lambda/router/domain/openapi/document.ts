import { ROUTES, type RouteDefinition } from '../../contract/http.ts';
import { CHAT } from './chat.ts';
import { EMBEDDINGS } from './embeddings.ts';
import { ANSWER_HEADERS, type AnswerHeader, REQUEST_HEADERS, RETRY_HEADERS, type ReadHeader } from './headers.ts';
import { MESSAGES } from './messages.ts';
import { MODELS } from './models.ts';
import { MODERATIONS } from './moderations.ts';
import { withNulls } from './nulls.ts';
import type { Operation, Tag } from './operation.ts';
import { RESPONSES } from './responses.ts';
import { ref, type Schema, TEXT } from './schema.ts';
import { SERVICE } from './service.ts';
import { SESSIONS } from './sessions.ts';
import { USAGE } from './usage.ts';

type Json = Readonly<Record<string, unknown>>;

const TAGS: readonly Tag[] = [CHAT, RESPONSES, MESSAGES, EMBEDDINGS, MODERATIONS, MODELS, SESSIONS, USAGE, SERVICE];

const ERROR: Schema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'param', 'code'],
      properties: {
        message: TEXT,
        type: TEXT,
        param: { anyOf: [TEXT, { type: 'null' }], description: 'The member at fault.' },
        code: { anyOf: [TEXT, { type: 'null' }], description: 'For programs.' },
      },
    },
  },
};

/** The API in OpenAPI 3.1: the contract's routes, with what is checked of each. */
export const openApiDocument = (): Json => ({
  openapi: '3.1.1',
  info: {
    title: 'LLM platform',
    version: '1',
    description: "Chats, responses, messages and embeddings over one set of models. Errors come in each API's own shape.",
  },
  // Beside this document, whatever stands in front of it.
  servers: [{ url: '.' }],
  tags: TAGS.map(({ name, description }) => ({ name, description })),
  security: [{ bearer: [] }],
  paths: pathsOf(ROUTES),
  components: {
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        description: 'An API key of the platform, or a JSON web token of a configured issuer.',
      },
    },
    parameters: Object.fromEntries(
      Object.entries(REQUEST_HEADERS).map(([name, described]) => [name, { name, in: 'header', ...described }]),
    ),
    headers: ANSWER_HEADERS,
    schemas: withNulls(Object.assign({ Error: ERROR }, ...TAGS.map(({ schemas }) => schemas)), requestsOf(TAGS)),
  },
});

const requestsOf = (tags: readonly Tag[]): readonly string[] =>
  tags.flatMap(({ operations }) => Object.values(operations).flatMap(({ request }) => request ?? []));

function pathsOf(routes: readonly RouteDefinition[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const item = paths[route.path] ?? {};
    item[route.method.toLowerCase()] = described(route);
    paths[route.path] = item;
  }
  return paths;
}

/** @throws Error when the contract has a route that no tag describes: a test finds it */
function described({ method, path, public: open }: RouteDefinition): Json {
  const tag = TAGS.find(({ operations }) => Object.hasOwn(operations, `${method} ${path}`));
  const operation = tag?.operations[`${method} ${path}`];
  if (tag === undefined || operation === undefined) throw new Error(`domain/openapi does not describe ${method} ${path}`);
  const { operationId, summary, request } = operation;
  return {
    ...{ operationId, summary, tags: [tag.name] },
    parameters: parametersOf(path, operation),
    ...(request !== undefined && { requestBody: { required: true, content: json(request) } }),
    ...(open && { security: [] }),
    responses: responsesOf(operation, open === true),
  };
}

/** Traces go through every operation; `content-encoding` says something of any body. */
function parametersOf(path: string, { query = {}, reads = [], request }: Operation): readonly Json[] {
  const names: readonly ReadHeader[] = [...(request === undefined ? [] : (['content-encoding'] as const)), ...reads];
  return [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: TEXT })),
    ...Object.entries(query).map(([name, described]) => ({ name, in: 'query', ...described })),
    ...[...names, 'traceparent', 'tracestate'].map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function responsesOf({ answer, events, error = 'Error', notes = [], marks = [] }: Operation, open: boolean): Json {
  const stream = events === undefined ? {} : { 'text/event-stream': { schema: { ...TEXT, description: events } } };
  const content = { ...json(answer), ...stream };
  const ok = { description: 'The answer.', headers: headers('x-request-id', ...notes, ...marks), content };
  if (open) return { 200: ok };
  const refusal = { headers: headers('x-request-id', ...notes, ...RETRY_HEADERS), content: json(error) };
  return {
    200: ok,
    // The gateway speaks for all APIs alike.
    401: { description: 'No valid key or token.', headers: headers('x-request-id'), content: json('Error') },
    429: { description: 'A limit is reached.', ...refusal },
    default: { description: 'Refused or failed; the message says why.', ...refusal },
  };
}

const headers = (...names: readonly AnswerHeader[]): Json =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const json = (schema: string): Json => ({ 'application/json': { schema: ref(schema) } });
