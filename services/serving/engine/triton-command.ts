import type { ModelRelease, ServedModel } from '../served-model.ts';
import { engineOf } from './engine.ts';
import { weightsPath } from './weights.ts';

/** Variable that holds the key of Triton's administrative endpoints. */
export const ADMIN_KEY_VARIABLE = 'TRITON_ADMIN_KEY';

/** Header that must carry it. */
const ADMIN_HEADER = 'llm-platform-admin-key';

/** Whoever may load models runs code, and whoever may map shared memory reads others' requests. */
const RESTRICTED = ['model-repository', 'shared-memory', 'trace', 'logging'];

/** The command of Triton: every model of the folder is loaded at the start, and none later without the key. @param host the address at which it listens */
export function tritonCommand(
  { engine, drainSeconds, responseCacheMib }: ServedModel,
  { weights }: ModelRelease,
  host: string,
): readonly string[] {
  const { port, metricsPort } = engineOf(engine);
  return [
    'tritonserver',
    `--model-repository=${weightsPath(weights)}`,
    '--model-control-mode=explicit',
    '--load-model=*',
    // A version that is refused or still loads must not take the others out of the Service. At the start all must load, or Triton ends.
    '--strict-readiness=false',
    '--disable-auto-complete-config',
    // What a model's files say of a cache holds only where there is one.
    ...(responseCacheMib === undefined ? [] : [`--cache-config=local,size=${responseCacheMib * 2 ** 20}`]),
    `--http-address=${host}`,
    `--http-port=${port}`,
    // The router speaks HTTP; what nobody calls is not open.
    '--allow-grpc=false',
    `--metrics-address=${host}`,
    `--metrics-port=${metricsPort}`,
    // kubelet puts the value of the variable in.
    `--http-restricted-api=${RESTRICTED.join(',')}:${ADMIN_HEADER}=$(${ADMIN_KEY_VARIABLE})`,
    `--exit-timeout-secs=${drainSeconds}`,
  ];
}
