import { readFileSync } from 'node:fs';

/** A message of a .proto: field name -> type as written there, with full names, e.g. `repeated int64`, `map<string, ModelParameter>`. */
type Fields = Map<string, string>;

interface Proto {
  readonly messages: Map<string, Fields>;
  readonly oneofs: Map<string, string[][]>;
  readonly enums: Map<string, Map<string, number>>;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[A-Za-z_][\w.]*|-?\d+|[{}=;<>,]/g;

/** Reads the parts of proto3 that Triton's model_config.proto uses: messages, enums, oneofs, maps, nesting. No services, no options. */
function readProto(text: string): Proto {
  const tokens = text.replace(/\/\/.*$/gm, '').match(TOKEN) ?? [];
  const proto: Proto = { messages: new Map(), oneofs: new Map(), enums: new Map() };
  let at = 0;
  const take = (wanted?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (wanted !== undefined && token !== wanted)) {
      throw new Error(`expected ${wanted ?? 'more'} as token ${at} of the proto, found ${token ?? 'its end'}`);
    }
    return token;
  };
  const enumeration = (scope: string) => {
    const values = new Map<string, number>();
    proto.enums.set(scope + take(), values);
    take('{');
    for (let name = take(); name !== '}'; name = take()) {
      take('=');
      values.set(name, Number(take()));
      take(';');
    }
  };
  const type = (first: string): string => {
    if (first === 'repeated') return `repeated ${take()}`;
    if (first !== 'map') return first;
    take('<');
    const key = take();
    take(',');
    const value = take();
    take('>');
    return `map<${key}, ${value}>`;
  };
  const field = (fields: Fields, first: string): string => {
    const declared = type(first);
    const name = take();
    fields.set(name, declared);
    take('=');
    take();
    take(';');
    return name;
  };
  const message = (scope: string) => {
    const name = scope + take();
    const fields: Fields = new Map();
    proto.messages.set(name, fields);
    take('{');
    for (let token = take(); token !== '}'; token = take()) {
      if (token === 'message') message(`${name}.`);
      else if (token === 'enum') enumeration(`${name}.`);
      else if (token === 'oneof') {
        take();
        take('{');
        const choices: string[] = [];
        for (let first = take(); first !== '}'; first = take()) choices.push(field(fields, first));
        proto.oneofs.set(name, [...(proto.oneofs.get(name) ?? []), choices]);
      } else field(fields, token);
    }
  };
  while (at < tokens.length) {
    const token = take();
    if (token === 'message') message('');
    else if (token === 'enum') enumeration('');
    else while (take() !== ';');
  }
  return proto;
}

const SCALARS = ['string', 'bool', 'int32', 'int64', 'uint32', 'uint64', 'float', 'double'];

/** `Kind` inside ModelInstanceGroup -> `ModelInstanceGroup.Kind`: the innermost scope that has the name. */
function fullName(proto: Proto, scope: string, name: string): string {
  if (SCALARS.includes(name)) return name;
  const parts = scope.split('.');
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const candidate = [...parts.slice(0, depth), name].join('.');
    if (proto.messages.has(candidate) || proto.enums.has(candidate)) return candidate;
  }
  throw new Error(`${scope} uses ${name}, which the proto does not define`);
}

const key = (name: string) => (name.includes('.') ? `'${name}'` : name);
const byName = <T>(entries: Map<string, T>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));

function record(name: string, entries: (readonly [string, readonly string[]])[]): string {
  const body = entries.map(([id, lines]) => (lines.length === 0 ? `  ${id}: {},` : `  ${id}: {\n${lines.join('\n')}\n  },`));
  return `export const ${name} = {\n${body.join('\n')}\n} as const;\n`;
}

/** The TypeScript module that describes a .proto: every message, field, choice and enum value, and no comment of it. */
export function schemaModule(text: string): string {
  const proto = readProto(text);
  const resolved = (scope: string, type: string) =>
    type.replace(/[\w.]+(?=>?$)/, (name) => fullName(proto, scope, name)).replace(/^(repeated|map) /, '$1 ');
  return [
    "// Written by `node --import tsx tools/model/proto-schema.ts <model_config.proto>` from NVIDIA's protobuf/model_config.proto, do not edit.\n",
    record(
      'MESSAGES',
      byName(proto.messages).map(([name, fields]) => [
        key(name),
        [...fields].map(([field, type]) => `    ${field}: '${resolved(name, type)}',`),
      ]),
    ),
    '/** Of each group, a message has one field at the most. */',
    `export const ONEOFS = {\n${byName(proto.oneofs)
      .map(
        ([name, groups]) =>
          `  ${key(name)}: [${groups.map((group) => `[${group.map((f) => `'${f}'`).join(', ')}]`).join(', ')}],\n`,
      )
      .join('')}} as const;\n`,
    record(
      'ENUMS',
      byName(proto.enums).map(([name, values]) => [key(name), [...values].map(([value, number]) => `    ${value}: ${number},`)]),
    ),
  ]
    .join('\n')
    .replace('*/\n\n', '*/\n')
    .replaceAll(' */\n\nexport', ' */\nexport')
    .replace(/\n+$/, '\n');
}

if (require.main === module) process.stdout.write(schemaModule(readFileSync(process.argv[2] ?? '', 'utf8')));
