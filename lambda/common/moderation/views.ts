import { decodedViews } from './normalise/decoded.ts';
import { respeltView, unspacedView } from './normalise/evasions.ts';
import { type PinyinWords, pinyinView } from './normalise/pinyin.ts';
import { plainView } from './normalise/plain.ts';
import type { View } from './normalise/view.ts';

/** All the ways in which a text is read; the plain one first. @param pinyin words to see through pinyin. @default - none */
export function viewsOf(written: string, pinyin?: PinyinWords): readonly [View, ...View[]] {
  const plain = plainView(written);
  const unspaced = unspacedView(plain);
  const respelt = respeltView(unspaced ?? plain);
  const spelt = pinyin && pinyinView(plain, pinyin);
  return [plain, ...[unspaced, respelt, spelt].filter((view) => view !== undefined), ...decodedViews(written)];
}
