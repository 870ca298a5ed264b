import { deepFreeze } from '../config/deep-freeze.ts';

/** What a router needs, in either home. Measured figures name their measurement; the others are what the constructs deploy, or assumptions. */
export interface RouterFacts {
  /** CPU seconds of a request, and of each chunk of its stream. */
  readonly cpu: { readonly request: number; readonly chunk: number };
  readonly router: {
    readonly memoryGB: number;
    /** Seconds that an execution lasts beyond its stream. */
    readonly ownSeconds: number;
  };
  readonly authorizer: {
    readonly memoryGB: number;
    readonly seconds: number;
    /** How long API Gateway remembers an answer. */
    readonly cacheSeconds: number;
    /** Credentials in use at a time: each is cached by itself. */
    readonly activeCredentials: number;
  };
  /** Rules of the web ACL, a managed group counting as one. */
  readonly webAclRules: number;
  readonly replica: {
    readonly vcpu: number;
    readonly memoryGB: number;
    /** Share of its vCPU that may be busy on average; the rest is for peaks. */
    readonly utilisation: number;
    /** One may be lost. */
    readonly minimum: number;
  };
  /** Zones of the load balancer, each with a public address. */
  readonly zones: number;
  /** The node whose price is shared: m6g.xlarge. */
  readonly node: { readonly vcpu: number; readonly memoryGB: number };
}

export const ROUTER_FACTS: RouterFacts = deepFreeze({
  // docs/benchmarks.md, 2026-11-21, idle machine: 208 µs a request and 46 µs a paced chunk, authorizer, ledger and log line included; policies on top
  // take as much again. Measured on x86-64.
  cpu: { request: 208e-6, chunk: 46e-6 },
  // Assumed: the usage row is written after the last byte, a warm write to DynamoDB.
  router: { memoryGB: 1, ownSeconds: 0.015 },
  // Assumed: a warm look-up in DynamoDB, and fifty keys in use at a time.
  authorizer: { memoryGB: 0.5, seconds: 0.015, cacheSeconds: 60, activeCredentials: 50 },
  webAclRules: 6,
  // Half a vCPU is about what the function's 1 GB gets. Measured RSS under load: 246 MB; 1 GB is the least that Fargate sells with half a vCPU.
  replica: { vcpu: 0.5, memoryGB: 1, utilisation: 0.5, minimum: 2 },
  zones: 2,
  node: { vcpu: 4, memoryGB: 16 },
});
