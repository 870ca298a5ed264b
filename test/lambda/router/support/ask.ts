import type { RouterPorts } from '../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../lambda/router/domain/router.ts';
import { testPorts } from './ports.ts';
import { RecordingSink } from './recording-sink.ts';

/** One event through the router; what the client, the ledger and the log got. */
export async function ask(event: unknown, overrides: Partial<RouterPorts> = {}) {
  const ports = testPorts(overrides);
  const sink = new RecordingSink();
  await createRouter(ports)(event, sink);
  return { sink, ports, rows: ports.ledger.rows, lines: ports.lines };
}
