import type { RouteDefinition } from '../router/contract/http.ts';

/**
 * What the review Lambda, those who send it cases (the router's guard) and those who deploy or start it agree on.
 */

/**
 * Environment variables of the review function. Locators, `scheme:rest`, as in the router's contract.
 *
 * - `REVIEW_CASES`: `dynamodb:<table>` | `sqlite:<file>`
 * - `REVIEW_SEALING_KEY`: `secretsmanager:<name or ARN>` | `file:<path>`. Also read by whoever sends cases
 * - `METRIC_NAMESPACE`: of the metric in its log. @default LlmPlatform
 */
export const ReviewEnvironment = {
  CASES: 'REVIEW_CASES',
  SEALING_KEY: 'REVIEW_SEALING_KEY',
  NAMESPACE: 'METRIC_NAMESPACE',
} as const;

/** The event of a timer: the function then says how long cases have waited. */
export const MEASURE_EVENT = { measure: 'waiting' } as const;

/** CloudWatch metric: seconds for which the case has waited that has waited longest, 0 when none waits. */
export const LONGEST_WAIT_METRIC = 'llm_review_longest_wait_seconds';

/** Where a text stood: in what went to a model, or in what the model said. */
export type ReviewedSide = 'input' | 'output';

/** Something found in the text. */
export interface ReviewHit {
  /** UTF-16 range of the text. */
  readonly start: number;
  readonly end: number;
  /** e.g. `prompt-injection`. */
  readonly category: string;
  /** What exactly, e.g. `lexicon`, `card`. */
  readonly type: string;
}

interface ReviewFacts {
  readonly tenant: string;
  readonly requestId: string;
  readonly side: ReviewedSide;
  /** 0 to 1, of the categories that sent it here. */
  readonly scores: Readonly<Record<string, number>>;
  /** In order of their beginnings. */
  readonly hits: readonly ReviewHit[];
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The thresholds that sent it here, by category and action, as they were then. */
  readonly policy: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A text that people should look at, in the clear. It is never stored or sent like this. */
export interface ReviewRequest extends ReviewFacts {
  readonly text: string;
}

/** The same as it travels and is stored. */
export interface ReviewCase extends ReviewFacts {
  /** Names the case: `CASE_ID_PATTERN`. The same id sent twice is one case. */
  readonly id: string;
  /** The text with personal data and secrets blacked out, unit for unit: the hits' ranges hold for both. */
  readonly redacted: string;
  /** The text, encrypted under the tenant's key: base64. Nobody else's key and no other case's id opens it. */
  readonly sealed: string;
  /** Tells equal texts of a tenant, and nothing else about them. */
  readonly fingerprint: string;
  /** The text was longer: these are the UTF-16 units `from` … of `of`, around what was found. The hits' ranges are the excerpt's. @default - it is whole */
  readonly excerpt?: { readonly from: number; readonly of: number };
}

export const CASE_ID_PATTERN = /^[\w.=:-]{1,200}$/;

/** What a decision says of a text, for the tenant's next messages too. */
export type Verdict = 'allow' | 'deny';

/** One decision, as the guard reads it. */
export interface DecisionEntry {
  readonly caseId: string;
  readonly verdict: Verdict;
  /** Of the text that was decided on. */
  readonly fingerprint: string;
  /** Of a denial: it is for any text of the tenant that holds these words. @default - for this text only */
  readonly phrase?: string;
  /** ISO 8601, UTC. */
  readonly decidedAt: string;
  /** Epoch seconds: from then on the decision says nothing. */
  readonly expiresAt: number;
}

/** API Gateway, the local platform and the review function are built from this list. Public are the page's own files, which hold no data. */
export const REVIEW_ROUTES: readonly RouteDefinition[] = [
  { method: 'GET', path: '/review', public: true },
  { method: 'GET', path: '/review/{file}', public: true },
  { method: 'GET', path: '/v1/reviews' },
  { method: 'GET', path: '/v1/reviews/stats' },
  { method: 'GET', path: '/v1/reviews/{id}' },
  { method: 'POST', path: '/v1/reviews/{id}/claim' },
  { method: 'POST', path: '/v1/reviews/{id}/decide' },
  { method: 'POST', path: '/v1/reviews/{id}/appeal' },
  { method: 'POST', path: '/v1/reviews/{id}/unmask' },
];

/**
 * Keys of the one table: partition key `pk`, sort key `sk`, both texts. Decisions of a tenant share a partition, which is all that the
 * router may read.
 */
export const reviewKey = {
  case: (id: string) => ({ pk: { S: `case#${id}` }, sk: { S: 'case' } }),
  audit: (caseId: string, at: string) => ({ pk: { S: `audit#${caseId}` }, sk: { S: at } }),
  decision: (tenant: string, caseId: string) => ({ pk: { S: `decision#${tenant}` }, sk: { S: caseId } }),
} as const;

/** Indexes of the table, with sort key `at` and the attribute `preview`: what waits and what is decided, of a tenant and of everyone. */
export const ReviewIndex = {
  TENANT: { name: 'by-tenant', key: 'tenantQueue' },
  EVERYONE: { name: 'everyone', key: 'queue' },
} as const;
