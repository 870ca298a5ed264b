import { luhn, mod1110, verhoeff } from './checksums.ts';

/** Each takes a number without blanks and hyphens, letters in upper case. */

/** China, GB 11643: weights over the first seventeen digits, and a date of birth that exists. */
export function chineseResidentId(text: string): boolean {
  if (!/^[1-8]\d{16}[\dX]$/.test(text)) return false;
  const sum = RESIDENT_WEIGHTS.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return RESIDENT_CHECKS[sum % 11] === text.charAt(17) && isDate(text.slice(6, 14));
}

const RESIDENT_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const RESIDENT_CHECKS = '10X98765432';

function isDate(yyyymmdd: string): boolean {
  const [year, month, day] = [Number(yyyymmdd.slice(0, 4)), Number(yyyymmdd.slice(4, 6)), Number(yyyymmdd.slice(6, 8))];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1850 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** United States: no checksum, but areas, groups and serials that were never given out. */
export const usSocialSecurity = (digits: string): boolean => /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits);

/** Canada: Luhn; no number begins with 0 or 8. */
export const canadianSocialInsurance = (digits: string): boolean => /^[1-79]\d{8}$/.test(digits) && luhn(digits);

/** United Kingdom: no checksum, but letters and prefixes that are never given out. */
export const ukNationalInsurance = (text: string): boolean =>
  /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(text);

/** India: Verhoeff; no number begins with 0 or 1. */
export const aadhaar = (digits: string): boolean => /^[2-9]\d{11}$/.test(digits) && verhoeff(digits);

/** Brazil: two check digits modulo 11; eleven equal digits pass the sums and are none. */
export function brazilianCpf(digits: string): boolean {
  if (!/^(?!(\d)\1{10})\d{11}$/.test(digits)) return false;
  return [9, 10].every((length) => {
    let sum = 0;
    for (let index = 0; index < length; index++) sum += Number(digits[index]) * (length + 1 - index);
    return ((sum * 10) % 11) % 10 === Number(digits[length]);
  });
}

/** Germany's tax number: among its first ten digits exactly one occurs twice or three times; ISO 7064. */
export function germanTaxId(digits: string): boolean {
  if (!/^[1-9]\d{10}$/.test(digits)) return false;
  const counts = [...'0123456789'].map((digit) => digits.slice(0, 10).split(digit).length - 1);
  const repeated = counts.filter((count) => count > 1);
  return repeated.length === 1 && (repeated[0] ?? 0) <= 3 && mod1110(digits);
}

/** France: the key is 97 less the rest; Corsica's departments have letters. */
export function frenchSocialSecurity(text: string): boolean {
  if (!/^[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{8}$/.test(text)) return false;
  const digits = text.replace('2A', '19').replace('2B', '18');
  return 97 - (Number(digits.slice(0, 13)) % 97) === Number(digits.slice(13));
}

/** Spain: the letter is the number modulo 23; foreigners' numbers have X, Y or Z in place of 0, 1 or 2. */
export function spanishIdentity(text: string): boolean {
  const [, first = '', rest = '', letter] = /^([XYZ\d])(\d{7})([A-Z])$/.exec(text) ?? [];
  const digits = Number(first.replace('X', '0').replace('Y', '1').replace('Z', '2') + rest);
  return letter !== undefined && SPANISH_LETTERS[digits % 23] === letter;
}

const SPANISH_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
