import { adapterFor } from '../../common/locator.ts';
import { AuthorizerEnvironment, type JwtIssuer } from '../contract.ts';
import type { Ports } from '../domain/authorize.ts';
import { dynamodbApiKeys } from './dynamodb-api-keys.ts';
import { jwtVerifier } from './jwt.ts';
import { keyHash, sameHash } from './key-hash.ts';
import { filePepper, secretsManagerPepper } from './pepper.ts';
import { sqliteApiKeys } from './sqlite-api-keys.ts';

/** The adapters that the environment asks for. */
export function portsFrom(environment: Readonly<Record<string, string | undefined>>): Ports {
  const pepper = adapterFor(environment, AuthorizerEnvironment.PEPPER, {
    secretsmanager: secretsManagerPepper,
    file: filePepper,
  });
  return {
    findKey: adapterFor(environment, AuthorizerEnvironment.API_KEYS, { dynamodb: dynamodbApiKeys, sqlite: sqliteApiKeys }),
    hash: async (key) => keyHash(await pepper(), key),
    sameHash,
    verifyToken: jwtVerifier(JSON.parse(environment[AuthorizerEnvironment.JWT_ISSUERS] ?? '[]') as JwtIssuer[]),
    now: () => Math.floor(Date.now() / 1000),
  };
}
