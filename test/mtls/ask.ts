import { readFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { connect, type PeerCertificate, type SecureContextOptions } from 'node:tls';

export interface Said {
  readonly status: number;
  readonly text: string;
}

/** What a client shows and trusts, from the files of a secret. */
export const showing = (secret: string | undefined, authority: string): SecureContextOptions => ({
  ca: readFileSync(path.join(authority, 'ca.crt')),
  ...(secret !== undefined && {
    cert: readFileSync(path.join(secret, 'tls.crt')),
    key: readFileSync(path.join(secret, 'tls.key')),
  }),
});

/** One request on a connection of its own, to a name that this machine's DNS does not know. */
export function ask(
  port: number,
  servername: string,
  options: SecureContextOptions,
  url = '/v1/models',
  body?: string,
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const request = https.request(
      {
        ...{ ...options, host: '127.0.0.1', port, servername, path: url, agent: false, headers: { host: servername } },
        method: body === undefined ? 'GET' : 'POST',
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    request.once('error', reject);
    request.end(body);
  });
}

/** The certificate that a server shows at the moment. */
export function shownBy(port: number, servername: string, options: SecureContextOptions): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...options, host: '127.0.0.1', port, servername }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
