import { App, type AppProps } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';

/**
 * A CDK app whose feature flags stand in code: `node bin/…` and jest do not read cdk.json, and templates must not depend on who synthesises.
 */
export function createApp(props: AppProps = {}): App {
  return new App({ analyticsReporting: false, ...props, context: { ...recommendedFlags, ...props.context } });
}
