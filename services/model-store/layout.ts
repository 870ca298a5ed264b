/** All versions of all models are below it. */
export const MODELS = 'models/';

/** The pointers are below it: who may read a model need not be who may move a pointer. */
export const ALIASES = 'aliases/';

export const modelPrefix = (name: string): string => `${MODELS}${name}/`;

const versionPrefix = (name: string, version: string): string => `${modelPrefix(name)}${version}/`;

/** Written last, and once: a version without it does not exist. */
export const manifestKey = (name: string, version: string): string => `${versionPrefix(name, version)}manifest.json`;

/**
 * The folder of a version's files. Its name is the digest of what is in it, so pushes of different files never meet, and pushes of the same
 * files help each other.
 */
export const filesPrefix = (name: string, version: string, content: string): string =>
  `${versionPrefix(name, version)}${content}/`;

export const aliasPrefix = (name: string): string => `${ALIASES}${name}/`;

export const aliasKey = (name: string, alias: string): string => `${aliasPrefix(name)}${alias}.json`;
