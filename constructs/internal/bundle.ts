import { existsSync } from 'node:fs';
import path from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** The nearest folder above that holds a package.json: the checkout, or the installed package. */
function packageRoot(from: string): string {
  let folder = from;
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return folder;
}

/** The prebuilt bundle of a Lambda: consumers need neither esbuild nor Docker. */
export function lambdaBundle(name: string): Code {
  const folder = path.join(packageRoot(__dirname), 'dist', 'bundles', name);
  if (!existsSync(path.join(folder, 'index.js'))) {
    throw new Error(`no Lambda bundle at ${folder}; run npm run bundle`);
  }
  return Code.fromAsset(folder);
}
