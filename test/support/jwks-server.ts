import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** A key pair of an issuer under test. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly publicJwk: JWK;
  sign(claims: JWTPayload, header?: Readonly<Record<string, string>>): Promise<string>;
}

export async function signingKey(kid: string, algorithm: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return {
    kid,
    algorithm,
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' },
    sign: (claims, header = {}) => new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid, ...header }).sign(privateKey),
  };
}

/** Loopback server of a key set that can be changed and broken. */
export interface JwksServer {
  readonly url: string;
  keys: readonly SigningKey[];
  /** When set, the status of every answer. */
  outage: number | undefined;
  /** How often the keys were asked for. */
  fetches: number;
  close(): Promise<void>;
}

export async function startJwksServer(...keys: readonly SigningKey[]): Promise<JwksServer> {
  const state = { keys, outage: undefined as number | undefined, fetches: 0 };
  const server = createServer((_, response) => {
    state.fetches += 1;
    response.writeHead(state.outage ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: state.keys.map(({ publicJwk }) => publicJwk) }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return Object.assign(state, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`, close });
}
