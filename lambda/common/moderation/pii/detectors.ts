import { iban, ibanLength, ipv4, ipv6, paymentCard } from './checksums.ts';
import { compact, type Detector, digitsOf, wholeIf } from './detector.ts';
import {
  aadhaar,
  brazilianCpf,
  canadianSocialInsurance,
  chineseResidentId,
  frenchSocialSecurity,
  germanTaxId,
  spanishIdentity,
  ukNationalInsurance,
  usSocialSecurity,
} from './national-ids.ts';
import { PHONES } from './phones.ts';
import { SECRETS } from './secrets.ts';

/** A number is not part of a longer one, a decimal fraction or a word. */
const alone = (pattern: string): RegExp => new RegExp(`(?<![\\w.-])${pattern}(?![\\w-]|\\.\\d)`, 'g');

const numbered = (
  type: string,
  digits: number,
  pattern: RegExp,
  isOne?: (match: string) => boolean,
  beside?: RegExp,
): Detector => ({
  type,
  category: 'pii',
  pattern,
  digits,
  ...(isOne && { lengthOf: wholeIf(isOne) }),
  ...(beside && { beside }),
});

/** An account number ends where its country's do, whatever words follow it. */
function ibanAt(match: string): number {
  const length = ibanLength(match.slice(0, 2).toUpperCase());
  let seen = 0;
  for (let end = 0; length !== undefined && end < match.length; ) {
    if (/[A-Za-z0-9]/.test(match.charAt(end++))) seen += 1;
    if (seen === length) return !/[A-Za-z0-9]/.test(match.charAt(end)) && iban(compact(match.slice(0, end))) ? end : 0;
  }
  return 0;
}

/** Tried in this order; what an earlier one took, a later one does not get. */
export const DETECTORS: readonly Detector[] = [
  ...SECRETS,
  {
    type: 'email',
    category: 'pii',
    pattern:
      /(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){0,7}\.[A-Za-z]{2,63}(?![A-Za-z0-9-])/g,
    sign: '@',
  },
  { ...numbered('iban', 2, /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}/g), lengthOf: ibanAt },
  numbered('resident-id', 17, alone('[1-8]\\d{16}[\\dXx]'), (match) => chineseResidentId(match.toUpperCase())),
  numbered('card', 12, alone('\\d(?:[ -]?\\d){11,18}'), (match) => paymentCard(digitsOf(match))),
  numbered('nir', 14, alone('[1-478](?: ?\\d){4} ?\\d(?:\\d|[AB])(?: ?\\d){8}'), (match) => frenchSocialSecurity(compact(match))),
  numbered('aadhaar', 12, alone('[2-9]\\d{3}([ -])\\d{4}\\1\\d{4}'), (match) => aadhaar(digitsOf(match))),
  numbered('aadhaar', 12, alone('[2-9]\\d{11}'), aadhaar, /aadhaar|adhar|आधार|\buid/i),
  numbered('cpf', 11, alone('\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}'), (match) => brazilianCpf(digitsOf(match))),
  numbered('cpf', 11, alone('\\d{11}'), brazilianCpf, /\bcpf\b/i),
  numbered('tax-id', 11, alone('[1-9]\\d(?: ?\\d{3}){3}'), (match) => germanTaxId(digitsOf(match))),
  numbered('sin', 9, alone('[1-79]\\d{2}([ -])\\d{3}\\1\\d{3}'), (match) => canadianSocialInsurance(digitsOf(match))),
  numbered('sin', 9, alone('[1-79]\\d{8}'), canadianSocialInsurance, /\bsin\b|social insurance|assurance sociale/i),
  numbered('ssn', 9, alone('\\d{3}-\\d{2}-\\d{4}'), (match) => usSocialSecurity(digitsOf(match))),
  numbered('ssn', 9, alone('\\d{3} ?\\d{2} ?\\d{4}'), (match) => usSocialSecurity(digitsOf(match)), /\bssn\b|social security/i),
  numbered('nino', 6, alone('[A-Za-z]{2}(?: ?\\d{2}){3} ?[A-Da-d]'), (match) => ukNationalInsurance(compact(match))),
  numbered('dni', 7, alone('(?:\\d{8}|[XYZxyz]-?\\d{7})-?[A-Za-z]'), (match) => spanishIdentity(compact(match))),
  numbered('ip-address', 4, alone('\\d{1,3}(?:\\.\\d{1,3}){3}'), ipv4),
  { ...numbered('ip-address', 0, /(?<![\w:.])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?![\w:])/g, ipv6), sign: ':' },
  ...PHONES,
];
