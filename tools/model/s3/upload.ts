import { type FileHandle, open } from 'node:fs/promises';
import { sha256Of } from '../../../services/model-store/canonical.ts';
import { changed, type LocalFile } from '../local-file.ts';
import { inParallel } from '../parallel.ts';
import type { S3Client } from './client.ts';
import { S3Refusal, unlessMissing, unlessRefused } from './refusal.ts';
import { each, element, textOf } from './xml.ts';

/** Bounds what is in memory: so many parts at once, over all files. */
export type Slots = <T>(work: () => Promise<T>) => Promise<T>;

export const PARALLEL_PARTS = 4;

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
const nothingThere = { 'if-none-match': '*' };

/** Brings a file to a key, in parts when it is large; what an earlier push has brought stays. */
export async function uploadFile(s3: S3Client, key: string, file: LocalFile, slot: Slots, sent: (bytes: number) => void) {
  if (await isThere(s3, key, file)) return sent(file.sizeBytes);
  const placed = file.parts.length === 1 ? await putWhole(s3, key, file, slot) : await putParts(s3, key, file, slot, sent);
  // Another push of the same files was faster.
  if (!placed && !(await isThere(s3, key, file))) throw new Error(`${key} was there and is gone; push again`);
  if (file.parts.length === 1) sent(file.sizeBytes);
}

/** @throws Error when other bytes are there */
async function isThere(s3: S3Client, key: string, file: LocalFile): Promise<boolean> {
  const head = await s3({ method: 'HEAD', key, headers: { 'x-amz-checksum-mode': 'ENABLED' } }).catch(unlessMissing);
  if (head === undefined) return false;
  const checksum = head.headers.get('x-amz-checksum-sha256');
  if (Number(head.headers.get('content-length')) === file.sizeBytes && checksum === checksumOf(file)) return true;
  throw new Error(
    `${key} is there with other bytes (checksum ${checksum}); see blueprint model verify, and push as another version`,
  );
}

/** As S3 gives it: of the whole, or of the digests of the parts with their number. */
function checksumOf({ parts, sha256 }: LocalFile): string {
  if (parts.length === 1) return base64(sha256);
  return `${base64(sha256Of(Buffer.from(parts.join(''), 'hex')))}-${parts.length}`;
}

async function putWhole(s3: S3Client, key: string, file: LocalFile, slot: Slots): Promise<boolean> {
  const handle = await open(file.source);
  try {
    return await slot(async () => {
      const headers = { ...nothingThere, 'x-amz-checksum-sha256': base64(file.sha256) };
      const answer = await s3({ method: 'PUT', key, headers, body: await partOf(file, handle, 0) }).catch(unlessRefused);
      return answer !== undefined;
    });
  } finally {
    await handle.close();
  }
}

interface Part {
  readonly etag: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** From 0. */
type Parts = Map<number, Part>;

const COMPLETIONS = 3;

async function putParts(s3: S3Client, key: string, file: LocalFile, slot: Slots, sent: (bytes: number) => void) {
  const uploadId = (await unfinished(s3, key)) ?? (await begun(s3, key));
  const parts = await partsThere(s3, key, uploadId);
  const handle = await open(file.source);
  try {
    await inParallel(file.parts.keys(), PARALLEL_PARTS, (at) =>
      slot(async () => {
        const bytes = Math.min(file.partBytes, file.sizeBytes - at * file.partBytes);
        const sha256 = file.parts[at] ?? '';
        if (parts.get(at)?.sha256 !== sha256) {
          const query = { partNumber: String(at + 1), uploadId };
          const headers = { 'x-amz-checksum-sha256': base64(sha256) };
          const { headers: answer } = await s3({ method: 'PUT', key, query, headers, body: await partOf(file, handle, at) });
          parts.set(at, { etag: answer.get('etag') ?? '', sha256 });
        }
        sent(bytes);
      }),
    );
    return await completed(s3, key, uploadId, file, parts);
  } catch (error) {
    // Another push of the same files has completed the upload that both worked on.
    if (error instanceof S3Refusal && error.code === 'NoSuchUpload') return false;
    throw error;
  } finally {
    await handle.close();
  }
}

async function partOf(file: LocalFile, handle: FileHandle, at: number): Promise<Uint8Array> {
  const start = at * file.partBytes;
  const buffer = Buffer.allocUnsafe(Math.min(file.partBytes, file.sizeBytes - start));
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, start + length);
    if (bytesRead === 0) throw changed(file);
    length += bytesRead;
  }
  if (sha256Of(buffer) !== file.parts[at]) throw changed(file);
  return buffer;
}

