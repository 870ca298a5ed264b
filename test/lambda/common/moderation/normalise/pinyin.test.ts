import { pinyinView, pinyinWords } from '../../../../../lambda/common/moderation/normalise/pinyin.ts';
import { plainView } from '../../../../../lambda/common/moderation/normalise/plain.ts';
import { writtenRange } from '../../../../../lambda/common/moderation/normalise/view.ts';

const words = pinyinWords('fa\t法发\ngong\t功\nlun\t轮\nma\t妈\nde\t的\ncao\t操\nni\t你\n', ['法轮功', '妈的', '操你妈', '无表']);
const seen = (text: string) => pinyinView(plainView(text), words)?.text;

test.each([
  ['syllables apart', 'say fa lun gong now', 'say 法轮功 now'],
  ['syllables together', 'CaoNiMa!', '操你妈!'],
  ['characters and syllables', '法lun功', '法轮功'],
  ['two syllables, one a character', '妈de', '妈的'],
  ['other separators', 'fa-lun.gong', '法轮功'],
])('%s are seen through', (_, text, view) => {
  expect(seen(text)).toBe(view);
});

test.each([
  ['two syllables in Latin letters', 'made in, ma de'],
  ['part of a longer word', 'xfalungong, falungongs'],
  ['characters alone', '法轮功'],
  ['another character of the same sound', '发lun功'],
  ['syllables of two sentences', 'fa. lun! gong, fa  ,  lun gong'],
  ['English', 'the long man can sing'],
])('%s are no word', (_, text) => {
  expect(seen(text)).toBeUndefined();
});

test('each character stands where its syllable was written', () => {
  const written = '<法 LUN 功>';
  const view = pinyinView(plainView(written), words);
  const at = view?.text.indexOf('轮') ?? -1;
  const range = view && writtenRange(view, at, at + 1);
  expect(range && written.slice(range.start, range.end).trim()).toBe('LUN');
});
