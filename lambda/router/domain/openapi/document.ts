import { ROUTES, type RouteDefinition } from '../../contract/http.ts';
import { CHAT } from './chat.ts';
import { EMBEDDINGS } from './embeddings.ts';
import { MESSAGES } from './messages.ts';
import { MODELS } from './models.ts';
import { MODERATIONS } from './moderations.ts';
import { RESPONSES } from './responses.ts';
import { type Operation, ref, type Schema, type Tag, TEXT } from './schema.ts';
import { SERVICE } from './service.ts';
import { USAGE } from './usage.ts';

type Json = Readonly<Record<string, unknown>>;

const TAGS: readonly Tag[] = [CHAT, RESPONSES, MESSAGES, EMBEDDINGS, MODERATIONS, MODELS, USAGE, SERVICE];

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

const REQUEST_ID = { description: "The request's id, as in the log.", schema: TEXT };

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
    schemas: Object.assign({ Error: ERROR }, ...TAGS.map(({ schemas }) => schemas)),
  },
});

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
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: TEXT }));
  return {
    ...{ operationId, summary, tags: [tag.name] },
    ...(parameters.length > 0 && { parameters }),
    ...(request !== undefined && { requestBody: { required: true, content: json(request) } }),
    ...(open && { security: [] }),
    responses: responsesOf(operation, open === true),
  };
}

function responsesOf({ answer, events, error = 'Error' }: Operation, open: boolean): Json {
  const headers = { 'x-request-id': REQUEST_ID };
  const stream = events === undefined ? {} : { 'text/event-stream': { schema: { ...TEXT, description: events } } };
  const ok = { description: 'The answer.', headers, content: { ...json(answer), ...stream } };
  if (open) return { 200: ok };
  return {
    200: ok,
    // The gateway speaks for all APIs alike.
    401: { description: 'No valid key or token.', headers, content: json('Error') },
    429: {
      description: 'A limit is reached.',
      headers: { ...headers, 'retry-after': { description: 'Seconds to wait.', schema: TEXT } },
      content: json(error),
    },
    default: { description: 'Refused or failed; the message says why.', headers, content: json(error) },
  };
}

const json = (schema: string): Json => ({ 'application/json': { schema: ref(schema) } });