/** The newest upload of this key that was begun and not completed. */
async function unfinished(s3: S3Client, key: string): Promise<string | undefined> {
  const listed = await s3({ method: 'GET', query: { uploads: '', prefix: key } });
  const uploads = each(await listed.text(), 'Upload').filter((upload) => textOf(upload, 'Key') === key);
  const newest = uploads.sort((a, b) => ((textOf(a, 'Initiated') ?? '') < (textOf(b, 'Initiated') ?? '') ? 1 : -1))[0];
  return newest && textOf(newest, 'UploadId');
}

async function begun(s3: S3Client, key: string): Promise<string> {
  const headers = { 'x-amz-checksum-algorithm': 'SHA256' };
  const id = textOf(await (await s3({ method: 'POST', key, query: { uploads: '' }, headers })).text(), 'UploadId');
  if (!id) throw new Error(`S3 began no upload of ${key}; push again`);
  return id;
}

async function partsThere(s3: S3Client, key: string, uploadId: string): Promise<Parts> {
  const parts = new Map<number, Part>();
  for (let marker: string | undefined = '0'; marker !== undefined; ) {
    const query = { uploadId, 'part-number-marker': marker };
    const xml: string = await (await s3({ method: 'GET', key, query })).text();
    for (const part of each(xml, 'Part')) {
      const sha256 = Buffer.from(textOf(part, 'ChecksumSHA256') ?? '', 'base64').toString('hex');
      parts.set(Number(textOf(part, 'PartNumber')) - 1, { etag: textOf(part, 'ETag') ?? '', sha256 });
    }
    marker = textOf(xml, 'IsTruncated') === 'true' ? textOf(xml, 'NextPartNumberMarker') : undefined;
  }
  return parts;
}

/** @returns false when something is at the key */
async function completed(s3: S3Client, key: string, uploadId: string, file: LocalFile, parts: Parts): Promise<boolean> {
  for (let [tries, known] = [1, parts]; ; tries++) {
    const outcome = await putTogether(s3, key, uploadId, file, known).catch((error: unknown) => error);
    // With a key of KMS the same part sent again has another ETag: another push of the same files has sent it meanwhile.
    if (outcome instanceof S3Refusal && outcome.code === 'InvalidPart' && tries < COMPLETIONS) {
      known = await partsThere(s3, key, uploadId);
    } else if (typeof outcome === 'boolean') {
      return outcome;
    } else {
      throw outcome;
    }
  }
}

async function putTogether(s3: S3Client, key: string, uploadId: string, file: LocalFile, parts: Parts): Promise<boolean> {
  const list = file.parts.map((sha256, at) => {
    const inside = [element('PartNumber', at + 1), element('ETag', parts.get(at)?.etag ?? '')];
    return `<Part>${inside.join('')}${element('ChecksumSHA256', base64(sha256))}</Part>`;
  });
  const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/';
  const body = Buffer.from(`<CompleteMultipartUpload xmlns="${xmlns}">${list.join('')}</CompleteMultipartUpload>`);
  const answer = await s3({ method: 'POST', key, query: { uploadId }, headers: nothingThere, body }).catch(unlessRefused);
  if (answer === undefined) {
    await s3({ method: 'DELETE', key, query: { uploadId } }).catch(unlessMissing);
    return false;
  }
  // S3 answers 200 before it has put the parts together, and tells a failure in the body.
  const xml = await answer.text();
  const code = textOf(xml, 'Code');
  if (code === undefined) return true;
  throw new S3Refusal(500, code, `S3 did not put ${key} together: ${code}: ${textOf(xml, 'Message')}; push again`);
}
