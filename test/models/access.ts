import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { ModelRepository } from '../../constructs/model-repository/model-repository.ts';
import { createApp } from '../../lib/app.ts';
import type { MiniStack } from '../../tools/emulator/ministack.ts';
import type { Pushed } from '../../tools/model/push.ts';
import type { Verified } from '../../tools/model/verify.ts';
import { cdk } from '../deploy/cdk.ts';
import type { Harness } from '../support/harness.ts';
import { blueprint } from '../support/local-platform.ts';
import { jsonOf, type ModelsSetup } from './setup.ts';

const ROLES = ['publisher', 'reader', 'administrator'] as const;

/** A repository, who may push to it, who may read it, and who may do everything in S3. */
function synthesise(folder: string): void {
  const app = createApp({ outdir: folder });
  const stack = new Stack(app, 'models', { env: { region: 'us-east-1' } });
  const [publisher, reader, administrator] = ROLES.map((roleName) => {
    const role = new Role(stack, roleName, { roleName, assumedBy: new AccountRootPrincipal() });
    new CfnOutput(stack, `${roleName}Arn`, { value: role.roleArn });
    return role;
  });
  assert.ok(publisher && reader && administrator);
  administrator.addToPolicy(new PolicyStatement({ actions: ['s3:*', 'kms:*'], resources: ['*'] }));
  const models = new ModelRepository(stack, 'Models', { publisher });
  models.grantRead(reader);
  new CfnOutput(stack, 'Bucket', { value: models.bucket.bucketName });
  app.synth();
}

/** The construct's own bucket, deployed: what its policy lets each role do with `blueprint model`. */
export async function testAccess({ check }: Harness, { folder, source }: ModelsSetup, emulator: MiniStack): Promise<void> {
  const assembly = path.join(folder, 'assembly');
  const work = path.join(folder, 'cdk');
  mkdirSync(work);
  synthesise(assembly);
  const tool = cdk({ folder: assembly, stacks: [{ stack: 'models', region: 'us-east-1', resources: 0 }] }, emulator.url, work);
  await tool.bootstrap();
  const { code, output } = await tool.deploy();
  assert.equal(code, 0, output);
  const outputs = tool.outputs().models ?? {};
  const profiles = ROLES.map((role) => `[profile ${role}]\nrole_arn = ${outputs[`${role}Arn`]}\nsource_profile = base\n`);
  const base = '[profile base]\naws_access_key_id = test\naws_secret_access_key = test\n';
  writeFileSync(path.join(work, 'config'), [base, ...profiles].join('\n'));
  const store = `s3://${outputs.Bucket}`;
  const as = (role: (typeof ROLES)[number], ...args: readonly string[]) =>
    blueprint(['model', ...args, '--json'], {
      AWS_ENDPOINT_URL: emulator.url,
      AWS_CONFIG_FILE: path.join(work, 'config'),
      AWS_PROFILE: role,
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_REGION: 'us-east-1',
    }).exited;
  const push = (role: (typeof ROLES)[number], version: string) =>
    as(role, 'push', source('guarded', 20 * 1024 * 1024), '--to', store, '--name', 'guarded', '--version', version);
  const denied = async (exit: ReturnType<typeof as>) => {
    const { code: ended, stderr } = await exit;
    assert.equal(ended, 1);
    assert.match(stderr, /S3 refused .+: AccessDenied/);
  };

  await check('the publisher pushes, in parts too, promotes and verifies', async () => {
    assert.equal(jsonOf<Pushed>(await push('publisher', '1')).outcome, 'pushed');
    assert.equal((await as('publisher', 'promote', 'guarded', '1', '--in', store)).code, 0);
    assert.deepEqual(jsonOf<Verified>(await as('publisher', 'verify', '--in', store)).problems, []);
  });
  await check('a role that was granted reading reads everything, and moves and pushes nothing', async () => {
    assert.equal((await as('reader', 'locate', 'guarded', '--in', store)).code, 0);
    assert.deepEqual(jsonOf<Verified>(await as('reader', 'verify', '--in', store)).problems, []);
    await denied(as('reader', 'promote', 'guarded', '1', '--as', 'canary', '--in', store));
    await denied(push('reader', '2'));
  });
  await check('a role that may do everything in S3 reads no model, and writes none', async () => {
    await denied(as('administrator', 'locate', 'guarded', '--in', store));
    await denied(push('administrator', '2'));
    await denied(as('administrator', 'promote', 'guarded', '1', '--as', 'canary', '--in', store));
  });
}
