import type { Upstream } from '../domain/ports.ts';
import { decodeEventStream } from './aws-event-stream.ts';
import { awsSigner } from './aws-signer.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const EVENT_STREAM = /^application\/vnd\.amazon\.eventstream\b/;

/** Replaces the address of a service, by the name that it signs with. */
const ENDPOINT_VARIABLES: Readonly<Record<string, string>> = {
  bedrock: 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
  appconfig: 'AWS_ENDPOINT_URL_APPCONFIGDATA',
  sqs: 'AWS_ENDPOINT_URL_SQS',
};

/**
 * Signs the calls that ask for it, and turns AWS's binary event streams into server-sent events; other calls pass through untouched.
 *
 * `AWS_ENDPOINT_URL_<service>` and `AWS_ENDPOINT_URL` replace the service's own address, as everywhere in the SDK.
 */
export function awsUpstream(upstream: Upstream, environment: Environment): Upstream {
  const sign = awsSigner(environment);

  return {
    send: async (call) => {
      if (call.sign === undefined) return upstream.send(call);
      const endpoint = environment[ENDPOINT_VARIABLES[call.sign.service] ?? ''] ?? environment.AWS_ENDPOINT_URL;
      const addressed = endpoint === undefined ? call : { ...call, baseUrl: endpoint };
      const response = await upstream.send({ ...addressed, headers: await sign(addressed, call.sign) });
      const type = response.headers['content-type'];
      return typeof type === 'string' && EVENT_STREAM.test(type) ? decodeEventStream(response) : response;
    },
  };
}
