import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { platformJsonSchema } from '../lib/config/json-schema.ts';

/** Writes the JSON Schema of configuration files, for editors. */
const file = path.join(__dirname, '..', 'docs', 'platform-config.schema.json');
writeFileSync(file, `${JSON.stringify(platformJsonSchema(), null, 2)}\n`);
process.stdout.write(`${file}\n`);
