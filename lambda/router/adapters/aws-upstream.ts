import type { Upstream } from '../domain/ports.ts';
import { decodeEventStream } from './aws-event-stream.ts';
import type { Signer } from './aws-signer.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const EVENT_STREAM = /^application\/vnd\.amazon\.eventstream\b/;

/**
 * Signs the calls that ask for it, and turns AWS's binary event streams into server-sent events; other calls pass through untouched.
 * The SDK's parts are loaded with the first such call.
 *
 * `AWS_ENDPOINT_URL_BEDROCK_RUNTIME` and `AWS_ENDPOINT_URL` replace the service's own address, as everywhere in the SDK.
 */
export function awsUpstream(upstream: Upstream, environment: Environment): Upstream {
  const endpoint = environment.AWS_ENDPOINT_URL_BEDROCK_RUNTIME ?? environment.AWS_ENDPOINT_URL;
  let signer: Promise<Signer> | undefined;

  return {
    send: async (call) => {
      if (call.sign === undefined) return upstream.send(call);
      signer ??= import('./aws-signer.ts').then(({ awsSigner }) => awsSigner());
      const addressed = endpoint === undefined ? call : { ...call, baseUrl: endpoint };
      const response = await upstream.send({ ...addressed, headers: await (await signer)(addressed, call.sign) });
      const type = response.headers['content-type'];
      return typeof type === 'string' && EVENT_STREAM.test(type) ? decodeEventStream(response) : response;
    },
  };
}
