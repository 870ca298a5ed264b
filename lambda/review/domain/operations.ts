import { type Reach, reaches, reachOf } from './access.ts';
import { ApiError } from './api-error.ts';
import { type Desk, deskOf } from './desk.ts';
import type { ReviewPorts } from './ports.ts';
import { listCases, queueStats } from './queue-list.ts';
import { caseIdOf, decisionOf, filterOf, type ReviewRequestEvent, reasonOf } from './request.ts';
import { openedCase, shownCase } from './shown-case.ts';

interface At {
  readonly request: ReviewRequestEvent;
  readonly reach: Reach;
  readonly desk: Desk;
  readonly ports: ReviewPorts;
}

/** By method and path of the contract's routes that need a key: what the answer's body is. */
const OPERATIONS: Readonly<Record<string, (at: At) => Promise<unknown>>> = {
  'GET /v1/reviews': async ({ request, reach, ports: { store, now } }) => {
    const filter = filterOf(request);
    if (filter.tenant !== undefined && !reaches(reach, filter.tenant)) throw notYours(filter.tenant);
    const { records, next } = await listCases(store, reach, filter, now());
    return { object: 'list', data: records.map((record) => shownCase(record, now())), ...(next !== undefined && { next }) };
  },
  'GET /v1/reviews/stats': async ({ reach, ports: { store, now } }) => queueStats(store, reach, now()),
  'GET /v1/reviews/{id}': async ({ request, desk, ports: { now } }) => {
    const { record, audit } = await desk.open(caseIdOf(request));
    return openedCase(record, audit, now());
  },
  'POST /v1/reviews/{id}/claim': async ({ request, desk, ports: { now } }) =>
    shownCase(await desk.claim(caseIdOf(request)), now()),
  'POST /v1/reviews/{id}/decide': async ({ request, desk, ports: { now } }) =>
    shownCase(await desk.decide(caseIdOf(request), decisionOf(request)), now()),
  'POST /v1/reviews/{id}/appeal': async ({ request, desk, ports: { now } }) =>
    shownCase(await desk.appeal(caseIdOf(request), reasonOf(request.body.reason)), now()),
  'POST /v1/reviews/{id}/unmask': async ({ request, desk }) => {
    const id = caseIdOf(request);
    return { id, text: await desk.unmask(id) };
  },
};

/** @throws ApiError for what is refused */
export async function answerOf(request: ReviewRequestEvent, ports: ReviewPorts): Promise<unknown> {
  const { caller, route } = request;
  const operation = Object.hasOwn(OPERATIONS, route) ? OPERATIONS[route] : undefined;
  if (operation === undefined) throw new ApiError(404, 'unknown_url', `There is no ${route} here.`);
  if (caller === undefined) throw new ApiError(401, 'invalid_api_key', 'No valid API key or token came with this request.');
  const reach = reachOf(caller);
  if (reach === undefined) {
    throw new ApiError(
      403,
      'not_a_reviewer',
      "This key or token is no reviewer's; make one with blueprint keys create --role reviewer.",
    );
  }
  return operation({ request, reach, desk: deskOf({ principal: caller.principal, reach }, ports), ports });
}

const notYours = (tenant: string): ApiError =>
  new ApiError(403, 'other_tenant', `This key or token may not review tenant '${tenant}'.`, 'tenant');
