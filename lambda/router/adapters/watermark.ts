import { adapterFor } from '../../common/locator.ts';
import { fileSecret, type LongSecret, secretsManagerSecret } from '../../common/long-secret.ts';
import { once } from '../../common/once.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import type { RouterPorts } from '../domain/ports.ts';

const WHAT = 'watermark key';

/** Loaded, code and key, with the first answer that is to be marked. @throws Error that names the variable at fault */
export function watermarkFrom(environment: Readonly<Record<string, string | undefined>>): Pick<RouterPorts, 'watermark'> {
  if (environment[RouterEnvironment.WATERMARK_KEY] === undefined) return {};
  const secret = adapterFor<LongSecret>(environment, RouterEnvironment.WATERMARK_KEY, {
    secretsmanager: (id) => secretsManagerSecret(WHAT, id),
    file: (path) => fileSecret(WHAT, path),
  });
  return { watermark: { ready: once(async () => (await import('./keyed-watermark.ts')).keyedMarker(secret)) } };
}
