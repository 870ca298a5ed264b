import { adapterFor } from '../../common/locator.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import type { RouterPorts } from '../domain/ports.ts';
import type { Telemetry } from '../domain/telemetry/telemetry.ts';
import { channelTelemetry } from './channel-telemetry.ts';
import { emfTelemetry } from './emf-telemetry.ts';
import { tracesFrom } from './traces.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment asks for: metrics by `TELEMETRY`, traces by OpenTelemetry's own variables. Without either, nothing. */
export function telemetryFrom(
  environment: Environment,
  { config, routing, coldStarts, clock, log }: Pick<RouterPorts, 'config' | 'routing' | 'coldStarts' | 'clock' | 'log'>,
): Telemetry {
  const metrics =
    environment[RouterEnvironment.TELEMETRY] === undefined
      ? {}
      : adapterFor<Telemetry>(environment, RouterEnvironment.TELEMETRY, {
          emf: (namespace) => emfTelemetry(namespace, { clock, log }),
          channel: () => channelTelemetry({ config, routing, coldStarts, clock }),
        });
  const traces = tracesFrom(environment, { clock, log });
  if (traces === undefined) return metrics;
  return {
    ...metrics,
    ...traces,
    finished: (observation) => {
      metrics.finished?.(observation);
      traces.finished?.(observation);
    },
  };
}
