import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { buildConnector } from 'undici';
import { parseLocator } from '../../common/locator.ts';
import { RouterEnvironment } from '../contract/environment.ts';

type Connector = buildConnector.connector;

/** How to connect to an origin; nothing where undici's own way will do. */
export type ConnectorOf = (origin: URL, connectMs: number) => Connector | undefined;

/** As in `undici-upstream.ts`, and part of the pool there: it is loaded only where certificates are shown. */
const connectorOf = () => require('undici/lib/core/connect.js') as typeof buildConnector;

/** Names that only a Kubernetes cluster's own DNS answers. */
const IN_CLUSTER = /\.svc\.cluster\.local$/;

const FILES = { cert: 'tls.crt', key: 'tls.key', ca: 'ca.crt' };

/**
 * Mutual TLS with what runs in the cluster: shows the certificate of a folder, and trusts its authority and no other. A renewed certificate is shown
 * from the next connection on.
 *
 * @throws Error that names the variable at fault
 */
export function clusterTlsFrom(environment: Readonly<Record<string, string | undefined>>): ConnectorOf | undefined {
  const value = environment[RouterEnvironment.CLUSTER_TLS];
  if (value === undefined) return undefined;
  const { scheme, rest } = parseLocator(value);
  if (scheme !== 'folder' || rest === '') {
    throw new Error(
      `environment variable ${RouterEnvironment.CLUSTER_TLS} is '${value}'; write folder: and the path of the certificate's folder`,
    );
  }
  return ({ hostname }, connectMs) => (IN_CLUSTER.test(hostname) ? renewing(rest, connectMs) : undefined);
}

/** A connector that follows the folder. */
function renewing(folder: string, timeout: number): Connector {
  let known: { readonly version: string; readonly connect: Connector } | undefined;
  return (options, callback) => {
    try {
      const version = versionOf(folder);
      if (known?.version !== version) known = { version, connect: connectorOf()({ timeout, ...readAll(version) }) };
    } catch (error) {
      // Between two versions, a folder may miss a file: what was read last is good for hours.
      if (known === undefined) return callback(error as NodeJS.ErrnoException, null);
    }
    known.connect(options, callback);
  };
}

/** kubelet puts a new version of all files into a new folder, and points a link to it: files of one folder belong together. */
const versionOf = (folder: string): string => path.dirname(realpathSync(path.join(folder, FILES.cert)));

const readAll = (folder: string) =>
  Object.fromEntries(Object.entries(FILES).map(([option, file]) => [option, readFileSync(path.join(folder, file))]));
