/** Luhn's checksum, as payment cards and Canadian social insurance numbers have it. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** Verhoeff's checksum over the dihedral group of ten; it finds every wrong digit and every two that changed places. */
export function verhoeff(digits: string): boolean {
  let check = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    check = product(check, permuted(digit, index % 8));
  }
  return digits.length > 0 && check === 0;
}

function product(left: number, right: number): number {
  if (left < 5) return right < 5 ? (left + right) % 5 : 5 + ((left + right) % 5);
  return right < 5 ? 5 + ((left - right) % 5) : (left - right + 5) % 5;
}

/** The permutation (1 5 8 9 4 2 7 0)(3 6), applied so many times. */
function permuted(digit: number, times: number): number {
  let moved = digit;
  for (let time = 0; time < times; time++) moved = PERMUTATION[moved] ?? 0;
  return moved;
}

const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** ISO 7064, MOD 11,10: the last digit checks those before it. */
export function mod1110(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits.at(-1));
}

/** ISO 13616: the first four characters moved to the end, letters as two digits, the rest modulo 97 is 1. */
export function iban(text: string): boolean {
  if (ibanLength(text) !== text.length) return false;
  let rest = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    for (const digit of Number.parseInt(character, 36).toString()) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}

/** How long the account numbers of the country are; undefined when it has none. */
export const ibanLength = (text: string): number | undefined => IBAN_LENGTHS.get(text.slice(0, 2));

/** Issuers' first digits with the lengths that they use, and Luhn's checksum. */
export const paymentCard = (digits: string): boolean => ISSUERS.test(digits) && luhn(digits);

const ISSUERS = new RegExp(
  `^(?:${[
    '4(?:\\d{12}|\\d{15}|\\d{18})',
    '5[1-5]\\d{14}',
    '2(?:22[1-9]|2[3-9]\\d|[3-6]\\d\\d|7[01]\\d|720)\\d{12}',
    '3[47]\\d{13}',
    '3(?:0[0-5]|[68]\\d)\\d{11}',
    '6(?:011|5\\d\\d|4[4-9]\\d)\\d{12}',
    '62\\d{14,17}',
    '(?:2131|1800)\\d{11}',
    '35\\d{14}',
    '(?:5018|5020|5038|58\\d\\d|6304|67\\d\\d)\\d{8,15}',
  ].join('|')})$`,
);

/** Octets of an IPv4 address that may be somebody's: none of this host or of all hosts. */
export const ipv4 = (text: string): boolean =>
  text.split('.').every((octet) => Number(octet) <= 255 && !/^0\d/.test(octet)) && !/^(?:0|127|255)\./.test(text);

/** Eight groups, or fewer around one `::`; three groups are the least, as `a::b` stands in program code. */
export function ipv6(text: string): boolean {
  const halves = text.split('::');
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const count = groups.flat().length;
  if (halves.length > 2 || !groups.flat().every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  return halves.length === 2 ? count >= 3 && count <= 7 : count === 8;
}

/** Of the SWIFT registry. */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 ' +
    'GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 ' +
    'MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 ' +
    'VA22 VG24 XK20'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
