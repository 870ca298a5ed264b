import type { JsonObject } from '../../http/json-body.ts';
import { isString, mustBe, type Report } from '../../openai/fields.ts';
import { withCacheControl } from '../../providers/conversation-marks.ts';
import { objectIn, objectsIn, textIn } from '../../providers/json.ts';
import { placed } from '../places.ts';

export const blockPath = (message: string, index: number): string => `${message}.content[${index}]`;

/** The parts of a chat's message for one block of a user's. What is to be cached ends with the last of them. */
export function partsOf(block: JsonObject, path: string, report: Report): readonly JsonObject[] {
  const parts = madeOf(block, path, report);
  const last = parts.length - 1;
  return parts.map((part, index) => placed(index === last ? withCacheControl(part, block.cache_control) : part, path));
}

function madeOf(block: JsonObject, path: string, report: Report): readonly JsonObject[] {
  switch (block.type) {
    case 'text':
      if (!isString(block.text)) report(`${path}.text`, mustBe('a string', block.text));
      return [{ type: 'text', text: block.text }];
    case 'image':
      return imageParts(objectIn(block, 'source'), path, report);
    case 'document':
      return documentParts(block, path, report);
    default:
      report(`${path}.type`, mustBe("'text', 'image', 'document' or 'tool_result'", block.type));
      return [];
  }
}

function imageParts(source: JsonObject, path: string, report: Report): readonly JsonObject[] {
  switch (source.type) {
    case 'base64':
      return [{ type: 'image_url', image_url: { url: dataUrl(source) } }];
    case 'url':
      return [{ type: 'image_url', image_url: { url: textIn(source, 'url') } }];
    default:
      report(`${path}.source.type`, mustBe("'base64' or 'url', as no files are kept here", source.type));
      return [];
  }
}

function documentParts(block: JsonObject, path: string, report: Report): readonly JsonObject[] {
  const source = objectIn(block, 'source');
  const { title, context } = block;
  if (objectIn(block, 'citations').enabled === true) {
    report(`${path}.citations.enabled`, mustBe('false, as chat models do not cite', true));
  }
  switch (source.type) {
    case 'base64': {
      if (source.media_type !== 'application/pdf') {
        const expected = "'application/pdf', as other documents are not read (send plain text as a source of type 'text')";
        report(`${path}.source.media_type`, mustBe(expected, source.media_type));
      }
      const filename = isString(title) && title !== '' ? title : 'document.pdf';
      return [
        ...introduction(context),
        { type: 'file', file: placed({ filename, file_data: dataUrl(source) }, `${path}.source`) },
      ];
    }
    case 'text':
      return [textPart(title, context, source.data)];
    case 'content': {
      if (isString(source.content)) return [textPart(title, context, source.content)];
      const inner = objectsIn(source, 'content').flatMap((part, index) =>
        partsOf(part, `${path}.source.content[${index}]`, report),
      );
      return [...introduction(title, context), ...inner];
    }
    default:
      report(`${path}.source.type`, mustBe("'base64', 'text' or 'content', as no files are kept or fetched here", source.type));
      return [];
  }
}

/** One part of the texts that are there. */
const textPart = (...texts: readonly unknown[]): JsonObject => ({
  type: 'text',
  text: texts.filter((said) => isString(said) && said !== '').join('\n\n'),
});

const introduction = (...texts: readonly unknown[]): readonly JsonObject[] =>
  texts.some((said) => isString(said) && said !== '') ? [textPart(...texts)] : [];

const dataUrl = (source: JsonObject): string => `data:${textIn(source, 'media_type')};base64,${textIn(source, 'data')}`;
