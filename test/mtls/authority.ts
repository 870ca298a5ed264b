import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { giveTo } from '../cluster/container-process.ts';

/** What cert-manager would make of a Certificate. */
interface CertificateSpec {
  readonly commonName?: string;
  readonly dnsNames?: readonly string[];
  readonly usages: readonly string[];
}

/** An authority with a folder of its own. */
export interface Authority {
  readonly folder: string;
}

const openssl = (folder: string, ...args: readonly string[]) =>
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });

const EXTENDED: Readonly<Record<string, string>> = { 'server auth': 'serverAuth', 'client auth': 'clientAuth' };

/** As the ClusterIssuer's: an ECDSA key that certifies itself. */
export function makeAuthority(parent: string, name: string): Authority {
  const folder = path.join(parent, name);
  mkdirSync(folder);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'ca.key'];
  openssl(folder, 'req', '-x509', ...key, '-out', 'ca.crt', '-days', '3650', '-subj', `/CN=${name}`);
  return { folder };
}

/** A folder with the files of cert-manager's secret, by what the manifest asks for. */
export function issue({ folder }: Authority, { spec }: Manifest, label: string): string {
  const { commonName, dnsNames = [], usages } = spec as CertificateSpec;
  const made = path.join(folder, label);
  mkdirSync(made);
  const subject = commonName === undefined ? '/' : `/CN=${commonName}`;
  const extensions = [
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature',
    `extendedKeyUsage=${usages.flatMap((usage) => EXTENDED[usage] ?? []).join(',')}`,
    ...(dnsNames.length > 0 ? [`subjectAltName=${dnsNames.map((dns) => `DNS:${dns}`).join(',')}`] : []),
  ];
  writeFileSync(path.join(made, 'extensions'), extensions.join('\n'));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'tls.key'];
  openssl(made, 'req', ...key, '-out', 'request', '-subj', subject);
  const authority = ['-CA', '../ca.crt', '-CAkey', '../ca.key', '-CAcreateserial'];
  openssl(made, 'x509', '-req', '-in', 'request', ...authority, '-out', 'tls.crt', '-days', '3', '-extfile', 'extensions');
  cpSync(path.join(folder, 'ca.crt'), path.join(made, 'ca.crt'));
  for (const leftover of ['request', 'extensions']) rmSync(path.join(made, leftover));
  return made;
}

const FILES = ['tls.crt', 'tls.key', 'ca.crt'];
let versions = 0;

/** Puts a secret's files into a folder as kubelet does: into a new folder, to which one link is moved. */
export function project(secret: string, mount: string): void {
  mkdirSync(mount, { recursive: true });
  versions += 1;
  const version = `..version-${versions}`;
  const link = path.join(mount, '..data');
  const before = existsSync(link) ? readlinkSync(link) : undefined;
  cpSync(secret, path.join(mount, version), { recursive: true });
  giveTo('container', mount);
  symlinkSync(version, path.join(mount, '..data_tmp'));
  renameSync(path.join(mount, '..data_tmp'), link);
  for (const file of FILES) {
    if (!existsSync(path.join(mount, file))) symlinkSync(path.join('..data', file), path.join(mount, file));
  }
  if (before !== undefined) rmSync(path.join(mount, before), { recursive: true });
}
