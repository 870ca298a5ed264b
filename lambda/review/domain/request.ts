import type { CallerContext } from '../../authorizer/contract.ts';
import { CASE_ID_PATTERN, type Verdict } from '../contract.ts';
import { ApiError, invalid, noSuchCase } from './api-error.ts';
import { type CaseState, STATES } from './case-record.ts';
import type { ListFilter } from './queue-list.ts';
import type { NewDecision } from './transitions.ts';

type Unknown = Readonly<Record<string, unknown>>;

/** What the review function reads of an API Gateway REST proxy event (payload version 1.0). */
export interface ReviewRequestEvent {
  /** Method and the route's template, e.g. `GET /v1/reviews/{id}`. */
  readonly route: string;
  readonly parameters: Unknown;
  readonly query: Unknown;
  readonly body: Unknown;
  /** Undefined when no authorizer spoke. */
  readonly caller: CallerContext | undefined;
}

/** @throws ApiError 400 */
export function parseEvent(event: unknown): ReviewRequestEvent {
  const { httpMethod, resource, pathParameters, queryStringParameters, body, isBase64Encoded, requestContext } = object(event);
  return {
    route: `${httpMethod} ${resource}`,
    parameters: object(pathParameters),
    query: object(queryStringParameters),
    body: typeof body === 'string' && body !== '' ? parsed(body, isBase64Encoded === true) : {},
    caller: callerOf(object(object(requestContext).authorizer)),
  };
}

/** @throws ApiError 404 for what cannot be a case's id */
export function caseIdOf({ parameters: { id } }: ReviewRequestEvent): string {
  const text = typeof id === 'string' ? id : '';
  if (!CASE_ID_PATTERN.test(text)) throw noSuchCase(text.slice(0, 200));
  return text;
}

/** @throws ApiError 400 that names the parameter */
export function filterOf({ query }: ReviewRequestEvent): ListFilter {
  const { state, category, tenant, limit = '20', after } = query;
  if (state !== undefined && !STATES.some((known) => known === state)) {
    throw invalid(`state is '${state}'; it must be one of ${STATES.join(', ')}.`, 'state');
  }
  const most = Number(limit);
  if (!(Number.isInteger(most) && most >= 1 && most <= 100)) {
    throw invalid(`limit is '${limit}'; it must be a whole number from 1 to 100.`, 'limit');
  }
  return {
    ...(state !== undefined && { state: state as CaseState }),
    ...(typeof category === 'string' && { category }),
    ...(typeof tenant === 'string' && { tenant }),
    ...(typeof after === 'string' && { after }),
    limit: most,
  };
}

/** @throws ApiError 400 that names the field */
export function decisionOf({ body }: ReviewRequestEvent): Omit<NewDecision, 'by'> {
  const { verdict, phrase } = body;
  if (verdict !== 'allow' && verdict !== 'deny') throw invalid("verdict must be 'allow' or 'deny'.", 'verdict');
  const decision = { verdict: verdict as Verdict, reason: reasonOf(body.reason) };
  if (phrase === undefined || phrase === '') return decision;
  if (typeof phrase !== 'string' || phrase.trim().length < 4 || phrase.length > 200) {
    throw invalid('phrase must have 4 to 200 characters; shorter ones stand in too many texts.', 'phrase');
  }
  if (verdict === 'allow')
    throw invalid('phrase goes with deny only: allowed, it would let any text through that holds it.', 'phrase');
  return { ...decision, phrase: phrase.trim() };
}

/** @throws ApiError 400 */
export function reasonOf(reason: unknown): string {
  const text = typeof reason === 'string' ? reason.trim() : '';
  if (text === '' || text.length > 500) throw invalid('reason must have 1 to 500 characters.', 'reason');
  return text;
}

function parsed(body: string, base64: boolean): Unknown {
  try {
    const value: unknown = JSON.parse(base64 ? Buffer.from(body, 'base64').toString() : body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Unknown;
  } catch {}
  throw new ApiError(400, 'invalid_body', 'The request body is no JSON object.');
}

function callerOf({ tenant, principal, credential, roles }: Unknown): CallerContext | undefined {
  if (typeof tenant !== 'string' || tenant === '' || typeof principal !== 'string' || principal === '') return undefined;
  if (credential !== 'api-key' && credential !== 'jwt') return undefined;
  return { tenant, principal, credential, ...(typeof roles === 'string' && { roles }) };
}

const object = (value: unknown): Unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Unknown) : {};
