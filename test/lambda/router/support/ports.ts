import { memoryCache } from '../../../../lambda/router/adapters/memory-cache.ts';
import { memoryQuota } from '../../../../lambda/router/adapters/memory-quota.ts';
import { memoryVectors } from '../../../../lambda/router/adapters/memory-vectors.ts';
import { digest } from '../../../../lambda/router/adapters/response-cache.ts';
import { systemClock } from '../../../../lambda/router/adapters/system-clock.ts';
import type { ModelTarget } from '../../../../lambda/router/contract/targets.ts';
import type { UsageRow } from '../../../../lambda/router/contract/usage.ts';
import { Flights } from '../../../../lambda/router/domain/cache/flights.ts';
import { ColdStarts } from '../../../../lambda/router/domain/cold-start/cold-starts.ts';
import type { Ledger } from '../../../../lambda/router/domain/ledger/ledger.ts';
import type { Clock, ConfigSource, LogFields, RouterPorts } from '../../../../lambda/router/domain/ports.ts';
import { InProcessRoutingState } from '../../../../lambda/router/domain/routing/routing-state.ts';

export class MemoryLedger implements Ledger {
  readonly rows: UsageRow[] = [];

  async record(row: UsageRow): Promise<void> {
    this.rows.push(row);
  }
}

/** A clock whose sleeps are over at once; time passes by as much. */
export class SkippingClock implements Clock {
  readonly sleeps: number[] = [];
  #now = Date.UTC(2026, 0, 2, 3, 4, 5);

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.sleeps.push(milliseconds);
    this.advance(milliseconds);
  }
}

interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
}

export interface TestPorts extends RouterPorts {
  readonly ledger: MemoryLedger;
  readonly lines: LogLine[];
}

export const configOf = (models: Readonly<Record<string, ModelTarget>>): ConfigSource => ({
  current: async () => ({ version: 1, models }),
  refresh: async () => undefined,
});

/** Ports with nothing behind them but memory; tests replace the ones they are about. */
export function testPorts<T extends Partial<RouterPorts>>(overrides: T): TestPorts & T {
  const lines: LogLine[] = [];
  return {
    config: configOf({ echo: { kind: 'echo' }, hash: { kind: 'hashing-embedder', dimensions: 64 } }),
    upstream: {
      send: async () => {
        throw new Error('this test expects no upstream call');
      },
    },
    secrets: { read: async (name) => `value-of-${name}` },
    ledger: new MemoryLedger(),
    usage: { page: async () => ({ rows: [] }) },
    quota: { shared: memoryQuota(), local: memoryQuota() },
    cache: { answers: memoryCache(), vectors: memoryVectors(), flights: new Flights(), digest },
    routing: new InProcessRoutingState(),
    coldStarts: new ColdStarts(overrides.clock ?? systemClock, () => 0.5),
    clock: systemClock,
    random: () => 0.5,
    newId: () => 'generated-id',
    region: 'eu-west-1',
    log: (level, message, fields) => lines.push({ level, message, fields }),
    lines,
    telemetry: {},
    ...overrides,
  };
}
