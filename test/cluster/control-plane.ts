import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { mustRun, runChild } from '../../tools/emulator/child.ts';
import { root } from '../support/harness.ts';

/** How a control plane is reached. */
export interface ControlPlane {
  readonly kubeconfig: string;
  /** kubectl, by name or path. */
  readonly kubectl: string;
}

const SCRIPT = path.join(root, '..', 'shared', 'control-plane', 'up.sh');
const GO_AND_SHARED = 'or set KUBECONFIG to that of a cluster that nobody needs';

/** Of the API server and of etcd, as the script has them. */
const PORTS = [6443, 23_790];

/** GPU nodes that are none of ours: they have the taint and not the labels. Name, type, zone, CPUs, GiB, GPUs, EFA. */
const STRANGERS = [
  ['p5-1', 'p5.48xlarge', 'us-east-1a', 192, 2048, 8, 32],
  ['p4d-1', 'p4d.24xlarge', 'us-east-1b', 96, 1152, 8, 4],
  ['g6-1', 'g6.12xlarge', 'us-east-1a', 48, 192, 4, 1],
];

/**
 * The cluster of `KUBECONFIG`; without one, an API server and a scheduler that are built on the first use (minutes), kept in
 * `.cache/control-plane`, and stopped when this program ends.
 *
 * @throws Error that says what is missing
 */
export async function controlPlane(): Promise<ControlPlane> {
  const { KUBECONFIG, KUBECTL = 'kubectl' } = process.env;
  if (KUBECONFIG) return { kubeconfig: KUBECONFIG, kubectl: KUBECTL };
  const folder = path.join(root, '.cache', 'control-plane');
  await requireParts(path.join(folder, 'bin', 'apiserver'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'nodes.tsv'), STRANGERS.map((node) => `${node.join('\t')}\n`).join(''));
  // The programs lead process groups of their own, so that the end of this one does not end them.
  process.once('exit', () => execFileSync('bash', [SCRIPT, folder, 'stop'], { stdio: 'ignore' }));
  const said = await mustRun(`${path.relative(root, SCRIPT)} has not started a control plane`, 'bash', [SCRIPT, folder]);
  const { KUBECONFIG: kubeconfig, KUBECTL: kubectl } = variablesOf(said);
  if (kubeconfig === undefined || kubectl === undefined) throw new Error(`${SCRIPT} named no KUBECONFIG and KUBECTL:\n${said}`);
  return { kubeconfig, kubectl };
}

async function requireParts(built: string): Promise<void> {
  if (!existsSync(SCRIPT)) {
    throw new Error(
      `${path.relative(root, SCRIPT)} is not there, which starts a control plane; put ../shared there, ${GO_AND_SHARED}`,
    );
  }
  if (!existsSync(built) && !(await runs('go', ['version']))) {
    throw new Error(`go is not on the PATH, which builds the control plane; install Go 1.26 or newer, ${GO_AND_SHARED}`);
  }
  if (!(await runs('etcd', ['--version'])) && process.getuid?.() !== 0) {
    throw new Error(`etcd is not on the PATH; install it (Debian: apt-get install etcd-server), ${GO_AND_SHARED}`);
  }
  for (const port of PORTS) {
    if (await answers(port)) {
      throw new Error(`port ${port} is taken, perhaps by another control plane; stop what listens there, ${GO_AND_SHARED}`);
    }
  }
}

async function runs(command: string, args: readonly string[]): Promise<boolean> {
  const { code } = await runChild(command, args).catch(() => ({ code: 1 }));
  return code === 0;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Of the last line, `export KUBECONFIG=… KUBECTL=…`. */
const variablesOf = (said: string): { readonly [name: string]: string } =>
  Object.fromEntries([...said.matchAll(/\b(KUBECONFIG|KUBECTL)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]));
