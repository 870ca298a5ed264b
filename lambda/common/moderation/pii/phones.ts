import { type Detector, digitsOf, wholeIf } from './detector.ts';

/** An extension may follow, however the number is written. */
const EXTENSION = '(?: ?(?:x|ext\\.?|#) ?\\d{1,6})?';

const phone = (digits: number, pattern: string, lengthOf?: Detector['lengthOf'], beside?: RegExp): Detector => ({
  type: 'phone',
  category: 'pii',
  digits,
  pattern: new RegExp(`(?<![\\w.+#$€£=/-]|\\d[ ,:/])${pattern}${EXTENSION}(?![0-9_]|[.,:/-]\\d)`, 'g'),
  ...(lengthOf && { lengthOf }),
  ...(beside && { beside }),
});

const between = (least: number, most: number) =>
  wholeIf((match) => {
    const { length } = digitsOf(withoutExtension(match));
    return length >= least && length <= most && !isDate(match);
  });

const withoutExtension = (match: string): string => match.replace(/ ?(?:x|ext\.?|#) ?\d+$/, '');

/** Day, month and year in any order, and an hour that may follow. */
const isDate = (match: string): boolean => DATE.test(match);

const DATE =
  /^(?:(?:19|20)\d\d[-. /](?:0?[1-9]|1[0-2])[-. /](?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[-. /](?:0?[1-9]|[12]\d|3[01])[-. /](?:(?:19|20)\d\d|\d\d))(?:$|[ T]\d)/;

const WORDS = [
  'phones?',
  'tel(?:ephone|\\.)?',
  'mobile',
  'cell(?:phone)?',
  'fax',
  'call(?:ing|ed)?',
  'dial',
  'ring',
  'text(?:ed)?',
  'sms',
  'whatsapp',
  'reach(?: me| us)?',
  'hotline',
  'contact',
  'answering(?: at)?',
  'office',
  'landline',
  'telefon\\w*',
  't[eé]l[eé](?:fono|phone)',
  'handy',
];

/** Numbers are everywhere; where one of these words stands beside it, one is a phone's however it is grouped. */
const PHONE_WORDS = new RegExp(`(?<!\\p{L})(?:${WORDS.join('|')})(?!\\p{L})|电话|手机|致电|拨打|联系|传真|微信|電話|手機`, 'iu');

/**
 * Written forms of telephone numbers, the plainest first: with `+` or `00` and a country; a Chinese mobile; North America's 3-3-4; an area in
 * brackets; a trunk 0 and groups; any groups beside a word such as `call`. A library that knows each country's numbering plan
 * (libphonenumber, 80 kB and more) would refuse the made-up ones that people write in prompts, and still need these forms.
 */
export const PHONES: readonly Detector[] = [
  phone(8, '(?:\\+|00) ?[1-9]\\d{0,14}(?:[ .()-]{1,3}\\d{1,12}){0,6}', between(8, 15)),
  phone(11, '(?:86[ -]?)?1[3-9]\\d[ -]?\\d{4}[ -]?\\d{4}'),
  phone(10, '(?:1[ .-])?(?:\\(\\d{3}\\) ?|\\d{3}[ .-])\\d{3}[ .-]\\d{4}', between(10, 11)),
  phone(8, '\\(\\d{2,5}\\) ?\\d{3,8}(?:[ -]\\d{2,4}){0,3}', between(8, 12)),
  phone(8, '0\\d{1,4}(?:[ ./-]\\d{2,8}){1,4}', between(8, 12)),
  phone(6, '\\d{2,11}(?:[ .-]\\d{2,8}){0,4}', between(6, 13), PHONE_WORDS),
];
