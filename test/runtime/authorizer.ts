import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { keyHash } from '../../lambda/authorizer/adapters/key-hash.ts';
import { usageIdentifierKey } from '../../lambda/authorizer/contract.ts';
import { formatApiKey } from '../../lambda/authorizer/domain/api-key.ts';
import { mintKey, RANDOM_BYTES, recordOf } from '../../tools/keys/mint.ts';
import { sqliteRegistry } from '../../tools/keys/sqlite-registry.ts';
import type { Harness } from '../support/harness.ts';
import { authorizerEvent } from './events.ts';
import { startFunction } from './lambda-ric.ts';
import { answerOf, errorOf } from './plain-answer.ts';
import { startRuntimeApi, text } from './runtime-api.ts';

interface Answer {
  readonly principalId: string;
  readonly policyDocument: { readonly Statement: readonly { readonly Effect: string }[] };
  readonly context: Readonly<Record<string, string>>;
  readonly usageIdentifierKey: string;
}

/** The authorizer's bundle under the runtime client: who gets in, and what API Gateway is told. */
export async function testAuthorizer({ check, folder }: Harness, ric: string): Promise<void> {
  console.log('\nauthorizer');
  const database = path.join(folder, 'keys.sqlite');
  const pepperFile = path.join(folder, 'pepper');
  const pepper = randomBytes(32).toString('base64url');
  writeFileSync(pepperFile, pepper);
  const registry = sqliteRegistry(database);
  const mint = async (tenant: string) => {
    const made = mintKey(randomBytes(RANDOM_BYTES));
    await registry.add(recordOf(made, { tenant, label: 'test', createdAt: new Date() }, (key) => keyHash(pepper, key)));
    return { keyId: made.keyId, key: formatApiKey(made) };
  };
  const good = await mint('research');
  const revoked = await mint('research');
  await registry.revoke(revoked.keyId, new Date().toISOString());

  const api = await startRuntimeApi();
  const running = startFunction(ric, api, 'authorizer', { API_KEYS: `sqlite:${database}`, API_KEY_PEPPER: `file:${pepperFile}` });
  const ask = (headers: Readonly<Record<string, string>>) => api.invoke(authorizerEvent(headers));

  await check('a good key is allowed, with tenant and usage-plan key', async () => {
    const answer = JSON.parse(await answerOf(await ask({ authorization: `Bearer ${good.key}` }))) as Answer;
    assert.equal(answer.policyDocument.Statement[0]?.Effect, 'Allow');
    const { tenant, principal, credential } = answer.context;
    assert.deepEqual({ tenant, principal, credential }, { tenant: 'research', principal: good.keyId, credential: 'api-key' });
    assert.equal(answer.usageIdentifierKey, usageIdentifierKey('api1234567', 'research'));
  });
  await check('a key with one character changed is unauthorized', async () => {
    const last = good.key.at(-5) === 'A' ? 'B' : 'A';
    const changed = good.key.slice(0, -5) + last + good.key.slice(-4);
    assert.equal(await errorOf(await ask({ authorization: `Bearer ${changed}` })), 'Unauthorized');
  });
  await check('a revoked key is refused', async () => {
    const posted = await ask({ authorization: `Bearer ${revoked.key}` });
    if (posted.kind === 'error') assert.equal(await errorOf(posted), 'Unauthorized');
    else assert.equal((JSON.parse(await answerOf(posted)) as Answer).policyDocument.Statement[0]?.Effect, 'Deny');
  });
  await check('no credential is unauthorized', async () => {
    assert.equal(await errorOf(await ask({})), 'Unauthorized');
  });
  await check('an event without headers lets nobody in', async () => {
    const posted = await api.invoke({ type: 'REQUEST' });
    assert.equal(posted.kind, 'error', await text(posted.body));
  });
  await check('the same environment still serves the good key, and its log holds no key', async () => {
    await answerOf(await ask({ 'x-api-key': good.key }));
    assert.ok(running.isAlive());
    for (const { key } of [good, revoked]) assert.ok(!running.log().includes(key.slice(-43)));
  });
}
