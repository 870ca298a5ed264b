import { jsonObject } from '../providers/json.ts';

/** Longer texts are not looked into: this is asked again and again while they grow. */
const MAX_CHARACTERS = 64 * 1024;

/** Whether a text is a JSON object already, so that nothing can follow. False for very long ones, which may be. */
export const isWholeJson = (text: string): boolean =>
  text.length <= MAX_CHARACTERS && /\}\s*$/.test(text.slice(-16)) && jsonObject(text) !== undefined;
