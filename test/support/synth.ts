import { type App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/app.ts';

/** An app with the flags of the platform and no account, so that nothing can be looked up. */
export const testApp = (): App => createApp();

/** A stack in an explicit region. */
export function testStack(region = 'us-east-1', app: App = testApp()): Stack {
  return new Stack(app, `test-${region}`, { env: { region } });
}

/** The template of a stack, after checking that synthesis asked no account for anything. */
export function templateOf(stack: Stack): Template {
  const template = Template.fromStack(stack);
  const missing = (stack.node.root as App).synth().manifest.missing ?? [];
  if (missing.length > 0) throw new Error(`synthesis looked up ${missing.map(({ key }) => key).join(', ')}`);
  return template;
}
