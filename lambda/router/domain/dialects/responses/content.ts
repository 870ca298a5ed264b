import type { JsonObject } from '../../http/json-body.ts';
import { isObject, isString, mustBe, type Report } from '../../openai/fields.ts';
import { objectIn, textIn } from '../../providers/json.ts';
import { present } from '../members.ts';
import { placed } from '../places.ts';

const NOT_KEPT = 'no files are kept or fetched here';

/** The part of a chat's message for one of an item's; none when it cannot be translated. */
export function partOf(part: unknown, path: string, report: Report): readonly JsonObject[] {
  if (!isObject(part)) {
    report(path, mustBe('an object', part));
    return [];
  }
  switch (part.type) {
    case 'input_text':
    case 'output_text':
      if (!isString(part.text)) report(`${path}.text`, mustBe('a string', part.text));
      return [{ type: 'text', text: textIn(part, 'text') }];
    case 'refusal':
      return [{ type: 'refusal', refusal: textIn(part, 'refusal') }];
    case 'input_image':
      if (!isString(part.image_url)) report(`${path}.image_url`, `${mustBe('a URL', part.image_url)}: ${NOT_KEPT}`);
      return [{ type: 'image_url', image_url: present({ url: part.image_url, detail: part.detail }) }];
    case 'input_file': {
      const { file_data: data, filename } = part;
      if (!isString(data)) report(`${path}.file_data`, `${mustBe('the file as a data URL', data)}: ${NOT_KEPT}`);
      return [{ type: 'file', file: placed(present({ filename, file_data: data }), path) }];
    }
    case 'input_audio':
      return [{ type: 'input_audio', input_audio: objectIn(part, 'input_audio') }];
    default:
      report(
        `${path}.type`,
        mustBe("'input_text', 'input_image', 'input_file', 'input_audio', 'output_text' or 'refusal'", part.type),
      );
      return [];
  }
}
