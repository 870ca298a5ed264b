import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import { isString, shown } from '../openai/fields.ts';
import { DOCUMENT_FORMATS } from './bedrock-formats.ts';
import { objectIn, textIn } from './json.ts';

export type Image = { readonly url: string } | { readonly mediaType: string; readonly base64: string };

export interface Document {
  readonly mediaType: string;
  readonly base64: string;
  /** As the client calls it. @default - it has no name */
  readonly filename?: string;
}

/** What providers read; Bedrock reads more. */
const DOCUMENT_TYPES: readonly string[] = ['application/pdf', 'text/plain'];

/** @throws OpenAiError 400 for an address of another kind */
export function imageOf(part: JsonObject, path: string): Image {
  const url = textIn(objectIn(part, 'image_url'), 'url');
  const data = /^data:([a-z]+\/[a-z0-9.+-]+);base64,([A-Za-z0-9+/=]+)$/.exec(url);
  // Some clients name the type after the file's extension.
  if (data) return { mediaType: data[1] === 'image/jpg' ? 'image/jpeg' : (data[1] ?? ''), base64: data[2] ?? '' };
  if (/^https?:\/\//.test(url)) return { url };
  throw invalidRequest(`'${path}.image_url.url' must be an http(s) URL or data:<type>;base64,<data>.`, `${path}.image_url.url`);
}

/** @throws OpenAiError 400 for a file that is not here, or of a type that no provider reads */
export function documentOf(part: JsonObject, path: string, provider: string): Document {
  const { file_id: id, file_data: data, filename } = objectIn(part, 'file');
  const param = `${path}.file.${data === undefined && isString(id) ? 'file_id' : 'file_data'}`;
  const [, type, base64] =
    (isString(data) && /^data:([^;,]{1,100})(?:;charset=utf-8)?;base64,([A-Za-z0-9+/=]+)$/i.exec(data)) || [];
  const types = provider === 'Bedrock' ? Object.keys(DOCUMENT_FORMATS) : DOCUMENT_TYPES;
  const mediaType = types.find((known) => known === type?.toLowerCase());
  if (mediaType === undefined || base64 === undefined) {
    const wanted = types.map((known) => `data:${known};base64,…`).join(' or ');
    const given = type ?? (data === undefined ? shown(id) : 'other data');
    throw invalidRequest(
      `'${param}' cannot be asked of ${provider} as ${given}; send the file as 'file_data' with ${wanted}.`,
      param,
      'unsupported_parameter',
    );
  }
  return { mediaType, base64, ...(isString(filename) && filename.trim() !== '' && { filename: filename.trim() }) };
}
