import type { ModelStore } from './store.ts';

/** @param at a folder, or `s3://bucket/prefix` */
export async function openStore(at: string, region: string | undefined): Promise<ModelStore> {
  if (!at.startsWith('s3:')) {
    if (/^[a-z][a-z0-9+.-]*:\/\//.test(at))
      throw new Error(`'${at}' is no place for models; give a folder or s3://bucket/prefix`);
    if (region !== undefined) throw new Error(`--region ${region} is for s3://…, and '${at}' is a folder`);
    const { folderStore } = await import('./folder-store.ts');
    return folderStore(at);
  }
  const { s3Store } = await import('./s3/store.ts');
  return s3Store(at, region, process.env);
}
