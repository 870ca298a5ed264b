#!/usr/bin/env node
// Runs blueprint.ts on the Node that the project pins, whatever the machine has: npx blueprint serve.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const pinned = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
const node = existsSync(pinned) ? pinned : process.execPath;
const program = fileURLToPath(new URL('blueprint.ts', import.meta.url));
const child = spawn(node, ['--import', import.meta.resolve('tsx'), program, ...process.argv.slice(2)], { stdio: 'inherit' });

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
