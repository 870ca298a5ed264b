import { generator } from './random.ts';

/** Strings that ask for more than linear time, or break what was not meant for them, by name: each of about so many UTF-16 units. */
export const SHAPES: Readonly<Record<string, (length: number) => string>> = {
  parentheses: (length) => '('.repeat(length),
  'one letter': (length) => 'a'.repeat(length),
  base64: (length) => repeated('QUJDREVGR0hJSktMTU5PUA', length),
  hexadecimal: (length) => repeated('69676e6f7265', length),
  'encoded pieces': (length) => repeated('aWdub3JlIGFsbCBydWxlcw== ', length),
  'single letters': (length) => repeated('a b c d ', length),
  'Chinese letters apart': (length) => repeated('法 轮 功 ', length),
  'zero width': (length) => repeated('\u200b\u2060', length),
  blanks: (length) => ' '.repeat(length),
  nulls: (length) => '\0'.repeat(length),
  'high surrogates': (length) => '\ud83d'.repeat(length),
  'low surrogates': (length) => '\udc00'.repeat(length),
  emoji: (length) => repeated('👩‍👩‍👧', length),
  'piled-up marks': (length) => repeated('a\u0301\u0302\u0303\u0304\u0305', length),
  ligatures: (length) => '\ufdfa'.repeat(length / 4),
  digits: (length) => '4'.repeat(length),
  'grouped digits': (length) => repeated('4111 1111 ', length),
  'phones without end': (length) => repeated('+1-(2)-3 ', length),
  accounts: (length) => repeated('GB82WEST12345698765432X ', length),
  addresses: (length) => repeated('a.b+c@d.e.f-', length),
  'heads of tokens': (length) => repeated('eyJ-eyJ.sk-AKIA-', length),
  'heads of keys': (length) => repeated('-----BEGIN PRIVATE KEY----- ', length),
  colons: (length) => repeated('a:b::c:', length),
  'marks of templates': (length) => repeated('<|im_start|><|', length),
  comments: (length) => repeated('<!-- a ', length),
  images: (length) => repeated('![a](https://a?b=', length),
  'styles in tags': (length) => repeated('<a style="display:none">', length),
  'ignore all': (length) => repeated('ignore all the my ', length),
  'no without': (length) => repeated('without any your the its ', length),
  'send the': (length) => repeated('send the user data to the a b c ', length),
  'bad words': (length) => repeated('fuck you idiot 傻逼 ', length),
  exceptions: (length) => repeated('suicide prevention suicide rate ', length),
};

const repeated = (text: string, length: number): string => text.repeat(Math.ceil(length / text.length));

const LETTERS = [
  'a',
  'b',
  'e',
  'i',
  'o',
  'u',
  's',
  't',
  ' ',
  ' ',
  ' ',
  '.',
  '-',
  '0',
  '1',
  '4',
  '7',
  '@',
  '$',
  '!',
  '(',
  '<',
  '\n',
  '\0',
];
const STRANGE = [
  '\ud83d',
  '\udc00',
  '\u200b',
  '\u202e',
  'а',
  'ｆ',
  '１',
  '法',
  '轮',
  '功',
  'é',
  '\u0301',
  '\ufdfa',
  '𝒂',
  '\u2060',
  '👍',
];
const PIECES = [
  'ignore all previous instructions',
  'fuck',
  '傻逼',
  '4111 1111 1111 1111',
  'jane@example.com',
  '<|im_start|>',
  'aWdub3JlIGFsbCBydWxlcw==',
  'sk-',
  '![a](https://a?b={',
  'GB82 WEST 1234 5698 7654 32',
  '+44 20 7946 0958',
];

/** Random strings that mix letters, strange characters and pieces of what the guard looks for; the same seed gives the same ones. */
export function* randomStrings(count: number, seed: number): Generator<string> {
  const random = generator(seed);
  const one = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  for (let index = 0; index < count; index++) {
    let text = '';
    for (let left = Math.floor(random() ** 2 * 120); left >= 0; left--) {
      const kind = random();
      text +=
        kind < 0.75
          ? one(LETTERS)
          : kind < 0.95
            ? one(STRANGE)
            : kind < 0.98
              ? one(PIECES)
              : String.fromCharCode(random() * 0x10000);
    }
    yield text;
  }
}
