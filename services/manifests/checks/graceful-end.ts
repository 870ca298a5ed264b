import type { Container, NamedPod } from '../pods.ts';

/** Options by which the engines say how long they wait for answers under way. */
const EXIT_TIMEOUT = /^--(?:exit-timeout-secs|shutdown-timeout)=(\d+)$/;
const KUBERNETES_DEFAULT = 30;

/** Pods that are killed before they have finished what they were told to finish. */
export function gracefulEndProblems({ name, spec }: NamedPod): readonly string[] {
  const grace = spec.terminationGracePeriodSeconds ?? KUBERNETES_DEFAULT;
  return (spec.containers ?? []).flatMap((container) => {
    const exit = exitTimeoutOf(container);
    if (exit === undefined) return [];
    const sleep = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
    return grace > sleep + exit
      ? []
      : [
          `${name}: container ${container.name} may take ${sleep} s before and ${exit} s after it is told to stop, and is killed after ${grace} s; set terminationGracePeriodSeconds above ${sleep + exit}`,
        ];
  });
}

function exitTimeoutOf({ command = [], args = [] }: Container): number | undefined {
  const [timeout] = [...command, ...args].flatMap((argument) => EXIT_TIMEOUT.exec(argument)?.[1] ?? []);
  return timeout === undefined ? undefined : Number(timeout);
}
