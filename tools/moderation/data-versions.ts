import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DataVersion } from '../../lambda/common/moderation/model/linear-model.ts';

/** Folders whose texts and words the model and the lexicon come from. */
const USED = /^(?:mod-(?!safetybench)|benign-|inj-(?!langkit)|lex-|docs-apisix|rag-(?:chunking|drcd))/;

/** The commits that the `SOURCE.tsv` files of the shared data name for the files that are there. */
export function dataVersions(data: string): readonly DataVersion[] {
  const versions = readdirSync(data)
    .filter((folder) => USED.test(folder) && existsSync(path.join(data, folder, 'SOURCE.tsv')))
    .flatMap((folder) => {
      const lines = readFileSync(path.join(data, folder, 'SOURCE.tsv'), 'utf8')
        .trim()
        .split('\n');
      return lines
        .map((line) => line.split('\t'))
        .filter(([, , , file = '']) => existsSync(path.join(data, folder, fileOf(file))));
    })
    .map(([repository = '', commit = '']) => `${repository.replace('github.com/', '')} ${commit}`);
  return [...new Set(versions)].sort().map((version) => {
    const [repository = '', commit = ''] = version.split(' ');
    return { repository, commit };
  });
}

/** `as it was there -> as it is here`, or the same for both. */
const fileOf = (file: string): string => file.split(' -> ').at(-1) ?? file;
