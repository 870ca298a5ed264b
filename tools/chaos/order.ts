import { readControl } from './control-file.ts';
import { type Fault, faultOf, inWords } from './faults.ts';

/**
 * Tells a running demo what to break or mend.
 *
 * @returns what is on then, for people
 * @throws Error, with a sentence for the user: no such fault, no demo
 */
export async function order(
  state: string,
  what: string,
  options: Readonly<Record<string, string | number | undefined>>,
): Promise<string> {
  // An option for what ends everything, or only looks, would be misunderstood by one of the two.
  const given = Object.keys(options);
  if ((what === 'off' || what === 'status') && given.length > 0) {
    throw new Error(`${what} takes no --${given.join(', --')}: it is about all faults; leave it out`);
  }
  const fault = what === 'off' || what === 'status' ? undefined : faultOf({ ...options, name: what });
  const control = readControl(state);
  if (control === undefined) {
    throw new Error(`no demo runs with its state in '${state}'; start one by npm run demo, or name its folder by --state`);
  }
  const method = what === 'status' ? 'GET' : what === 'off' ? 'DELETE' : 'POST';
  const response = await fetch(control.url, {
    ...{ method, headers: { authorization: `Bearer ${control.token}` } },
    ...(fault && { body: JSON.stringify(fault) }),
  }).catch(() => {
    throw new Error(`the demo at ${control.url} does not answer; start it anew by npm run demo`);
  });
  const { faults, error } = (await response.json()) as { readonly faults?: readonly Fault[]; readonly error?: string };
  if (faults === undefined) throw new Error(error ?? `the demo answered with ${response.status}`);
  return faults.length === 0 ? 'no fault is on' : `on: ${faults.map(inWords).join('; ')}`;
}
