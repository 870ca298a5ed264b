import { memoryQuota } from '../../../../../lambda/router/adapters/memory-quota.ts';
import type { TenantLimits } from '../../../../../lambda/router/contract/limits.ts';
import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import type { QuotaStore } from '../../../../../lambda/router/domain/quota/store.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { CALLER, chatEvent } from '../../support/events.ts';
import { type TestPorts, testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';

/** A router with these limits by tenant, whose echo model costs a dollar for each token of its answer. */
export interface Priced {
  readonly ports: TestPorts;
  readonly send: (event: unknown) => Promise<RecordingSink>;
}

export const DOLLAR = 1_000_000;

export function priced(
  limits: Readonly<Record<string, Partial<TenantLimits>>>,
  { quota = memoryQuota(() => 120_000), ...config }: Partial<RouterConfig> & { readonly quota?: QuotaStore } = {},
): Priced {
  const current: RouterConfig = {
    version: 1,
    models: { echo: { kind: 'echo' }, dear: { kind: 'echo' }, free: { kind: 'echo' } },
    prices: { echo: dollarsAToken(1), dear: dollarsAToken(2) },
    limits: Object.fromEntries(
      Object.entries(limits).map(([tenant, own]) => [tenant, { whenUnavailable: 'refuse' as const, ...own }]),
    ),
    ...config,
  };
  let ids = 0;
  const ports = testPorts({
    config: { current: async () => current, refresh: async () => undefined },
    quota: { shared: quota, local: quota },
    newId: () => `reservation-${ids++}`,
  });
  const router = createRouter(ports);
  const send = async (event: unknown) => {
    const sink = new RecordingSink();
    await router(event, sink);
    return sink;
  };
  return { ports, send };
}

const dollarsAToken = (dollars: number) => ({ input: 0, output: dollars * DOLLAR * 1_000_000, catalogue: 'configuration' });

/** A chat that is answered with as many words as it allows: the echo has more to say than that. */
export const chat = (tokens: number, body: object = {}, { tenant = 'research', principal = 'key-1', session = '' } = {}) =>
  chatEvent(
    { model: 'echo', max_completion_tokens: tokens, ...body },
    { authorizer: { ...CALLER, tenant, principal }, ...(session && { headers: { 'X-Session-Id': session } }) },
  );
